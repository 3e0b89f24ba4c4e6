"""`/privacy delete-my-data`: what there is, what shall go, asked once more, and taken back."""

from datetime import datetime, timedelta

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.privacy.erasures import PROMISED_SPREAD_DAYS, Erasure
from bot.forum.privacy.holdings import AnonymousLine, AnonymousPage, Holdings
from bot.forum.privacy.retention import Retention
from bot.publishing import layout
from bot.publishing.listings import page_buttons
from bot.publishing.text import shortened
from data.tables import PostKind

KEEPS, REMOVES = "keep", "remove"
CHOICE_CHARACTERS = 100  # Discord's limit
KINDS = {
    PostKind.QUESTION: (
        N_("Questions: keep the text, without my name"),
        N_("Questions: remove the text"),
    ),
    PostKind.ANSWER: (
        N_("Answers: keep the text, without my name"),
        N_("Answers: remove the text"),
    ),
    PostKind.COMMENT: (
        N_("Comments: keep the text, without my name"),
        N_("Comments: remove the text"),
    ),
}
NOTHING = N_("There is nothing about you here.")
EVERYWHERE = N_("In every server with this bot, this is yours:")
GOES = N_(
    "Your name, votes, notifications and settings go. For your texts you choose below. What you "
    "post until then counts too."
)
STAYS = N_(
    "What stays: direct messages that others already got; a block until it ends; for {log} days "
    "the log of what moderators did, which nobody can alter; and, sealed: what you choose here, "
    "for {wish} days; when your quiet hours end next, if you have any; and that thumbs of yours "
    "that stand in Discord don't count, until you act here again."
)
STAYS_OF_ANONYMOUS = N_(
    "What you are told about your anonymous posts stays too, sealed, for {days} days each."
)
ANONYMOUS = N_(
    "Your anonymous posts stay as they are, and stay yours, unless you tick them one by one. "
    "Texts that you tick go at random moments within {days} days after the rest, so that nobody "
    "sees that they belong together. Once nobody can open a post's seal any more, that can't be "
    "taken back."
)
CONFIRM = N_("Delete my data {when}? Until then you can take it back here.")
PENDING = N_("Your data will be deleted {when}. Until then you can take it back here.")
BACKUPS = N_("The last backup that still holds it is gone {when}.")
TICK = N_(
    "Tick the anonymous posts whose texts shall go; the others stay. Nothing happens before you "
    "confirm."
)


def panel(found: Holdings, keep: Retention, words: Words) -> ui.LayoutView:
    """Return where somebody stands: what is confirmed, or what there is and what may go."""
    wish = found.erasure
    if wish is not None and wish.is_pending:
        undo = layout.button(words("Take it back"), "eraseundo:0")
        due_at = wish.due_at or wish.chosen_at
        said = _what_happens(PENDING, due_at, len(wish.posts), keep, words)
        return layout.message(layout.text(said), layout.row(undo))
    if found.is_nothing:
        return layout.note(words(NOTHING))
    return _choices(found, keep, words)


def confirmation(found: Holdings, keep: Retention, now: datetime, words: Words) -> ui.LayoutView:
    """Ask once more, and say what happens when."""
    posts = 0 if found.erasure is None else len(found.erasure.posts)
    said = _what_happens(CONFIRM, now + keep.grace, posts, keep, words)
    yes = layout.button(words("Yes, delete my data"), "eraseyes:0", style=layout.DANGER)
    back = layout.button(words("Back"), "eraseback:0")
    return layout.message(layout.text(said), layout.row(yes, back))


def anonymous_choice(page: AnonymousPage, words: Words) -> ui.LayoutView:
    """Return some anonymous posts to be ticked one by one."""
    back = layout.button(words("Back"), "eraseback:0")
    free = [line for line in page.lines if not line.is_going]
    items: list[ui.Item[ui.LayoutView]] = [layout.text(words(TICK))]
    if free:
        menu: ui.Select[ui.LayoutView] = ui.Select(
            custom_id=f"erasetick:{page.number}",
            min_values=0,
            max_values=len(free),
            options=[_option(line, words) for line in free],
        )
        items.append(ui.ActionRow(menu))
    turn = page_buttons("eraseposts:{page}", page.number, words, has_more=page.has_more)
    return layout.message(*items, layout.row(*turn, back))


