"""Lists of questions, as private pages."""

import re

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.listings import Sort
from bot.forum.summaries import QuestionLine, QuestionPage
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.text import ago, plain, shortened, votes

# Six entries of this size and their links stay well within a message's 4,000 characters.
TITLE_CHARACTERS = 120
CATEGORY_CHARACTERS = 60

HEADINGS = {
    Sort.RECENT: N_("Newest questions"),
    Sort.UNANSWERED: N_("Questions without an answer"),
}
EMPTY = {
    Sort.RECENT: N_("There are no questions here yet. Ask the first one with /ask."),
    Sort.UNANSWERED: N_("Every question here has an answer. See them all with /browse."),
}


def question_list(page: QuestionPage, sort: Sort, words: Words) -> ui.LayoutView:
    """Return a page of questions with buttons to the pages beside it."""
    if not page.lines:
        return layout.note(words(EMPTY[sort]))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    container.add_item(layout.text(f"### {words(HEADINGS[sort])}"))
    for line in page.lines:
        container.add_item(layout.text(_entry(line, words)))
    suffix = "" if sort is Sort.RECENT else f":{sort}"
    buttons = page_buttons(f"browse:{{page}}{suffix}", page.number, words, has_more=page.has_more)
    if buttons:
        container.add_item(layout.row(*buttons))
    return layout.message(container)


def page_buttons(
    custom_id: str, page: int, words: Words, *, has_more: bool
) -> list[ui.Item[ui.LayoutView]]:
    """Return **Newer** and **Older**, those that lead somewhere; `custom_id` holds `{page}`."""
    buttons: list[ui.Item[ui.LayoutView]] = []
    if page > 0:
        buttons.append(layout.button(words("Newer"), custom_id.format(page=page - 1)))
    if has_more:
        buttons.append(layout.button(words("Older"), custom_id.format(page=page + 1)))
    return buttons


def _entry(line: QuestionLine, words: Words) -> str:
    title = plain(shortened(line.title, TITLE_CHARACTERS)) or f"#{line.id}"
    # In a link's text a square bracket would end it early; some are escaped already.
    label = re.sub(r"\\?([\[\]])", r"\\\1", title)
    linked = f"**[{label}]({line.url})**" if line.url else f"**{title}**"
    about = [
        votes(line.score, words),
        words.plural("{count} answer", "{count} answers", line.answers),
    ]
    if line.category:
        category = plain(shortened(line.category, CATEGORY_CHARACTERS))
        about.append(words("in {category}", category=category))
    if line.is_closed:
        about.append("🔒 " + words("closed"))
    about += [ago(line.created_at), f"#{line.id}"]
    return f"{linked}\n-# {' · '.join(about)}"
