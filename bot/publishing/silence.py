"""What a page of several servers leaves out because Discord said nothing about them."""

from discord import ui

from bot.catalogue import Words
from bot.publishing import layout


def with_silence(page: ui.LayoutView, unheard: int, words: Words) -> ui.LayoutView:
    """Return a page that says beneath all else about how many servers nothing was said, if any."""
    if unheard:
        said = words.plural(
            "Discord said nothing about {count} more server just now.",
            "Discord said nothing about {count} more servers just now.",
            unheard,
        )
        page.add_item(layout.text(f"-# {said}"))
    return page
