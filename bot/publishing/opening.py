"""**Show #73**: the way to a post that no message in Discord shows, on the private pages naming it.

What came from a website has no message until somebody writes beneath it here.
"""

from collections.abc import Iterable

from discord import ui

from bot.catalogue import Words
from bot.publishing import layout


def opener(post_id: int, words: Words) -> ui.Button[ui.LayoutView]:
    """Return the button that shows a post's card."""
    return layout.button(words("Show #{number}", number=post_id), f"show:{post_id}")


def openers(post_ids: Iterable[int], words: Words) -> list[ui.ActionRow[ui.LayoutView]]:
    """Return rows of buttons that show these posts' cards, each once; none for no post."""
    buttons = [opener(each, words) for each in dict.fromkeys(post_ids)]
    most = layout.MOST_IN_A_ROW
    return [layout.row(*buttons[at : at + most]) for at in range(0, len(buttons), most)]
