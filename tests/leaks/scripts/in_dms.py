"""Cards that are opened in direct messages, and all that is done beneath them there."""

from simcord.actors import MemberActor

from bot.publishing import layout
from tests.leaks.script import script
from tests.leaks.stage import ANONYMOUS, Stage
from tests.support.people import answer, insisted, press, submit
from tests.support.reading import Shown, buttons_of, dms, private_text, reply_of

BODY = "That helped me as well, thank you."
DONE_BY_ALL = ("Vote up", "Notify me", "Answers", "Related questions", "Copy link")


async def pages(stage: Stage) -> None:
    """Put buttons as such pages have them into everybody's direct messages."""
    buttons = [layout.button(f"Show #{number}", f"show:{number}") for number in (1, 2, 3)]
    for person in stage.everybody:
        user = await stage.world.bot.fetch_user(person.id)
        await user.send(view=layout.message(layout.row(*buttons)))
    await stage.world.env.settle()


async def opened(person: MemberActor, number: int) -> Shown:
    """Open a post's card there."""
    return reply_of(await press(person, dms(person)[0], f"Show #{number}"))


async def menu(person: MemberActor, number: int) -> Shown:
    """Open **More** on it."""
    return reply_of(await person.user.click(await opened(person, number), label="More"))


@script(known="she votes")
async def everybody_reads_in_their_dms(stage: Stage) -> None:
    """What is offered and shown there says of an author no more than in the server."""
    await pages(stage)
    card = await stage.asks()
    await answer(stage.world.bob, card)
    await stage.while_passes()
    await stage.answers(card)
    for person in stage.everybody:
        for number in (1, 2, 3):
            shown = await menu(person, number)
            for label in buttons_of(shown):
                if label in DONE_BY_ALL:
                    private_text(await person.user.click(shown, label=label))
    mod = stage.world.mod
    for number in (1, 3):
        shown = await menu(mod, number)
        form = await mod.user.click(shown, label="Hide")
        private_text(await submit(mod.user, form, reason="Wait a moment."))
        await stage.while_passes()
        await mod.user.click(await menu(mod, number), label="Unhide")
        await stage.while_passes()


@script()
async def the_author_acts_beneath_cards_in_their_dms(stage: Stage) -> None:
    """Edits, moves, closes, asks on and deletes there what they wrote, and goes on writing."""
    author = stage.author.user
    await pages(stage)
    card = await stage.asks()
    await answer(stage.world.bob, card)
    await stage.while_passes()
    await author.click(await opened(stage.author, 2), label="Best answer")
    await stage.while_passes()
    for label, over in (
        ("Edit", {"details": "I lie awake all night."}),
        ("Tags and category", {"tags": "sleep"}),
        ("Close", {"reason": "It is over."}),
    ):
        form = await author.click(await menu(stage.author, 1), label=label)
        private_text(await submit(author, form, **over))
        await stage.while_passes()
    for label in ("Reopen", "History"):
        await author.click(await menu(stage.author, 1), label=label)
        await stage.while_passes()
    form = await author.click(await opened(stage.author, 2), label="Comment")
    private_text(await submit(author, form, body=BODY, options=[ANONYMOUS]))
    await stage.while_passes()
    form = await author.click(await menu(stage.author, 1), label="Ask a related question")
    asked = await submit(author, form, title="Which teas calm the nerves?", options=[ANONYMOUS])
    private_text(await insisted(stage.author, asked))
    await stage.while_passes()
    really = reply_of(await author.click(await menu(stage.author, 1), label="Delete"))
    await author.click(really, label="Delete")
    await stage.while_passes()
