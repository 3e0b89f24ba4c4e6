"""Several notifications as one message: what each says, shortly, and the way to all of them."""

from collections.abc import Sequence

from discord import ui

from bot.catalogue import Words
from bot.forum.summaries import Notice
from bot.publishing import layout
from bot.publishing.direct_messages import GATHERED, SOMETHING_NEW, line
from bot.publishing.text import plain

MOST_LINES = 8


def gathered(
    notices: Sequence[Notice], seen: str, words: Words, *, is_first: bool = False
) -> ui.LayoutView:
    """Return what came while it was quiet; its buttons carry how much of it was `seen`.

    When it is the first DM that somebody ever gets it offers to make them discreet.
    """
    container: ui.Container[ui.LayoutView] = ui.Container(
        layout.text("### " + words("While it was quiet"))
    )
    for notice in notices[:MOST_LINES]:
        container.add_item(layout.text(_line(notice, words)))
    rest = len(notices) - MOST_LINES
    if rest > 0:
        said = words.plural("{count} more is in /inbox.", "{count} more are in /inbox.", rest)
        container.add_item(layout.text(said))
    buttons = [_open(words("Open inbox"), seen), _choose(words)]
    if is_first:
        offer = f"discreet:{notices[-1].id}"
        buttons.append(layout.button(words("Make these discreet"), offer))
    container.add_item(layout.row(*buttons))
    why = words("You get this because you asked for DMs of each; they waited for your quiet hours.")
    container.add_item(layout.text(f"-# {why}"))
    return layout.message(container)


def gathered_discreetly(count: int | None, seen: str, words: Words) -> ui.LayoutView:
    """Return a message that says nothing but how much there is, if that is known."""
    said = words(SOMETHING_NEW)
    if count:
        said = words.plural(
            "There is {count} new thing for you.", "There are {count} new things for you.", count
        )
    return layout.message(layout.text(said), layout.row(_open(words("Show"), seen)))


def _line(notice: Notice, words: Words) -> str:
    return f"{line(notice, words)}\n-# {plain(notice.forum_name)}"


def _open(label: str, seen: str) -> ui.Button[ui.LayoutView]:
    return layout.button(label, f"{GATHERED}:{seen}")


def _choose(words: Words) -> ui.Button[ui.LayoutView]:
    return layout.button(words("Choose what you get"), "ways:0")
