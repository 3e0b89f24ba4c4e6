"""Lists of questions, as private pages."""

import re

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.listings import Sort
from bot.forum.summaries import CategoryLine, QuestionLine, QuestionPage
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.text import ago, plain, shortened, votes

# Six entries of this size and their links stay well within a message's 4,000 characters.
TITLE_CHARACTERS = 120
CATEGORY_CHARACTERS = 60

RANKED = {Sort.HOT, Sort.VOTES, Sort.ANSWERS, Sort.VIEWS}
HEADINGS = {
    Sort.RECENT: N_("Newest questions"),
    Sort.HOT: N_("Hot questions"),
    Sort.VOTES: N_("Questions with the most votes"),
    Sort.ANSWERS: N_("Questions with the most answers"),
    Sort.VIEWS: N_("Questions that were read most"),
    Sort.UNANSWERED: N_("Questions without an answer"),
    Sort.UNSELECTED: N_("Questions without a best answer"),
    Sort.UNUPVOTED: N_("Questions without an answer that got votes"),
    Sort.NEEDS_A_REPLY: N_("Questions that need a reply"),
}
EMPTY = {
    Sort.UNANSWERED: N_("Every question here has an answer. See them all with /browse."),
    Sort.UNSELECTED: N_("Every question here has a best answer. See them all with /browse."),
    Sort.UNUPVOTED: N_("Every question here has a good answer. See them all with /browse."),
    Sort.NEEDS_A_REPLY: N_("Every question here has replies. See them all with /browse."),
}
NOTHING = N_("There are no questions here yet. Ask the first one with /ask.")
NOTHING_IN_CATEGORY = N_("There is no such question in {category}. See all with /browse.")


def question_list(
    page: QuestionPage, sort: Sort, words: Words, category: CategoryLine | None = None
) -> ui.LayoutView:
    """Return a page of questions with buttons to the pages beside it; of one category if said."""
    if not page.lines and category is not None:
        return layout.note(words(NOTHING_IN_CATEGORY, category=plain(category.path)))
    if not page.lines:
        return layout.note(words(EMPTY.get(sort, NOTHING)))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    heading = words(HEADINGS[sort])
    if category is not None:
        within = plain(shortened(category.path, CATEGORY_CHARACTERS))
        heading += " · " + words("in {category}", category=within)
    container.add_item(layout.text(f"### {heading}"))
    for line in page.lines:
        container.add_item(layout.text(_entry(line, words)))
    custom_id = f"browse:{{page}}:{sort}:{category.id if category else ''}"
    buttons = page_buttons(
        custom_id, page.number, words, has_more=page.has_more, is_by_time=sort not in RANKED
    )
    if buttons:
        container.add_item(layout.row(*buttons))
    return layout.message(container)


def page_buttons(
    custom_id: str, page: int, words: Words, *, has_more: bool, is_by_time: bool = True
) -> list[ui.Item[ui.LayoutView]]:
    """Return **Newer** and **Older**, those that lead somewhere; `custom_id` holds `{page}`.

    In an order that is not by time they are **Previous** and **Next**.
    """
    buttons: list[ui.Item[ui.LayoutView]] = []
    if page > 0:
        label = words("Newer") if is_by_time else words("Previous")
        buttons.append(layout.button(label, custom_id.format(page=page - 1)))
    if has_more:
        label = words("Older") if is_by_time else words("Next")
        buttons.append(layout.button(label, custom_id.format(page=page + 1)))
    return buttons


def linked_title(title: str, url: str | None, *, otherwise: str) -> str:
    """Return a question's title in bold, as a link where there is one; `otherwise` without it."""
    title = plain(shortened(title, TITLE_CHARACTERS)) or otherwise
    # In a link's text a square bracket would end it early; some are escaped already.
    label = re.sub(r"\\?([\[\]])", r"\\\1", title)
    return f"**[{label}]({url})**" if url else f"**{title}**"


def _entry(line: QuestionLine, words: Words) -> str:
    linked = linked_title(line.title, line.url, otherwise=f"#{line.id}")
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
