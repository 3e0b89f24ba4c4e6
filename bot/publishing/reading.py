"""**Read all**: a text that its card cuts, whole, in private pages."""

from discord import ui

from bot.catalogue import Words
from bot.forum.summaries import Card
from bot.publishing import layout
from bot.publishing.cards import OPEN, beneath, cut_parts, why_without
from bot.publishing.cards import card as draw
from bot.publishing.listings import page_buttons
from bot.publishing.pieces import pieces
from bot.publishing.text import within
from data.tables import PostKind, PostState

PAGE_CHARACTERS = 3500
HEADING_CHARACTERS = 200


def text_page(shown: Card, page: int, words: Words, *, is_moderator: bool = False) -> ui.LayoutView:
    """Return a page of a post's whole text; `page` counts from 0, too large is the last one.

    Of what is hidden only for moderators; to others, and of a deleted one, its card is shown.
    """
    if shown.state is PostState.DELETED or (shown.is_hidden and not is_moderator):
        return draw(shown, words, is_private=True)
    pages = _pages(shown, words)
    page = min(page, len(pages) - 1)
    container: ui.Container[ui.LayoutView] = ui.Container(
        accent_colour=OPEN, spoiler=shown.is_spoiler
    )
    container.add_item(layout.text(_heading(shown, words)))
    for part in pages[page]:
        container.add_item(layout.text(part))
    if shown.is_hidden:
        container.add_item(layout.text("-# " + words(why_without(shown))))
    where = words("page {page} of {count}", page=page + 1, count=len(pages))
    container.add_item(layout.text(f"-# #{shown.post_id} · {where}"))
    buttons = page_buttons(
        f"whole:{shown.post_id}:{{page}}",
        page,
        words,
        has_more=page + 1 < len(pages),
        is_by_time=False,
    )
    buttons.append(layout.button(words("More"), f"more:{shown.post_id}"))
    if shown.place is not None and not shown.place.is_gone:
        buttons.append(layout.link(words("Open"), shown.place.url))
    # Outside of what a content note hides: one can turn on without having tapped.
    return layout.message(container, layout.row(*buttons))


def _heading(shown: Card, words: Words) -> str:
    if shown.kind is PostKind.QUESTION:
        return f"### {within(shown.title, HEADING_CHARACTERS)}"
    return "-# " + beneath(shown, words)


def _pages(shown: Card, words: Words) -> list[list[str]]:
    """Return the texts of each page; short ones share one."""
    pages: list[list[str]] = []
    room = 0
    for text in filter(None, [shown.body, *cut_parts(shown, words)]):
        for part in pieces(text, PAGE_CHARACTERS):
            if len(part) > room:
                pages.append([])
                room = PAGE_CHARACTERS
            pages[-1].append(part)
            room -= len(part)
    return pages or [[]]
