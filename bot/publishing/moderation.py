"""What moderators see: their part of More, replies, and the log of a person."""

from datetime import datetime

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.anonymous.unmask_requests import Request, Stage
from bot.forum.converting import CONVERT
from bot.forum.edits import SILENT
from bot.forum.moderation_log import Act, Log
from bot.forum.powers import Hiding, Powers
from bot.publishing import layout
from bot.publishing.text import ago, plain, shortened

# Fifteen lines with reasons of this size stay within a message's 4,000 characters.
LOGGED_REASON_CHARACTERS = 80

# Reasons that the bot writes itself.
IN_DISCORD = {
    N_("deleted in Discord"),
    N_("locked in Discord"),
    N_("unlocked in Discord"),
    N_("renamed in Discord"),
    N_("tagged in Discord"),
}
ACTS = {
    "hide": N_("{actor} hid {post}"),
    "unhide": N_("{actor} showed {post} again"),
    "edit": N_("{actor} edited {post}"),
    SILENT: N_("{actor} edited {post} silently"),
    "close": N_("{actor} closed {post}"),
    CONVERT: N_("{actor} turned {post} into a comment"),
    "choose": N_("{actor} chose {post} as the best answer"),
    "unchoose": N_("{actor} took back that {post} is the best answer"),
    "reopen": N_("{actor} reopened {post}"),
    "move": N_("{actor} changed the category of {post}"),
    "unblock": N_("{actor} took the block back"),
}
UNMASKING = {
    Stage.MAY_ASK: (N_("Ask who wrote this"), "unmask", discord.ButtonStyle.secondary),
    Stage.MAY_CONFIRM: (N_("Confirm"), "confirm", layout.DANGER),
    Stage.MAY_LOOK: (N_("Show who wrote this"), "author", discord.ButtonStyle.secondary),
}


def unmasking_buttons(number: int, powers: Powers, words: Words) -> list[ui.Button[ui.LayoutView]]:
    """Return the button of what a moderator may do to learn who wrote a post."""
    if powers.unmasking not in UNMASKING:
        return []
    label, action, style = UNMASKING[powers.unmasking]
    return [layout.button(words(label), f"{action}:{number}", style=style)]


def confirm_conversion(number: int, words: Words) -> ui.LayoutView:
    """Ask whether an answer shall really become a comment."""
    said = words(
        "Turn answer #{number} into a comment on the question? The comments on it become the "
        "question's too. It can't be turned back.",
        number=number,
    )
    button = layout.button(words("Turn into a comment"), f"turned:{number}", style=layout.DANGER)
    return layout.message(layout.text(said), layout.row(button))


def hidden(number: int, first_message: str | None, words: Words) -> str:
    """Say that a post is hidden, and what of it a bot can't hide: the message it was made of."""
    said = words("#{number} is hidden.", number=number)
    if first_message is None:
        return said
    then = words(
        "Its thread began with a message of its author's own, which stays until somebody deletes "
        "it in Discord: {url}",
        url=first_message,
    )
    return f"{said}\n{then}"


def power_lines(powers: Powers, words: Words) -> list[str]:
    """Return who hid a post and why, and who asks who wrote it."""
    lines = []
    if powers.hiding is not None:
        lines.append(_hidden(powers.hiding, words))
    if powers.request is not None:
        lines += _asked(powers.request, words, is_own=powers.unmasking is Stage.WAITING)
    return lines


def _hidden(hiding: Hiding, words: Words) -> str:
    return words(
        "Hidden by {actor} {when}: {reason}",
        actor=_actor(hiding.by, words),
        when=ago(hiding.at) if hiding.at else "",
        reason=_reason(hiding.reason, words),
    )


