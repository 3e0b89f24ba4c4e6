"""Commenting anonymously, beside others who do it by name."""

import discord

from tests.leaks.script import script
from tests.leaks.stage import ANONYMOUS, Stage
from tests.support.people import answer, press, submit
from tests.support.reading import Shown, buttons_of, private_text, reply_of

TURN = "Turn into a comment"


async def comments(
    stage: Stage, card: Shown, body: str = "What I forgot to say before.", *options: str
) -> discord.Message:
    """Let the author comment anonymously, and return the comment's card once it is there."""
    form = await press(stage.author, card, "Comment")
    private_text(await submit(stage.author, form, body=body, options=[ANONYMOUS, *options]))
    await stage.while_passes()
    return stage.world.thread.history()[-1]


async def others_comment(stage: Stage, card: Shown) -> None:
    """Let Bob, then Carol comment by name."""
    for person in (stage.world.bob, stage.world.carol):
        form = await press(person, card, "Comment")
        said = f"What {person.name} thinks of it."
        private_text(await submit(person, form, body=said, options=["notify"]))
        await stage.while_passes()


@script(appears_late=True)
async def comments_and_is_commented(stage: Stage) -> None:
    """The author comments on their question and on an answer, is told, and goes on."""
    world, author = stage.world, stage.author
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, card, options=["notify"])
    await stage.while_passes()
    answered = world.thread.history()[-1]
    await others_comment(stage, card)
    own = await comments(stage, answered, "Did that help you soon?", "notify")
    await others_comment(stage, own)
    await comments(stage, card, "I forgot to say that I drink no coffee.")
    named = await stage.alice_asks(options=["notify"])
    await comments(stage, named, "How long do you stay awake now?", "notify")
    await others_comment(stage, named)
    for person in stage.everybody:
        await person.slash(world.lobby, "inbox")
    await author.user.slash("inbox")


@script()
async def everybody_reads_the_comments(stage: Stage) -> None:
    """Forms, pages and menus are the same for all; the author edits and deletes behind theirs."""
    world, author = stage.world, stage.author
    card = await stage.asks()
    for number in range(6):
        own = await comments(stage, card, f"My thought number {number}, at last.")
    for person in stage.everybody:
        await person.autocomplete(world.lobby, "comment", "question", "slee")
        await person.slash(world.lobby, "comment", question="1")
        await person.slash(world.lobby, "show", question=str(7))
        menu = await stage.more(person, card)
        page = reply_of(await press(person, menu, "Comments"))
        await press(person, page, "Previous")
        await stage.more(person, own)
    form = await press(author, await stage.more(author, own), "Edit")
    await submit(author, form, body="What I found out in the end.")
    await stage.while_passes()
    await world.mod.slash(world.lobby, "mod hide", post="6")
    await world.pass_time(5)
    await world.mod.slash(world.lobby, "mod unhide", post="6")
    await world.pass_time(5)
    really = reply_of(await press(author, await stage.more(author, own), "Delete"))
    await press(author, really, "Delete")
    await stage.while_passes()


@script()
async def is_caught_commenting_by_name(stage: Stage) -> None:
    """Nobody else hears of the slip."""
    card = await stage.asks()
    form = await press(stage.author, card, "Comment")
    caught = reply_of(await submit(stage.author, form, body="What I found out.", options=[]))
    as_alias, _ = buttons_of(caught)
    private_text(await press(stage.author, caught, as_alias))
    await stage.while_passes()


@script()
async def an_anonymous_answer_becomes_a_comment(stage: Stage) -> None:
    """A moderator turns it, and its author is told; everybody else tries in vain."""
    world = stage.world
    named = await stage.alice_asks()
    answered = await stage.answers(named, "What I found out myself meanwhile.", "notify")
    await comments(stage, answered)
    for person in stage.suspects:
        await stage.more(person, answered)
    menu = await stage.more(world.mod, answered)
    really = reply_of(await press(world.mod, menu, TURN))
    await press(world.mod, really, TURN)
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))
    await comments(stage, answered, "So it is a comment by now.")


@script()
async def turns_their_own_answer_into_a_comment(stage: Stage) -> None:
    """The author turns it; nobody is told, and no log names whose act it was."""
    world, author = stage.world, stage.author
    named = await stage.alice_asks()
    answered = await stage.answers(named, "What I found out myself meanwhile.", "notify")
    await comments(stage, answered)
    really = reply_of(await press(author, await stage.more(author, answered), TURN))
    await press(author, really, TURN)
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))
    await world.mod.slash(world.lobby, "mod log", member=world.alice)


@script()
async def a_message_is_posted_as_an_answer(stage: Stage) -> None:
    """Whoever is anonymous in the question is kept from it, in private; Bob is not."""
    world = stage.world
    await stage.asks()
    for person in (*stage.suspects, world.bob):
        await person.send(world.thread, "A walk in the evening helped me a lot.")
        await world.pass_time(1)
        message = world.thread.history()[-1]
        form = await person.context_menu(world.thread, "Post as answer", message)
        if person is world.bob:
            private_text(await submit(person, form))
        await stage.while_passes()
