"""Cards: how a question and an answer look (product.md, How cards read)."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.policy import LOCKED
from bot.forum.summaries import BestLine, Card
from bot.forum.threads import THREAD_NAME_CHARACTERS
from bot.publishing import layout
from bot.publishing.card_buttons import button_rows
from bot.publishing.pieces import beginning
from bot.publishing.relations import (
    commented,
    comments,
    follow_ons,
    followed,
    from_website,
)
from bot.publishing.text import (
    ago,
    as_label,
    forum_named,
    name_of,
    path_end,
    plain,
    points_of,
    signed,
    votes,
    within,
)
from data.tables import PostKind, PostState

OPEN = discord.Colour(0x5B8DEF)
ANSWERED = discord.Colour(0x3BA55D)
CLOSED = discord.Colour(0x8A8F98)
HIDDEN = discord.Colour(0x4F545C)

HIDDEN_CARD = N_("Hidden by a moderator")
COVERED_CARD = N_("Hidden with its question")
COVERED_BY_ANSWER_CARD = N_("Hidden with its answer")
REMOVED_CARD = N_("Removed by its author")
HIDDEN_TITLE = N_("(hidden question)")
REMOVED_TITLE = N_("(removed question)")
# What a card shows of the rest, markup escaped: the text has at least half of its room.
TITLE_CHARACTERS = 300
CATEGORY_CHARACTERS = 180
TAGS_CHARACTERS = 250
REASON_CHARACTERS = 400
ORIGINAL_CHARACTERS = 200
BODY_CHARACTERS = 3500
LINE_BREAKS = 20


def card(
    shown: Card, words: Words, *, is_private: bool = False, forum_name: str | None = None
) -> ui.LayoutView:
    """Return a post's card. A private one (`/show`) also has the title and a link.

    `forum_name` is said where it is opened outside of the forum's server.
    """
    if shown.state is not PostState.VISIBLE or shown.is_hidden:
        return layout.message(_without_text(shown, words, forum_name))
    around = [_title(shown, words)] if is_private or _needs_title(shown) else []
    above = [_heading(shown, words), _closing(shown, words), followed(shown, words)]
    beneath = [comments(shown, words), follow_ons(shown, words)]
    if not is_private or shown.place is not None:
        # Without a thread nobody looks for them there.
        beneath.insert(0, from_website(shown, words))
    around += ["\n".join(filter(None, above)), "\n".join(filter(None, beneath))]
    around.append(_footer(shown, words, forum_name))
    room = layout.TEXT_BUDGET - LINE_BREAKS - sum(map(len, around))
    best = _best(shown, words, room - min(len(shown.body), BODY_CHARACTERS))
    body = beginning(shown.body, min(BODY_CHARACTERS, room - len(best)))
    container: ui.Container[ui.LayoutView] = ui.Container(
        accent_colour=_colour(shown), spoiler=shown.is_spoiler
    )
    for part in [*around[:-2], body, best, *around[-2:]]:
        if part:
            container.add_item(layout.text(part))
    is_cut = body != shown.body or bool(cut_parts(shown, words))
    for row in button_rows(shown, words, is_private=is_private, is_cut=is_cut):
        container.add_item(row)
    return layout.message(container)


def cut_parts(shown: Card, words: Words) -> list[str]:
    """Return whole what a card shows only the beginning of, but for the text, markup escaped."""
    if shown.kind is not PostKind.QUESTION:
        return []
    found = []
    if len(plain(shown.title)) > TITLE_CHARACTERS:
        found.append(plain(shown.title))
    if shown.category and len(plain(shown.category)) > CATEGORY_CHARACTERS:
        found.append(words("in {category}", category=plain(shown.category)))
    if len(_named(shown.tags)) > TAGS_CHARACTERS:
        found.append(_named(shown.tags))
    reason = shown.close_reason or ""
    if shown.is_closed and reason != LOCKED and len(plain(reason)) > REASON_CHARACTERS:
        found.append(words("🔒 Closed: {reason}", reason=plain(reason)))
    return found


def title_of(shown: Card, words: Words) -> str:
    """Return the title of a post's question as anybody may read it, without markup."""
    if shown.question_state is PostState.HIDDEN:
        return words(HIDDEN_TITLE)
    return within(shown.title, TITLE_CHARACTERS) or words(REMOVED_TITLE)


def _without_text(shown: Card, words: Words, forum_name: str | None) -> ui.Container[ui.LayoutView]:
    """Return what stands for a post that is not shown; a hidden one can be shown again in More."""
    small = " · ".join([*_where(forum_name), f"#{shown.post_id}"])
    line = f"{words(why_without(shown))}\n-# {small}"
    container: ui.Container[ui.LayoutView] = ui.Container(layout.text(line), accent_colour=HIDDEN)
    if shown.is_hidden:
        container.add_item(layout.row(layout.button(words("More"), f"more:{shown.post_id}")))
    return container


def why_without(shown: Card) -> str:
    """Return the message that says why a post's text isn't shown."""
    if shown.state is PostState.DELETED:
        return REMOVED_CARD
    if shown.state is PostState.HIDDEN:
        return HIDDEN_CARD
    return COVERED_BY_ANSWER_CARD if shown.is_covered_by_answer else COVERED_CARD