def _asked(request: Request, words: Words, *, is_own: bool) -> list[str]:
    values = {"when": ago(request.at), "reason": plain(request.reason)}
    if is_own:
        said = words("You asked {when} who wrote this: {reason}", **values)
        then = words("Another moderator has to confirm it, in More on this post.")
    else:
        actor = _actor(request.by, words)
        said = words("{actor} asked {when} who wrote this: {reason}", actor=actor, **values)
        then = words("If you confirm, you both can see it, and that stays in the log.")
    if request.is_danger:
        told = words("Danger to life is marked, so the author isn't told.")
    else:
        told = words("The author is told.")
    return [said, f"-# {then} {told}"]


def written_by(number: int, user_id: int, words: Words) -> str:
    """Say who wrote an anonymous post, to a moderator who may know."""
    said = words("#{number} was written by {author}.", number=number, author=f"<@{user_id}>")
    then = words("Only you see this. For a day, More shows it to you both.")
    return f"{said}\n-# {then}"


def blocked_account(user_id: int, until: datetime | None, words: Words) -> str:
    """Say that an account can't post, until when."""
    member = f"<@{user_id}>"
    if until is None:
        return words("{member} can't post here until you unblock them.", member=member)
    return words("{member} can't post here until {when}.", member=member, when=_moment(until))


def unblocked_account(user_id: int, words: Words) -> str:
    """Say that an account is not blocked, whether or not it was."""
    return words("The account {member} isn't blocked here any more.", member=f"<@{user_id}>")


def blocked_alias(number: int, until: datetime | None, words: Words, *, is_named_too: bool) -> str:
    """Say what whoever wrote an anonymous post can't do; the same whoever that is."""
    if until is None:
        end = words("This holds until you unblock them.")
    else:
        end = words("This holds until {when}.", when=_moment(until))
    if is_named_too:
        said = words(
            "Whoever wrote #{number} can't post here, neither anonymously nor by name. "
            "Others may notice.",
            number=number,
        )
    else:
        said = words("Whoever wrote #{number} can't post here anonymously.", number=number)
    then = words("If nobody can tell any more who that is, nobody is blocked; it doesn't show.")
    return f"{said} {end}\n-# {then}"


def unblocked_alias(number: int, words: Words) -> str:
    """Say that nobody is blocked behind a post, whether or not anybody was."""
    return words("Whoever wrote #{number} isn't blocked by it any more.", number=number)


def log_page(user_id: int, log: Log, words: Words) -> ui.LayoutView:
    """Return what was done to a person, the newest first."""
    member = f"<@{user_id}>"
    if not log.acts:
        return layout.note(words("The log has nothing about {member}.", member=member))
    lines = [words("Log of {member}, the newest first:", member=member)]
    lines += [_line(act, words) for act in log.acts]
    if log.has_more:
        lines.append("-# " + words("There is more; only the newest are shown."))
    return layout.note("\n".join(lines))


def _line(act: Act, words: Words) -> str:
    post = f"#{act.post_id}"
    actor = _actor(act.actor_id, words)
    said = words(ACTS[act.action], actor=actor, post=post) if act.action in ACTS else ""
    if act.action == "block":
        said = _block(act, actor, words)
    reason = _reason(shortened(act.reason, LOGGED_REASON_CHARACTERS), words)
    return f"- {ago(act.at)} {said}" + (f": {reason}" if act.reason else "")


def _block(act: Act, actor: str, words: Words) -> str:
    if act.hours is None:
        said = words("{actor} blocked them without an end", actor=actor)
    else:
        said = words.plural(
            "{actor} blocked them for {count} hour",
            "{actor} blocked them for {count} hours",
            act.hours,
            actor=actor,
        )
    return said if act.post_id is None else f"{said} (#{act.post_id})"


def _actor(user_id: int | None, words: Words) -> str:
    return f"<@{user_id}>" if user_id is not None else words("Somebody")


def _reason(reason: str, words: Words) -> str:
    if not reason:
        return words("no reason given")
    return words(reason) if reason in IN_DISCORD else plain(reason)


def _moment(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "f")
