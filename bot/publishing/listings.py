"""Lists of questions, as private pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.listings import Sort, TagLine
from bot.forum.pages import QuestionLine, QuestionPage
from bot.forum.summaries import CategoryLine
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.opening import Reach, openers
from bot.publishing.text import (
    ago,
    forum_named,
    label_within,
    path_end,
    plain,
    shortened,
    votes,
)

# Six entries of this size and their links stay well within a message's 4,000 characters.
TITLE_CHARACTERS = 120
CATEGORY_CHARACTERS = 60
TAG_CHARACTERS = 40

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
NOTHING_IN_DMS = N_("There are no questions yet. Ask the first one with /ask in a server.")
ENDS_EARLY = N_("The list ends here, though there are more: `/search` finds those.")
NOTHING_LIKE_IT = N_("There is no such question {within}. See all with /browse.")


class Means(StrEnum):
    """What a category stands for: itself, or each one of its name or path in several forums."""

    NUMBER = ""
    NAME = "n"
    PATH = "p"


@dataclass(frozen=True, slots=True)
class Within:
    """What a list holds no more than: a category's, a tag's, a Discord user's questions."""

    category: CategoryLine | None = None
    means: Means = Means.NUMBER
    tag: TagLine | None = None
    user_id: int | None = None

    def said(self, words: Words) -> str:
        """Return it as a part of a sentence; empty for all questions."""
        parts = []
        if self.category is not None:
            named = self.category.name if self.means is Means.NAME else self.category.path
            path = path_end(named, CATEGORY_CHARACTERS, escapes=True)
            parts.append(words("in {category}", category=path))
        if self.tag is not None:
            name = plain(shortened(self.tag.name, TAG_CHARACTERS))
            parts.append(words("with the tag {tag}", tag=name))
        if self.user_id is not None:
            parts.append(words("by {author}", author=f"<@{self.user_id}>"))
        return " · ".join(parts)

    def custom_id(self, sort: Sort) -> str:
        """Return what a button to a page of it carries, with `{page}` where its number goes."""
        parts = [
            f"{self.category.id}{self.means}" if self.category else "",
            self.tag.id if self.tag else "",
            self.user_id or "",
        ]
        return ":".join(["browse", "{page}", sort.value, *map(str, parts)]).rstrip(":")


ALL = Within()


def question_list(
    page: QuestionPage,
    sort: Sort,
    words: Words,
    reach: Reach,
    within: Within = ALL,
    *,
    is_direct: bool = False,
) -> ui.LayoutView:
    """Return a page of questions with buttons to the pages beside it.

    `is_direct`: it is shown in direct messages, where nobody can ask.
    """
    said = within.said(words)
    if not page.lines and said:
        return layout.note(words(NOTHING_LIKE_IT, within=said))
    if not page.lines:
        return layout.note(words(EMPTY.get(sort, NOTHING_IN_DMS if is_direct else NOTHING)))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    heading = " · ".join(filter(None, [words(HEADINGS[sort]), said]))
    container.add_item(layout.text(f"### {heading}"))
    for line in page.lines:
        container.add_item(layout.text(entry(line, words, sort)))
    for row in openers(apart(page.lines, reach), words):
        container.add_item(row)
    if page.ends_early:
        container.add_item(layout.text(f"-# {words(ENDS_EARLY)}"))
    buttons = page_buttons(
        within.custom_id(sort),
        page.number,
        words,
        has_more=page.has_more,
        is_by_time=sort not in RANKED,
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
    title = label_within(title, TITLE_CHARACTERS, is_link=bool(url)) or otherwise
    return f"**[{title}]({url})**" if url else f"**{title}**"


def apart(lines: Iterable[QuestionLine], reach: Reach) -> list[int]:
    """Return the questions of a list whose own buttons nobody can press."""
    return [line.id for line in lines if not reach.includes(line.url)]


def entry(line: QuestionLine, words: Words, sort: Sort = Sort.RECENT) -> str:
    """Return a question in a list: its title, and what there is to say of it."""
    linked = linked_title(line.title, line.url, otherwise=f"#{line.id}")
    return f"{linked}\n-# {facts(line, words, sort)}"


def facts(line: QuestionLine, words: Words, sort: Sort = Sort.RECENT) -> str:
    """Return what a list says of a question beneath its title."""
    about = [] if line.forum_name is None else [forum_named(line.forum_name)]
    about += [
        votes(line.score, words),
        words.plural("{count} answer", "{count} answers", line.answers),
    ]
    if sort is Sort.VIEWS:
        about.append(words.plural("{count} view", "{count} views", line.views))
    if line.category:
        category = path_end(line.category, CATEGORY_CHARACTERS, escapes=True)
        about.append(words("in {category}", category=category))
    if line.is_closed:
        about.append("🔒 " + words("closed"))
    about += [ago(line.created_at), f"#{line.id}"]
    return " · ".join(about)
