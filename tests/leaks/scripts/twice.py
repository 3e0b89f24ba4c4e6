"""One person twice, or two people once each: who sees or has both can't tell which."""

from tests.leaks.script import Story, script
from tests.leaks.stage import ANONYMOUS, Stage
from tests.support.people import answer, ask, press, submit
from tests.support.reading import private_text, starter_of

TITLES = ("How can I sleep before an exam?", "How can I wake up early?")
TOO_SHORT = " " * 20 + "."


@script()
async def posts_in_two_questions(stage: Stage) -> None:
    """Each question has an answer of somebody's, and one of whoever asked it."""
    cards = [await stage.asks(TITLES[0])]
    with stage.second_turn():
        cards.append(await stage.asks(TITLES[1]))
        await stage.answers(cards[1], "What I found out about waking up.")
    for card in cards:
        await answer(stage.world.bob, card, f"What Bob knows of {card.id}.")
        await stage.while_passes()


@script()
async def two_drafts_are_kept(stage: Stage) -> None:
    """What could not be posted stays, sealed."""
    private_text(await ask(stage.world.bob, stage.world.lobby))
    await stage.while_passes()
    await stage.submits(TOO_SHORT)
    with stage.second_turn():
        form = await press(stage.author, starter_of(stage.world.thread), "Answer")
        private_text(await submit(stage.author, form, body=TOO_SHORT, options=[ANONYMOUS]))
    await stage.while_passes()


@script()
async def two_aliases_are_blocked(stage: Stage) -> None:
    """Of a block, its author alone hears; that one is taken back says nothing of the other."""
    world, mod = stage.world, stage.world.mod
    await stage.asks(TITLES[0])
    with stage.second_turn():
        await stage.asks(TITLES[1])
    terms = {"hours": 24, "reason": "Please be kind."}
    for extent in ("only", "too"):
        for number in ("1", "2"):
            await mod.slash(
                world.lobby, "mod block", post=number, **terms, **{"by-name-too": extent}
            )
    await mod.slash(world.lobby, "mod unblock", post="1")
    await stage.each(lambda member: mod.slash(world.lobby, "mod log", member=member))


def by_two(story: Story) -> Story:
    """Return a story whose second turn is the other suspect's."""

    async def by_another(stage: Stage) -> None:
        alice, dora = stage.suspects
        stage.second = dora if stage.author is alice else alice
        await story(stage)

    by_another.__name__ = f"{story.__name__}_by_two"
    return by_another
