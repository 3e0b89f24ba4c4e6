"""Private replies to what people did: what is now true, and where it is."""

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.powers import NONE, Powers
from bot.forum.publications import Hindrance, Publication
from bot.forum.rights import Rights
from bot.forum.summaries import Card, Posted
from bot.publishing import layout
from bot.publishing.cards import title_of
from bot.publishing.moderation import power_lines, unmasking_buttons
from bot.publishing.text import plain
from data.tables import PostKind, PostState

BUTTONS_A_ROW = 5  # Discord's limit
ASK_RELATED = N_("Ask a related question")

POSTED = {
    PostKind.QUESTION: N_("Your question is posted as {post}."),
    PostKind.ANSWER: N_("Your answer is posted as {post}."),
    PostKind.COMMENT: N_("Your comment is posted as {post}."),
}
ALONE = N_("What it followed on from has been removed meanwhile, so it stands by itself.")
NOT_SHOWN_YET = {
    None: N_(
        "Your post is saved as #{number}. Discord is slow right now; it will appear by itself."
    ),
    Hindrance.FORBIDDEN: N_(
        "Your post is saved as #{number}, but I may not post there yet. It appears once that is "
        "mended: moderators see what I need with /forum health."
    ),
    Hindrance.REFUSED: N_(
        "Your post is saved as #{number}, but Discord doesn't let me show it. "
        "Please tell a moderator: /forum health says why."
    ),
}


def posted(
    done: Publication, words: Words, kind: PostKind, *, is_alone: bool = False
) -> ui.LayoutView:
    """Return the reply to a post: its link, that it will appear, or what keeps it from that.

    `is_alone`: what it was to follow on from was gone.
    """
    number, url = done.post_id, done.url
    more = f"\n-# {words(ALONE)}" if is_alone else ""
    if url is None:
        return layout.note(words(NOT_SHOWN_YET[done.hindrance], number=number) + more)
    said = words(POSTED[kind], post=f"[#{number}]({url})")
    return layout.message(layout.text(said + more), layout.row(layout.link(words("Open"), url)))


def appears_soon(made: Posted, alias: str, seconds: int, words: Words) -> ui.LayoutView:
    """Return the reply to an anonymous post: when it appears, and under which name."""
    said = words.plural(
        "Saved as #{number}. It appears by itself within {count} second, by {alias}.",
        "Saved as #{number}. It appears by itself within {count} seconds, by {alias}.",
        max(seconds, 1),
        number=made.post_id,
        alias=f"**{plain(alias)}**",
    )
    more = words(
        "Only you see this. Once it has appeared, /show {number} has your buttons.",
        number=made.post_id,
    )
    if made.is_alone:
        more += f"\n-# {words(ALONE)}"
    covers = layout.button(words("What this doesn't cover"), "privacy:0")
    return layout.message(layout.text(f"{said}\n-# {more}"), layout.row(covers))


def slip_choice(said: str, draft_id: int, alias: str, words: Words) -> ui.LayoutView:
    """Ask whether somebody means to post by name where they are anonymous."""
    as_alias = layout.button(
        words("Post as {alias}", alias=alias),
        f"asalias:{draft_id}",
        style=discord.ButtonStyle.primary,
    )
    by_name = layout.button(words("Post as myself"), f"asme:{draft_id}")
    return layout.message(layout.text(said), layout.row(as_alias, by_name))


