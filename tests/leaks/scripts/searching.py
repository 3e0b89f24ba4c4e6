"""Whoever searches finds the same, and nothing that is not there for everybody to see."""

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import answer, press, submit
from tests.support.reading import reply_of, starter_of


@script()
async def everybody_searches(stage: Stage) -> None:
    """Words of anonymous posts, of what waits to appear, of what was hidden and deleted."""
    world = stage.world
    card = await stage.asks("How can I sleep before an exam?")
    await answer(world.bob, card)
    await stage.answers(card, "What I found out myself: lavender helps.")
    for number in range(7):
        await stage.alice_asks(f"How do I stay awake, attempt {number}?")
    queries = ("sleep", "lavender", '"sleep before"', "awak*", "exam lavender", "nothing like it")
    for person in stage.everybody:
        for query in queries:
            await person.slash(world.lobby, "search", query=query)
        page = reply_of(await person.slash(world.lobby, "search", query="awake"))
        page = reply_of(await press(person, page, "Next"))
    await world.mod.slash(world.lobby, "mod hide", post="1", reason="Not now")
    await stage.each(lambda person: person.slash(world.lobby, "search", query="sleep lavender"))
    await world.mod.slash(world.lobby, "mod unhide", post="1")
    await stage.each(lambda person: person.slash(world.lobby, "search", query="sleep lavender"))


@script(appears_late=True)
async def everybody_searches_for_what_waits(stage: Stage) -> None:
    """Nobody finds it before it is there, not even its author."""
    world = stage.world
    await stage.alice_asks()
    await stage.submits("How can I sleep before an exam?")
    await stage.each(lambda person: person.slash(world.lobby, "search", query="exam"))
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "search", query="exam"))
    menu = await stage.more(stage.author, starter_of(world.thread))
    asked = reply_of(await press(stage.author, menu, "Delete"))
    await press(stage.author, asked, "Delete")
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "search", query="exam"))


@script()
async def everybody_asks_something_similar(stage: Stage) -> None:
    """Close questions come first: those of the anonymous like any other's, to whoever asks."""
    world = stage.world
    card = await stage.asks("How can I sleep before an exam?")
    await answer(world.bob, card)
    for person in stage.everybody:
        form = await person.slash(world.lobby, "ask")
        shown = await submit(person, form, title="I can't sleep before exams, what helps?")
        await press(person, reply_of(shown), "This answered it")
    form = await world.carol.slash(world.lobby, "ask")
    same = {"title": "How can I sleep before an exam?", "details": "I lie awake for hours."}
    await submit(world.carol, form, **same)
    # Their own question is close to their next one, which they post all the same.
    await stage.asks("What helps me to sleep before exams?")
    for person in stage.everybody:
        menu = await stage.more(person, card)
        await press(person, menu, "Related questions")
