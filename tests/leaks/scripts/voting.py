"""Votes: the author's own is an ordinary one in everything that others can see."""

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.moderators import clear_reactions
from tests.support.people import press

VOTES = "everybody votes, and who votes is a member"
# Votes that come close together are counted together; how many does not matter here.
APART_SECONDS = 3


@script(known=VOTES)
async def everybody_reacts(stage: Stage) -> None:
    """By reaction: put on, taken off, changed, and cleared by a moderator."""
    world = stage.world
    card = await stage.asks()
    for person in (*stage.suspects, world.carol):
        await person.react(card, "👍")
        await world.pass_time(APART_SECONDS)
    for person in stage.suspects:
        await person.unreact(card, "👍")
        await world.pass_time(APART_SECONDS)
        await person.react(card, "👎")
        await world.pass_time(APART_SECONDS)
    await clear_reactions(world.mod, world.thread, card, "👎")
    await world.pass_time(APART_SECONDS)
    await clear_reactions(world.mod, world.thread, card)
    await world.pass_time(APART_SECONDS)


@script(known=VOTES)
async def everybody_votes_privately(stage: Stage) -> None:
    """By the buttons of More, and taken back."""
    card = await stage.asks()
    for label in ("Vote up", "Vote down", "Vote down"):
        for person in (*stage.suspects, stage.world.carol):
            await press(person, await stage.more(person, card), label)
        await stage.world.pass_time(APART_SECONDS)