def _needs_title(shown: Card) -> bool:
    """Tell whether the title must stand in the card: it is not, or not whole, the thread's name."""
    is_question = shown.kind is PostKind.QUESTION
    return is_question and (shown.shows_title or len(shown.title) > THREAD_NAME_CHARACTERS)


def _title(shown: Card, words: Words) -> str:
    if shown.kind is PostKind.QUESTION:
        return f"### {within(shown.title, TITLE_CHARACTERS)}"
    return "-# " + beneath(shown, words)


def beneath(shown: Card, words: Words) -> str:
    """Return beneath which question an answer or a comment stands."""
    if shown.kind is PostKind.COMMENT:
        return words("Comment in {title}", title=title_of(shown, words))
    return words("Answer to {title}", title=title_of(shown, words))


def _heading(shown: Card, words: Words) -> str:
    if shown.kind is PostKind.COMMENT:
        return commented(shown, words)
    if shown.kind is not PostKind.QUESTION:
        return "**" + words("✅ Best answer") + "**" if shown.is_best else ""
    parts = [
        f"**{votes(shown.score, words)}**",
        words.plural("{count} answer", "{count} answers", shown.answers),
    ]
    if shown.category:
        parts.append(words("in {category}", category=_path(shown.category)))
    if shown.tags:
        parts.append(_few(shown.tags))
    if shown.is_closed and not _closing(shown, words):
        parts.append("🔒 " + words("closed"))
    return " · ".join(parts)


def _path(category: str) -> str:
    return path_end(category, CATEGORY_CHARACTERS, escapes=True)


def _named(tags: Sequence[str]) -> str:
    return ", ".join(plain(tag) for tag in tags)


def _few(tags: Sequence[str]) -> str:
    """Return the first tags: the website's have no length to hold to."""
    if len(_named(tags)) <= TAGS_CHARACTERS:
        return _named(tags)
    for count in range(len(tags) - 1, 0, -1):
        said = _named(tags[:count]) + ", …"
        if len(said) <= TAGS_CHARACTERS:
            return said
    return within(tags[0], TAGS_CHARACTERS)


def _closing(shown: Card, words: Words) -> str:
    """Return why a question is closed; nothing where Discord's own lock says it."""
    if not shown.is_closed or shown.kind is not PostKind.QUESTION:
        return ""
    said = "" if shown.close_reason == LOCKED else shown.close_reason or ""
    # The website's have no length to hold to.
    reason = within(said, REASON_CHARACTERS)
    if shown.original is not None:
        number = shown.original.post_id
        title = within(shown.original.title, ORIGINAL_CHARACTERS)
        said = f"#{number} {title}".strip()
        linked = f"[{as_label(said)}]({shown.original.url})" if shown.original.url else said
        if reason:
            return words(
                "🔒 Closed as a duplicate of {question}: {reason}", question=linked, reason=reason
            )
        return words("🔒 Closed as a duplicate of {question}", question=linked)
    return words("🔒 Closed: {reason}", reason=reason) if reason else ""


def _where(forum_name: str | None) -> list[str]:
    return [] if forum_name is None else [forum_named(forum_name)]


def _footer(shown: Card, words: Words, forum_name: str | None) -> str:
    author = name_of(shown.author, words) + points_of(shown.author, words)
    if shown.kind is PostKind.QUESTION:
        parts = [f"#{shown.post_id}", words("asked by {author}", author=author)]
    elif shown.kind is PostKind.COMMENT:
        parts = [f"#{shown.post_id}", words("by {author}", author=author)]
    else:
        score = votes(shown.score, words)
        parts = [f"#{shown.post_id}", score, words("by {author}", author=author)]
    parts.append(ago(shown.created_at))
    if shown.edited_at is not None:
        parts.append(_edited(shown, words))
    return "-# " + " · ".join([*_where(forum_name), *parts])


def _edited(shown: Card, words: Words) -> str:
    when = ago(shown.edited_at) if shown.edited_at else ""
    if shown.edited_by is None:
        return words("edited by a moderator {when}", when=when)
    return words("edited by {editor} {when}", editor=name_of(shown.edited_by, words), when=when)


def _best(shown: Card, words: Words, room: int) -> str:
    """Return the line of best answers: three at most, fewer when the text leaves less room."""
    for count in range(len(shown.best), 0, -1):
        entries = [_best_entry(line, words) for line in shown.best[:count]]
        rest = shown.answers - count
        if rest > 0:
            entries.append(words.plural("{count} more", "{count} more", rest))
        line = words("Best: {answers}", answers=" · ".join(entries))
        if len(line) <= room:
            return line
    return ""


def _best_entry(line: BestLine, words: Words) -> str:
    score = signed(line.score)
    linked = f"[{score}]({line.url})" if line.url else f"#{line.answer_id} {score}"
    chosen = "✅ " if line.is_chosen else ""
    return chosen + words("{score} by {author}", score=linked, author=name_of(line.author, words))


def _colour(shown: Card) -> discord.Colour:
    if shown.is_best:
        return ANSWERED
    # Closed comes first: an answered question takes no answers either then.
    if shown.is_closed:
        return CLOSED
    return ANSWERED if any(line.is_chosen for line in shown.best) else OPEN
