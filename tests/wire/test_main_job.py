"""The product's main path over a real socket, against Discord's own description and limits."""

import pytest

from bot.settings import Settings

from .conftest import Town
from .main_path import ADVICE, TITLE, answered, ask, first_card, messages, opened, quiet
from .objects import text_of
from .people import Outcome, Person

EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("place", ["forum", "text"])
async def test_main_job_is_clean(town: Town, settings: Settings, place: str) -> None:
    server, channel = town.server, getattr(town, place)
    async with opened(town, settings, channel) as bot:
        outcome = await ask(town, town.ann)
        assert outcome.is_private
        thread, card = await first_card(town, channel)
        assert thread["name"] == TITLE
        assert "I lie awake." in text_of(card)

        answer = await answered(town, thread, card)
        await server.until(lambda: town.ann.inbox)
        assert len(town.ann.inbox) == 1
        assert ADVICE in text_of(town.ann.inbox[0])

        town.cem.react(card, "👍")
        town.cem.react(answer, "👎")
        await server.until(lambda: "+1" in text_of(card) and "−1" in text_of(answer))
        town.cem.unreact(card, "👍")
        await server.until(lambda: "+1" not in text_of(card))

        menu = await town.bob.click(answer, "More")
        assert menu.is_private
        form = await town.bob.click(menu.messages[-1], "Edit")
        await town.bob.submit(form, body="Write it down, breathe, then rest.")
        await server.until(lambda: "breathe" in text_of(answer))

        menu = await town.bob.click(answer, "More")
        await confirmed(town.bob, await town.bob.click(menu.messages[-1], "Delete"))
        await server.until(lambda: answer not in messages(town, thread))
        await quiet(town, bot)
        assert len(town.ann.inbox) == 1
    server.assert_clean()
    assert not server.limits.refused
    assert server.limits.invalid == 0
    assert place == "text" or not server.strays()


async def confirmed(person: Person, outcome: Outcome) -> None:
    """Press Delete once more: the bot asks first."""
    (asked,) = outcome.messages
    said = await person.click(asked, "Delete")
    assert "deleted" in said.text


async def test_burst_of_votes_costs_few_edits(town: Town, settings: Settings) -> None:
    server = town.server
    crowd = [town.newcomer(f"Voter {number}") for number in range(300)]
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
        edits = len(server.seen(EDIT))
        for person in crowd:
            person.react(card, "👍")
        await server.until(lambda: "+300" in text_of(card), seconds=8)
        assert len(server.seen(EDIT)) - edits <= 2
    server.assert_clean()
    assert not server.limits.refused
