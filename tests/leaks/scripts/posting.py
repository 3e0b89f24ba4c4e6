"""Asking and answering anonymously, beside others who do it by name."""

from datetime import timedelta
from unittest import mock

from bot.publishing import crowding
from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import answer, press, submit
from tests.support.reading import buttons_of, private_text, reply_of, starter_of

TOO_SHORT = " " * 20 + "."


@script(appears_late=True)
async def asks_and_is_answered(stage: Stage) -> None:
    """The author is told by DM, answers themselves, and answers somebody else."""
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(stage.world.bob, card)
    await stage.while_passes()
    await stage.answers(card)
    await stage.alice_asks(options=["notify"])
    await stage.answers(starter_of(stage.world.thread), "What helps me is a walk.", "spoiler")


@script(appears_late=True)
async def everybody_answers_where_each_may_once(stage: Stage) -> None:
    """That they have, the author alone reads, in private, from whichever form they come.

    So it is before the answer appears, and when it is hidden.
    """
    world, author = stage.world, stage.author
    panel = reply_of(await world.owner.slash(world.lobby, "forum settings"))
    await world.owner.select(panel, ["1"], custom_id="set-most_answers:1")
    named = await stage.alice_asks()
    late, by_name, form = [await press(author, named, "Answer") for _ in range(3)]
    private_text(await submit(author, form, body="What I found out.", options=["anonymous"]))
    for person in stage.suspects:
        await press(person, named, "Answer")
    await stage.while_passes()
    await answer(world.bob, named)
    await stage.while_passes()
    for person in (*stage.suspects, world.bob):
        await person.slash(world.lobby, "answer", question="1")
        await press(person, named, "Answer")
    again = {"body": "What I found out once more.", "options": ["anonymous"]}
    private_text(await submit(author, late, **again))
    private_text(await submit(author, by_name, body="What I found out by now.", options=[]))
    await world.mod.slash(world.lobby, "mod hide", post="2")
    await stage.while_passes()
    for person in stage.suspects:
        await press(person, named, "Answer")
    await stage.while_passes()


@script(appears_late=True, is_under_text=True)
async def asks_under_a_text_channel(stage: Stage) -> None:
    """The card is sent first, and its thread started from it, by the bot."""
    card = await stage.asks("How can I sleep before an exam?", "notify", name="Worried Student")
    await answer(stage.world.bob, card)
    await stage.while_passes()
    await stage.answers(card)


@script()
async def asks_with_everything_that_a_form_has(stage: Stage) -> None:
    """A category, tags, a content note, suggestions, and a name that is taken already."""
    world, author = stage.world, stage.author
    await world.owner.slash(world.lobby, "forum category add", name="Sleep")
    await author.autocomplete(world.lobby, "ask", "category", "sl")
    await author.autocomplete(world.lobby, "ask", "tags", "ex")
    form = await author.slash(world.lobby, "ask", category="Sleep", tags="exam night")
    options = ["anonymous", "spoiler"]
    title = "How do I sleep with noise?"
    refused = await submit(author, form, title=title, display_name="Bob", options=options)
    again = await press(author, reply_of(refused), "Open again with my text")
    private_text(await submit(author, again, display_name="Night Owl"))
    await stage.while_passes()
    await stage.asks("And how with light?")


@script()
async def posts_too_much(stage: Stage) -> None:
    """Repeats and hourly limits count anonymous posts too, without telling others."""
    for number in range(11):
        await stage.submits(f"Question number {number} of many")
    await stage.submits("Question number 0 of many")
    await stage.while_passes()


@script()
async def leaves_a_text_behind(stage: Stage) -> None:
    """A text that could not be posted is kept, sealed, until it is a day old."""
    form = await stage.author.slash(stage.world.lobby, "ask")
    await submit(stage.author, form, title=TOO_SHORT, details="mine", options=["anonymous"])
    kept = await stage.author.slash(stage.world.lobby, "ask")
    await submit(stage.author, kept, title=TOO_SHORT)
    await stage.days_pass(2)


@script()
async def is_caught_posting_by_name(stage: Stage) -> None:
    """Nobody else hears of the slip; a second time, the author means it."""
    card = await stage.asks()
    form = await press(stage.author, card, "Answer")
    caught = reply_of(await submit(stage.author, form, body="What I found out.", options=[]))
    as_alias, _ = buttons_of(caught)
    private_text(await press(stage.author, caught, as_alias))
    await stage.while_passes()
    form = await press(stage.author, card, "Answer")
    caught = reply_of(await submit(stage.author, form, body="What else I know.", options=[]))
    stage.curtain()
    private_text(await press(stage.author, caught, "Post as myself"))


@script()
async def quiet_threads_make_room_for_others(stage: Stage) -> None:
    """The longest-quiet one is archived, whoever asked in it; an edit is seen there too."""
    with (
        mock.patch.object(crowding, "CROWDED", 2),
        mock.patch.object(crowding, "ROOMY", 1),
        mock.patch.object(crowding, "LEAST_QUIET", timedelta(0)),
    ):
        card = await stage.asks()
        await stage.alice_asks()
        await stage.while_passes()
    form = await press(stage.author, await stage.more(stage.author, card), "Edit")
    await submit(stage.author, form, details="I lie awake no longer.")
    await stage.while_passes()
