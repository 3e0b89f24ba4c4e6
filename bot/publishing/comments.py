"""Comments: their form, what stands above each, and pages of those that a card folds."""

from discord import ui

from bot.catalogue import Words
from bot.forum import policy
from bot.forum.anonymous.terms import Terms
from bot.forum.pages import CommentLine, CommentPage
from bot.forum.summaries import Card, Commented
from bot.publishing import layout
from bot.publishing.cards import OPEN, title_of
from bot.publishing.forms import EMPTY, Filled, choices_fields, drawn, text_field
from bot.publishing.listings import page_buttons
from bot.publishing.opening import Reach, openers
from bot.publishing.pieces import beginning
from bot.publishing.text import ago, name_of, within
from data.tables import PostKind

# Five of them, with their authors and links, stay within a message's 4,000 characters.
EXCERPT_CHARACTERS = 520
HEADING_CHARACTERS = 150


def comment_form(
    words: Words, about: Commented, shown: Filled = EMPTY, *, terms: Terms | None = None
) -> ui.Modal:
    """Return the form of a comment; `terms` are those of an anonymous post, None for never."""
    is_question = about.kind is PostKind.QUESTION
    body = text_field(
        words("Your comment"),
        "body",
        bounds=policy.COMMENT_CHARACTERS,
        shown=shown,
        is_long=True,
        description=about.title
        if is_question
        else words("On the answer #{number} to {title}", number=about.post_id, title=about.title),
    )
    return drawn(
        words("Comment on #{number}", number=about.post_id),
        f"comment:{about.post_id}",
        [body, *choices_fields(words, shown, terms, has_spoiler=False)],
        shown,
        terms,
    )


def comments_page(card: Card, page: CommentPage, words: Words, reach: Reach) -> ui.LayoutView:
    """Return a page of the comments on a post, each whole or to be read whole."""
    if not page.lines:
        return layout.note(words("There are no comments on #{number}.", number=card.post_id))
    container: ui.Container[ui.LayoutView] = ui.Container(
        accent_colour=OPEN, spoiler=card.is_spoiler or any(each.is_spoiler for each in page.lines)
    )
    title = within(title_of(card, words), HEADING_CHARACTERS)
    said = words("Comments on #{number}", number=card.post_id)
    for place, line in enumerate(page.lines):
        if place:
            container.add_item(ui.Separator())
        container.add_item(layout.text(_entry(line, words)))
    apart = (line for line in page.lines if _is_cut(line) or not reach.includes(line.url))
    rows = openers((line.post_id for line in apart), words)
    buttons = page_buttons(
        f"comments:{card.post_id}:{{page}}",
        page.number,
        words,
        has_more=page.has_more,
        is_by_time=False,
    )
    buttons.append(layout.button(words("Comment"), f"comment:{card.post_id}"))
    heading = f"### {said}" if card.is_spoiler else f"### {said} · {title}"
    return layout.message(layout.text(heading), container, *rows, layout.row(*buttons))


def _is_cut(line: CommentLine) -> bool:
    return len(line.body) > EXCERPT_CHARACTERS


def _entry(line: CommentLine, words: Words) -> str:
    number = f"[#{line.post_id}]({line.url})" if line.url else f"#{line.post_id}"
    about = [
        number,
        words("by {author}", author=name_of(line.author, words)),
        ago(line.created_at),
    ]
    body = beginning(line.body, EXCERPT_CHARACTERS)
    if _is_cut(line):
        about.append(words("the rest: Show #{number}", number=line.post_id))
    return f"{body}\n-# {' · '.join(about)}"
