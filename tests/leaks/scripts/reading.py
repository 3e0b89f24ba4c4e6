"""Everybody reads what is there, the author among them: all others are shown the same."""

from cogs.browsing import SORTS
from cogs.leaderboard import PERIODS
from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.moderators import fall_asleep
from tests.support.people import answer, press, submit
from tests.support.reading import button_ids, private_text, reply_of

OFFERED = [str(each.value) for each in SORTS]


@script()
async def everybody_looks_at_everything(stage: Stage) -> None:
    """Cards, menus, lists, profiles and suggestions."""
    world = stage.world
    await world.owner.slash(world.lobby, "forum category add", name="Nights")
    card = await stage.asks()
    await answer(world.bob, card)
    answered = await stage.answers(card)
    named = await stage.alice_asks()
    for person in stage.everybody:
        for reference in ("1", "#3", card.jump_url):
            await person.slash(world.lobby, "show", question=reference)
        for typed in ("slee", "3", "found out"):
            await person.autocomplete(world.lobby, "show", "question", typed)
        await person.autocomplete(world.lobby, "answer", "question", "")
        await person.slash(world.lobby, "answer", question="1")
        for sort in OFFERED:
            await person.slash(world.lobby, "browse", sort=sort)
        await person.slash(world.lobby, "browse", sort="hot", category="Nights")
        for member in stage.suspects:
            await person.slash(world.lobby, "browse", member=member, tag="nights")
            await person.slash(world.lobby, "browse", member=member, sort="views")
        await person.autocomplete(world.lobby, "browse", "category", "n")
        await person.autocomplete(world.lobby, "browse", "tag", "n")
        for each in (card, answered, named):
            menu = await stage.more(person, each)
            private_text(await press(person, menu, "Copy link"))
        for period in PERIODS:
            board = reply_of(
                await person.slash(world.lobby, "leaderboard", period=str(period.value))
            )
            await person.click(board, custom_id=button_ids(board)[0])
        for member in stage.suspects:
            await person.slash(world.lobby, "profile", member=member)
            await person.context_menu(world.lobby, "Forum profile", member)


@script()
async def everybody_reads_all_of_it(stage: Stage) -> None:
    """A text that its card cuts, for all that stands around it."""
    world = stage.world
    await world.owner.slash(world.lobby, "forum category add", name="_" * 80)
    card = await stage.asks()
    form = await press(stage.author, await stage.more(stage.author, card), "Edit")
    await submit(stage.author, form, title="_" * 99 + "?", details="x" * 3500)
    await stage.while_passes()
    for person in stage.everybody:
        shown = reply_of(await person.slash(world.lobby, "show", question="1"))
        private_text(await press(person, shown, "Read all"))


@script()
async def everybody_reads_the_answers(stage: Stage) -> None:
    """In pages, by name and anonymous ones among each other, and each on its card."""
    world = stage.world
    card = await stage.asks()
    for person in (world.bob, world.carol, world.mod, world.owner):
        await answer(person, card)
    for body in ("What I found out myself meanwhile.", "And a walk before, at last."):
        await stage.answers(card, body)
    for person in stage.everybody:
        page = reply_of(await press(person, await stage.more(person, card), "Answers"))
        private_text(await press(person, page, "Show #2"))
        page = reply_of(await press(person, page, "Next"))
        private_text(await press(person, page, "Show #7"))


@script()
async def everybody_finds_what_sleeps(stage: Stage) -> None:
    """In an archived thread: lists bring the buttons, whoever wrote what they lead to."""
    world = stage.world
    card = await stage.asks()
    await answer(world.bob, card)
    await stage.answers(card)
    await fall_asleep(world.thread)
    for person in stage.everybody:
        page = reply_of(await person.slash(world.lobby, "browse"))
        private_text(await press(person, page, "Show #1"))
        page = reply_of(await person.slash(world.lobby, "search", query="meanwhile"))
        private_text(await press(person, page, "Show #3"))
        await person.slash(world.lobby, "inbox")
    for person in stage.suspects:
        own = reply_of(await person.slash(world.lobby, "profile"))
        mine = await person.click(own, custom_id="mine:0")
        if person is stage.author:
            private_text(await press(person, reply_of(mine), "Show #3"))


@script()
async def one_suspect_alone_looks(stage: Stage) -> None:
    """How often a question was opened must not tell whether it was by its author."""
    world, looker = stage.world, stage.suspects[0]
    card = await stage.asks()
    await stage.answers(card)
    for reference in ("1", "2"):
        await looker.slash(world.lobby, "show", question=reference)
    page = reply_of(await press(looker, await stage.more(looker, card), "Answers"))
    private_text(await press(looker, page, "Show #2"))
    await world.pass_time(90)
    await world.bob.slash(world.lobby, "browse", sort="views")


@script()
async def everybody_asks_for_help(stage: Stage) -> None:
    """Nothing of it depends on what anybody wrote."""
    world = stage.world
    await stage.asks()
    for person in stage.everybody:
        await person.slash(world.lobby, "help")
        await person.autocomplete(world.lobby, "helplines", "country", "fr")
        shown = reply_of(await person.slash(world.lobby, "helplines", country="FR"))
        await person.select(shown, ["DE"])
        await person.slash(world.lobby, "privacy about")
