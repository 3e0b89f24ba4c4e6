"""A waiting sealed message that no key opens any more keeps nobody else's from coming."""

import pytest

from bot.settings import Settings
from data.sealed_mail import reseal_delivery
from tests.acceptance.test_dms_before_their_turn import follow, people, told, waiting
from tests.acceptance.test_quiet_nights import TITLE
from tests.acceptance.town import Town
from tests.forum.test_damaged_rows import flipped


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Keep to the pace that is the default."""
    usual = Settings.model_fields["new_dm_channel_seconds"].default
    return settings.model_copy(update={"new_dm_channel_seconds": usual})


@pytest.mark.parametrize("at", [1, 2])
async def test_others_are_told(town: Town, at: int) -> None:
    question, followers = await town.ask(TITLE), await people(town, 3)
    await follow(town, question, *followers)
    await town.answer(question, "A walk in the evening helped me a lot.")
    rows = await waiting(town)
    assert len(rows) >= at
    async with town.bot.database.write() as session:
        await reseal_delivery(session, rows[-at].id or 0, flipped(rows[-at].sealed))
    await town.pass_time(60)
    assert told(followers) == 2
