"""Private replies to what people did: what is now true, and where it is."""

from discord import ui

from bot.catalogue import Words
from bot.forum.summaries import Card, Published, Rights
from bot.publishing import layout
from bot.publishing.text import plain
from data.tables import PostKind


def posted(done: Published, words: Words, *, is_question: bool) -> ui.LayoutView:
    """Return the reply to a post: its link, that it will appear, or that Discord refuses it."""
    number, url = done.post_id, done.url
    if url is None and done.is_refused:
        said = words(
            "Your post is saved as #{number}, but Discord doesn't let me show it. "
            "Please tell a moderator: /forum health says why.",
            number=number,
        )
        return layout.note(said)
    if url is None:
        said = words(
            "Your post is saved as #{number}. Discord is slow right now; it will appear by itself.",
            number=number,
        )
        return layout.note(said)
    if is_question:
        said = words("Your question is posted as #{number}: {url}", number=number, url=url)
    else:
        said = words("Your answer is posted: {url}", url=url)
    return layout.message(layout.text(said), layout.row(layout.link(words("Open"), url)))


def more_menu(card: Card, rights: Rights, words: Words) -> ui.LayoutView:
    """Return the private menu of what this person may do with a post; votes come first."""
    number = card.post_id
    first: list[ui.Button[ui.LayoutView]] = []
    if rights.may_vote:
        first += [_vote_button(number, 1, rights.vote, words)]
        first += [_vote_button(number, -1, rights.vote, words)]
    if rights.may_edit:
        first.append(layout.button(words("Edit"), f"edit:{number}"))
    if rights.may_delete:
        first.append(layout.button(words("Delete"), f"delete:{number}"))
    if card.place is not None:
        first.append(layout.button(words("Copy link"), f"link:{number}"))
    if not first:
        return layout.note(words("There is nothing you can do with #{number} now.", number=number))
    return layout.message(layout.text(_menu_line(card, rights, words)), layout.row(*first))


def _menu_line(card: Card, rights: Rights, words: Words) -> str:
    if rights.vote > 0:
        return words(
            "#{number} · You voted 👍. Press it again to take it back.", number=card.post_id
        )
    if rights.vote < 0:
        return words(
            "#{number} · You voted 👎. Press it again to take it back.", number=card.post_id
        )
    if rights.may_vote:
        return words("#{number} · Votes by these buttons are private.", number=card.post_id)
    return f"#{card.post_id}"


def _vote_button(number: int, value: int, present: int, words: Words) -> ui.Button[ui.LayoutView]:
    action, label, emoji = (
        ("up", words("Vote up"), "👍") if value > 0 else ("down", words("Vote down"), "👎")
    )
    made = layout.button(label, f"{action}:{number}", emoji=emoji)
    if present == value:
        made.style = layout.CHOSEN
    return made


def confirm_delete(card: Card, words: Words) -> ui.LayoutView:
    """Ask whether a post shall really go."""
    if card.kind is PostKind.QUESTION and card.answers:
        said = words(
            "Delete #{number}? Your text goes for good; the answers of others stay.",
            number=card.post_id,
        )
    else:
        said = words("Delete #{number}? Your text goes for good.", number=card.post_id)
    button = layout.button(words("Delete"), f"erase:{card.post_id}", style=layout.DANGER)
    return layout.message(layout.text(said), layout.row(button))


def where(card: Card, words: Words) -> ui.LayoutView:
    """Return a post's link in a form that is easy to copy."""
    url = card.place.url if card.place else ""
    said = words("Link to {title}", title=plain(card.title))
    return layout.note(f"{said}\n```\n{url}\n```")
