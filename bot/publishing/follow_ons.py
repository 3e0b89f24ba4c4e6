"""Follow-on questions as private pages: those of a post, and beside them the related ones."""

from collections.abc import Sequence

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.pages import Hit, QuestionPage
from bot.forum.summaries import Card
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.finding import apart_parts, hit_entry
from bot.publishing.listings import apart, entry, page_buttons
from bot.publishing.opening import Reach, openers
from bot.publishing.relations import followed
from bot.publishing.replies import ASK_RELATED
from data.tables import PostKind

# So many stand before the related questions; the rest is one tap away.
FIRST = 3
NOTHING_RELATED = N_("Nothing here is close to this question yet.")
NO_FOLLOW_ONS = N_("No question follows on from #{number} yet.")
FOLLOW_ONS = N_("Follow-on questions")
# What headings and the line of what a question follows on from take of a message.
HEADINGS = 700


def related_page(
    card: Card, follow_ons: QuestionPage, hits: Sequence[Hit], words: Words, reach: Reach
) -> ui.LayoutView:
    """Return what a question follows on from, what follows on from it, and what is close to it."""
    items: list[ui.Item[ui.LayoutView]] = []
    came_from = followed(card, words)
    if came_from:
        items.append(layout.text(came_from))
    first = [entry(line, words) for line in follow_ons.lines[:FIRST]]
    known = {line.id for line in follow_ons.lines[:FIRST]}
    shown = [hit for hit in hits if hit.line.id not in known]
    close = [hit_entry(hit, words, reach) for hit in shown]
    room = layout.TEXT_BUDGET - HEADINGS - sum(map(len, first))
    while sum(map(len, close)) > room:
        close.pop()
    if first:
        rows = openers(apart(follow_ons.lines[:FIRST], reach), words)
        items.append(_listed(words(FOLLOW_ONS), first, rows))
    if close:
        rows = openers(apart_parts(shown[: len(close)], reach), words)
        items.append(_listed(words("Related questions"), close, rows))
    if not items:
        items.append(layout.text(words(NOTHING_RELATED)))
    buttons = []
    if len(follow_ons.lines) > FIRST:
        all_of_them = words("All follow-on questions")
        buttons.append(layout.button(all_of_them, f"followons:{card.question_id}:0"))
    if card.kind is not PostKind.COMMENT:
        buttons.append(layout.button(words(ASK_RELATED), f"further:{card.post_id}"))
    return layout.message(*items, *([layout.row(*buttons)] if buttons else []))


def follow_ons_page(card: Card, page: QuestionPage, words: Words, reach: Reach) -> ui.LayoutView:
    """Return a page of the questions that follow on from a post, with buttons to those beside."""
    if not page.lines:
        return layout.note(words(NO_FOLLOW_ONS, number=card.post_id))
    heading = words("Follow-on questions of #{number}", number=card.post_id)
    rows = openers(apart(page.lines, reach), words)
    container = _listed(heading, [entry(line, words) for line in page.lines], rows)
    custom_id = f"followons:{card.post_id}:{{page}}"
    buttons = page_buttons(custom_id, page.number, words, has_more=page.has_more)
    if buttons:
        container.add_item(layout.row(*buttons))
    return layout.message(container)


def _listed(
    heading: str, entries: Sequence[str], rows: Sequence[ui.ActionRow[ui.LayoutView]]
) -> ui.Container[ui.LayoutView]:
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    container.add_item(layout.text(f"### {heading}"))
    for each in entries:
        container.add_item(layout.text(each))
    for row in rows:
        container.add_item(row)
    return container
