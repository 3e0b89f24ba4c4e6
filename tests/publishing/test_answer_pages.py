"""A page of answers fits into a message, whatever stands in them."""

from datetime import UTC, datetime

from discord import ui

from bot.catalogue import words_for
from bot.forum.pages import AnswerLine, AnswerPage
from bot.forum.summaries import Author, Card
from bot.publishing.answer_pages import answers_page
from bot.publishing.layout import TEXT_BUDGET
from data.tables import PostKind, PostState

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NUMBER, POINTS = 9_000_000_000, 99_999
LINK = f"https://discord.com/channels/{2**63}/{2**63}/{2**63}"


def test_a_page_of_the_longest_fits() -> None:
    author = Author(name="*" * 40, is_anonymous=True)
    card = Card(
        post_id=NUMBER,
        kind=PostKind.QUESTION,
        state=PostState.VISIBLE,
        question_id=NUMBER,
        title="*" * 800,
        body="",
        is_spoiler=False,
        score=0,
        answers=6,
        author=author,
        created_at=NOW,
        revision=1,
    )
    line = AnswerLine(
        post_id=NUMBER,
        body="word " * 2400,
        score=POINTS,
        author=author,
        created_at=NOW,
        url=LINK,
        comments=POINTS,
        is_best=True,
    )
    view = answers_page(card, AnswerPage((line,) * 5, 1, has_more=True), words_for("en"))
    shown = [each.content for each in view.walk_children() if isinstance(each, ui.TextDisplay)]
    assert sum(map(len, shown)) <= TEXT_BUDGET
    assert all("the rest: Show" in each for each in shown[1:])