def _option(line: AnonymousLine, words: Words) -> discord.SelectOption:
    label = line.title
    if line.kind is PostKind.ANSWER:
        label = words("Answer to {title}", title=line.title)
    elif line.kind is PostKind.COMMENT:
        label = words("Comment in {title}", title=line.title)
    about = f"#{line.post_id} · {line.alias} · {line.forum_name} · {line.at:%Y-%m-%d}"
    return discord.SelectOption(
        label=shortened(label or f"#{line.post_id}", CHOICE_CHARACTERS),
        description=shortened(about, CHOICE_CHARACTERS),
        value=str(line.post_id),
        default=line.is_ticked,
    )


def _choices(found: Holdings, keep: Retention, words: Words) -> ui.LayoutView:
    wish = found.erasure
    counted = "\n".join(f"- {line}" for line in _counts(found, words))
    about = f"### {words('Delete my data')}\n{words(EVERYWHERE)}\n{counted}\n\n{words(GOES)}"
    items: list[ui.Item[ui.LayoutView]] = [layout.text(about)]
    removes = wish.removes if wish is not None and not wish.is_done else frozenset()
    kinds = [kind for kind in KINDS if found.texts.get(kind)]
    items += [ui.ActionRow(_kind_menu(kind, words, removes=kind in removes)) for kind in kinds]
    buttons = [layout.button(words("Delete my data"), "erasego:0", style=layout.DANGER)]
    if found.anonymous:
        items.append(layout.text(_about_anonymous(wish, words)))
        buttons.append(layout.button(words("Choose anonymous posts"), "eraseposts:0"))
    if wish is not None and wish.going:
        buttons.append(layout.button(words("Keep those texts after all"), "eraseundo:0"))
    items.append(layout.text("-# " + _what_stays(found, keep, words)))
    return layout.message(*items, layout.row(*buttons))


def _what_stays(found: Holdings, keep: Retention, words: Words) -> str:
    stays = words(STAYS, log=keep.log.days, wish=PROMISED_SPREAD_DAYS)
    if not found.anonymous:
        return stays
    return f"{stays} {words(STAYS_OF_ANONYMOUS, days=keep.read_notifications.days)}"


def _about_anonymous(wish: Erasure | None, words: Words) -> str:
    said = words(ANONYMOUS, days=PROMISED_SPREAD_DAYS)
    if wish is None or not wish.posts:
        return said
    going = words.plural("{count} is ticked.", "{count} are ticked.", len(wish.posts))
    return f"{said} **{going}**"


def _kind_menu(kind: PostKind, words: Words, *, removes: bool) -> ui.Select[ui.LayoutView]:
    keep, remove = KINDS[kind]
    return ui.Select(
        custom_id=f"erase-{kind.value}:0",
        options=[
            discord.SelectOption(label=words(keep), value=KEEPS, default=not removes),
            discord.SelectOption(label=words(remove), value=REMOVES, default=removes),
        ],
    )


def _counts(found: Holdings, words: Words) -> list[str]:
    texts = {kind: found.texts.get(kind, 0) for kind in KINDS}
    said = [
        words.plural("{count} question", "{count} questions", texts[PostKind.QUESTION]),
        words.plural("{count} answer", "{count} answers", texts[PostKind.ANSWER]),
        words.plural("{count} comment", "{count} comments", texts[PostKind.COMMENT]),
        words.plural("{count} vote", "{count} votes", found.votes),
        words.plural("{count} notification", "{count} notifications", found.notifications),
        words.plural("{count} follow", "{count} follows", found.follows),
        words.plural("{count} kept text of a form", "{count} kept texts of forms", found.drafts),
        words.plural("{count} anonymous post", "{count} anonymous posts", found.anonymous),
    ]
    counts = [*texts.values(), found.votes, found.notifications, found.follows, found.drafts]
    shown = [line for line, count in zip(said, [*counts, found.anonymous], strict=True) if count]
    return [*shown, words("your settings, and who you are in Discord")]


def _what_happens(message: str, due_at: datetime, posts: int, keep: Retention, words: Words) -> str:
    """Return what is deleted when, anonymous posts too, and when the last backup is gone."""
    lines, gone = [words(message, when=_date(due_at))], due_at
    if posts:
        gone += timedelta(days=PROMISED_SPREAD_DAYS)
        lines.append(
            words.plural(
                "The text of {count} anonymous post goes at a random moment, {when} at the latest.",
                "The texts of {count} anonymous posts go at random moments, {when} at the latest.",
                posts,
                when=_date(gone),
            )
        )
    lines.append(words(BACKUPS, when=_date(gone + keep.backups)))
    return "\n".join(lines)


def _date(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "D")
