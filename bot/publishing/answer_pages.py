"""**Answers**: a question's as private pages, also those that no message in Discord shows."""

from discord import ui

from bot.catalogue import Words
from bot.forum.pages import AnswerLine, AnswerPage
from bot.forum.summaries import Card
from bot.publishing import layout
from bot.publishing.cards import OPEN, title_of
from bot.publishing.listings import page_buttons
from bot.publishing.opening import openers
from bot.publishing.pieces import beginning
from bot.publishing.text import ago, name_of, votes, within

# Five of them, with their authors and links, stay within a message's 4,000 characters.
EXCERPT_CHARACTERS = 480
HEADING_CHARACTERS = 150


def answers_page(card: Card, page: AnswerPage, words: Words) -> ui.LayoutView:
    """Return a page of a question's answers, each with the button that shows its card.

    There it is read whole, voted on, commented on and chosen.
    """
    if not page.lines:
        return layout.note(words("There are no answers to #{number}.", number=card.question_id))
    said = words("Answers to #{number}", number=card.question_id)
    title = within(title_of(card, words), HEADING_CHARACTERS)
    container: ui.Container[ui.LayoutView] = ui.Container(
        accent_colour=OPEN, spoiler=card.is_spoiler or any(each.is_spoiler for each in page.lines)
    )
    for place, line in enumerate(page.lines):
        if place:
            container.add_item(ui.Separator())
        container.add_item(layout.text(_entry(line, words)))
    rows = openers((line.post_id for line in page.lines), words)
    turn = page_buttons(
        f"answers:{card.question_id}:{{page}}",
        page.number,
        words,
        has_more=page.has_more,
        is_by_time=False,
    )
    answer = layout.button(words("Answer"), f"answer:{card.question_id}", disabled=card.is_closed)
    heading = f"### {said}" if card.is_spoiler else f"### {said} · {title}"
    return layout.message(layout.text(heading), container, *rows, layout.row(*turn, answer))


def _entry(line: AnswerLine, words: Words) -> str:
    about = [
        f"[#{line.post_id}]({line.url})" if line.url else f"#{line.post_id}",
        votes(line.score, words),
        words("by {author}", author=name_of(line.author, words)),
        ago(line.created_at),
    ]
    if line.comments:
        about.append(words.plural("{count} comment", "{count} comments", line.comments))
    body = beginning(line.body, EXCERPT_CHARACTERS)
    if body != line.body:
        about.append(words("the rest: Show #{number}", number=line.post_id))
    best = "**" + words("✅ Best answer") + "**\n" if line.is_best else ""
    return f"{best}{body}\n-# {' · '.join(about)}"