def more_menu(card: Card, rights: Rights, words: Words, powers: Powers = NONE) -> ui.LayoutView:
    """Return the private menu of what this person may do with a post; votes come first.

    `powers` are a moderator's.
    """
    number = card.post_id
    first: list[ui.Button[ui.LayoutView]] = []
    if rights.may_vote:
        first += [_vote_button(number, 1, rights.vote, words)]
        first += [_vote_button(number, -1, rights.vote, words)]
    is_shown = {card.state, card.question_state} == {PostState.VISIBLE} and not card.is_hidden
    reads_hidden, has_comments = rights.may_read_hidden, card.comments.count > 0
    first += [
        layout.button(words(label), f"{action}:{number}")
        for may, label, action in (
            (rights.may_choose and not card.is_best, N_("Best answer"), "best"),
            (rights.may_choose and card.is_best, N_("Undo best answer"), "unbest"),
            (rights.may_edit, N_("Edit"), "edit"),
            (rights.may_edit_silently, N_("Edit silently"), "silent"),
            (rights.may_retag, N_("Tags and category"), "retag"),
            (rights.may_read_hidden, N_("Read all"), "whole"),
            (rights.may_read_history, N_("History"), "history"),
            (rights.may_delete, N_("Delete"), "delete"),
            (powers.may_hide, N_("Hide"), "hide"),
            (powers.may_unhide, N_("Unhide"), "unhide"),
            (rights.may_close, N_("Close"), "close"),
            (rights.may_reopen, N_("Reopen"), "reopen"),
            (rights.may_convert, N_("Turn into a comment"), "tocomment"),
            (rights.may_take_name, N_("Show my name"), "name"),
            (rights.may_follow and not rights.is_notified, N_("Notify me"), "notify"),
            (rights.may_follow and rights.is_notified, N_("Stop notifying me"), "notify"),
            (card.answers > 0 and (is_shown or reads_hidden), N_("Answers"), "answers"),
            (has_comments and (reads_hidden or not card.is_hidden), N_("Comments"), "comments"),
            (is_shown and card.kind is not PostKind.COMMENT, ASK_RELATED, "further"),
            (is_shown, N_("Related questions"), "related"),
            (card.place is not None, N_("Copy link"), "link"),
        )
        if may
    ]
    first += unmasking_buttons(number, powers, words)
    if not first:
        return layout.note(words("There is nothing you can do with #{number} now.", number=number))
    rows = [
        layout.row(*first[at : at + BUTTONS_A_ROW]) for at in range(0, len(first), BUTTONS_A_ROW)
    ]
    said = [_menu_line(card, rights, words), *power_lines(powers, words)]
    return layout.message(layout.text("\n".join(said)), *rows)


def _menu_line(card: Card, rights: Rights, words: Words) -> str:
    if not rights.may_vote:
        # A vote stands for ever on what became a comment, and nothing is there to press.
        return f"#{card.post_id}"
    if rights.vote > 0:
        return words(
            "#{number} · You voted 👍. Press it again to take it back.", number=card.post_id
        )
    if rights.vote < 0:
        return words(
            "#{number} · You voted 👎. Press it again to take it back.", number=card.post_id
        )
    return words("#{number} · Votes by these buttons are private.", number=card.post_id)


def voted(number: int, vote: int, words: Words) -> str:
    """Say what somebody's vote on a post is now, 0 for none."""
    if vote == 0:
        return words("Your vote on #{number} is taken back.", number=number)
    if vote > 0:
        return words("Your vote 👍 on #{number} counts.", number=number)
    return words("Your vote 👎 on #{number} counts.", number=number)


def _vote_button(number: int, value: int, present: int, words: Words) -> ui.Button[ui.LayoutView]:
    action, label, emoji = (
        ("up", words("Vote up"), "👍") if value > 0 else ("down", words("Vote down"), "👎")
    )
    made = layout.button(label, f"{action}:{number}", emoji=emoji)
    if present == value:
        made.style = layout.CHOSEN
    return made


def chosen(number: int, words: Words, *, is_new: bool) -> ui.LayoutView:
    """Say that an answer is the best one, with a button that takes that back."""
    if is_new:
        said = words("✅ #{number} is the best answer now.", number=number)
    else:
        said = words("✅ #{number} is the best answer already.", number=number)
    undo = layout.button(words("Undo best answer"), f"unbest:{number}")
    return layout.message(layout.text(said), layout.row(undo))


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


def confirm_name(card: Card, words: Words) -> ui.LayoutView:
    """Ask whether an anonymous post shall really stand under its author's name."""
    said = words(
        "Show your name on #{number}? Other posts of yours in this question get it too, your own "
        "votes on them go, and it can't be undone.",
        number=card.post_id,
    )
    button = layout.button(words("Show my name"), f"named:{card.post_id}", style=layout.DANGER)
    return layout.message(layout.text(said), layout.row(button))


def where(card: Card, words: Words) -> ui.LayoutView:
    """Return a post's link in a form that is easy to copy."""
    url = card.place.url if card.place else ""
    said = words("Link to {title}", title=title_of(card, words))
    return layout.note(f"{said}\n```\n{url}\n```")
