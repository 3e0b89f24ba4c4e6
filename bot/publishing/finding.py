"""What was found, as private pages that carry the words that were searched for.

The words stand on the page and nowhere else: Discord sends a page along with the press of its
button, so nothing about who looked for what is stored.
"""

import re
from collections.abc import Iterable, Sequence

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.finding.search import QUERY_CHARACTERS
from bot.forum.pages import Hit, HitPage
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.listings import facts, linked_title, page_buttons
from bot.publishing.opening import Reach, openers
from bot.publishing.text import within
from data.tables import PostKind

_QUERY = re.compile(rf"`([^`\n]{{1,{QUERY_CHARACTERS}}})`")
# Six of them, with titles and links, stay within a message's 4,000 characters.
EXCERPT_CHARACTERS = 142
NOTHING = N_("Nothing here says that. Try fewer or other words, or ask it with /ask.")
NOTHING_IN_DMS = N_(
    "Nothing I can show you says that. Try fewer or other words, or ask it with /ask in a server."
)
SIMILAR = N_("Has this been answered already?")
KEPT = N_("Your question is kept for a day, and not posted yet.")
FOUND_IN = {
    PostKind.ANSWER: N_("In an answer: {text}"),
    PostKind.COMMENT: N_("In a comment: {text}"),
}
# Of one that a button shows, so that it is clear which.
FOUND_IN_NUMBERED = {
    PostKind.ANSWER: N_("In answer #{number}: {text}"),
    PostKind.COMMENT: N_("In comment #{number}: {text}"),
}
BEST_NUMBERED = N_("✅ Best answer, #{number}: {text}")


def found(
    page: HitPage, query: str, words: Words, reach: Reach, *, is_direct: bool = False
) -> ui.LayoutView:
    """Return a page of what a query found, with buttons to the pages beside it.

    `is_direct`: it is shown in direct messages, where nobody can ask.
    """
    if not page.hits:
        return layout.note(words(NOTHING_IN_DMS if is_direct else NOTHING))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    container.add_item(layout.text(f"### {words('Found')}"))
    container.add_item(layout.text(_as_code(query)))
    for hit in page.hits:
        container.add_item(layout.text(hit_entry(hit, words, reach)))
    for row in openers(apart_parts(page.hits, reach), words):
        container.add_item(row)
    buttons = page_buttons(
        "search:{page}", page.number, words, has_more=page.has_more, is_by_time=False
    )
    if buttons:
        container.add_item(layout.row(*buttons))
    return layout.message(container)


def similar_first(hits: Sequence[Hit], draft_id: int, words: Words, reach: Reach) -> ui.LayoutView:
    """Show the questions closest to one that is about to be posted, and ask whether to go on."""
    ask = layout.button(
        words("Post my question"), f"askon:{draft_id}", style=discord.ButtonStyle.primary
    )
    enough = layout.button(words("This answered it"), f"enough:{draft_id}")
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    container.add_item(layout.text(f"### {words(SIMILAR)}"))
    for hit in hits:
        container.add_item(layout.text(hit_entry(hit, words, reach)))
    for row in openers(apart_parts(hits, reach), words):
        container.add_item(row)
    return layout.message(container, layout.text(f"-# {words(KEPT)}"), layout.row(ask, enough))


def query_on(message: discord.Message | None) -> str | None:
    """Return the query that stands on a page of what it found; None when it can't be read."""
    shown = [] if message is None else message.components
    for container in shown:
        for item in getattr(container, "children", []):
            if isinstance(item, discord.TextDisplay):
                query = _QUERY.fullmatch(item.content.strip())
                if query is not None:
                    return query[1]
    return None


def apart_parts(hits: Iterable[Hit], reach: Reach) -> list[int]:
    """Return the posts that fit best and whose own buttons nobody can press."""
    return [hit.part_id for hit in hits if _is_apart(hit, reach)]


def _is_apart(hit: Hit, reach: Reach) -> bool:
    return not (hit.is_linked and reach.includes(hit.url))


def hit_entry(hit: Hit, words: Words, reach: Reach) -> str:
    """Return what a list says of a question that was found; its title leads to what fits best."""
    line = hit.line
    title = linked_title(line.title, hit.url, otherwise=f"#{line.id}")
    lines = [title]
    if hit.excerpt:
        text = within(hit.excerpt, EXCERPT_CHARACTERS)
        lines.append(_quoted(hit, text, words, is_apart=_is_apart(hit, reach)))
    return "\n".join([*lines, f"-# {facts(line, words)}"])


def _quoted(hit: Hit, text: str, words: Words, *, is_apart: bool) -> str:
    if is_apart and hit.part in FOUND_IN_NUMBERED:
        said = BEST_NUMBERED if hit.is_best else FOUND_IN_NUMBERED[hit.part]
        return words(said, number=hit.part_id, text=text)
    if hit.is_best:
        return words("✅ Best answer: {text}", text=text)
    return words(FOUND_IN[hit.part], text=text) if hit.part in FOUND_IN else text


def _as_code(query: str) -> str:
    """Return a query as code, in which nothing is markup; a backtick means nothing in a query."""
    return f"`{query.replace('`', ' ').strip() or ' '}`"
