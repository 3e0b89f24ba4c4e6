"""Who is in no server any more, of those who chose how to be told: one damaged row stops nobody."""

from datetime import timedelta

from bot.forum.preferences import make_discreet
from bot.forum.privacy.choosers_who_left import choosers_to_ask, note_choosers
from data.preferences import reseal_preferences
from data.tables import Preference
from tests.forum.world import BEN, CLEO, World


async def test_a_damaged_row_keeps_nobody_else_from_being_forgotten(world: World) -> None:
    for each in (BEN, CLEO):
        await make_discreet(world.database, user_id=each.discord_id, is_discreet=True)
    first, second = await world.all(Preference)
    damaged = first.sealed[:-1] + bytes([first.sealed[-1] ^ 1])
    async with world.database.write() as session:
        await reseal_preferences(session, {first.owner_mark: damaged})
    for days in (0, 31):
        world.later(days=days)
        asked = await choosers_to_ask(world.database, after=None)
        assert asked[first.owner_mark] == 0
        assert asked[second.owner_mark] in {BEN.discord_id, CLEO.discord_id}
        await note_choosers(
            world.database,
            after=None,
            asked=asked,
            there=[],
            keep=timedelta(days=30),
            now=world.now,
        )
    assert [each.owner_mark for each in await world.all(Preference)] == [first.owner_mark]
