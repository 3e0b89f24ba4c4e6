"""The health panel: what waits, what failed, and what to do about it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.anonymous.turns import TurnTrouble
from bot.forum.health import Health, Trouble
from bot.forum.summaries import ForumSummary
from bot.publishing import layout
from bot.publishing.permissions import Channel, how_to_give, missing, missing_for_tags
from bot.publishing.text import ago

MOST_LINES = 10
UNKNOWN_CHANNEL = "NotFound:10003"  # Discord's code

WHAT = {
    "publish_question": N_("Publishing question #{number}"),
    "publish_answer": N_("Publishing answer #{number}"),
    "publish_comment": N_("Publishing comment #{number}"),
    "seed_reactions": N_("Putting 👍 👎 under #{number}"),
    "refresh_card": N_("Updating the card of #{number}"),
    "arrange_thread": N_("Updating the thread of #{number}"),
    "remove_message": N_("Taking away the message of #{number}"),
    "direct_message": N_("A direct message"),
    "mirror_categories": N_("Showing categories as tags"),
    "offer_question": N_("Replying to a New Post"),
    "reveal_post": N_("Showing #{number}"),
    "make_room": N_("Closing quiet threads, to make room for others"),
    "tell_followers": N_("Telling followers of #{number}"),
    "set_roles": N_("Giving a member roles by points"),
    "check_roles": N_("Giving members roles by points"),
    "wake_up": N_("What waited for the end of somebody's quiet hours"),
    "digest": N_("Somebody's summary of what is new"),
}
FORBIDDEN = N_("I'm not allowed to. Give me the permissions above, then press Try again now.")
FORBIDDEN_ELSEWHERE = N_(
    "I wasn't allowed to. When my permissions in the channel where it stands are right, press Try "
    "again now."
)
FOR_PEOPLE = {"direct_message", "wake_up", "digest"}
DMS_FORBIDDEN = N_(
    "Discord doesn't let me write to them. No permission in this server changes that; I try again "
    "by myself, and they find everything in /inbox."
)
FOR_ROLES = {"set_roles", "check_roles"}
ROLES_FORBIDDEN = N_(
    "I'm not allowed to. /forum settings says which role it is and what to do; then I go on by "
    "myself within ten minutes, or at once with Try again now."
)
CHANNEL_GONE = N_("The channel is gone. Run /forum setup, then press Try again now.")
UNREACHABLE = N_("I couldn't reach Discord. It goes on by itself.")
GAVE_UP = N_(
    "I tried for a week and gave up. When you think that it works again, press Try again now."
)
DM_REFUSED = N_(
    "Discord refuses it; it is in their /inbox. Please report this to whoever runs this bot."
)
NO_DM = {"Forbidden": DMS_FORBIDDEN, "Refused": DM_REFUSED}
NO_DM_ANY_MORE = {**NO_DM, "Forbidden": GAVE_UP}
# What goes on by itself, as long as it isn't given up.
GOES_ON = {
    "RateLimited",
    "ServerError",
    "ConnectionLost",
    "NotConnected",
    "DatabaseBusy",
    "Interrupted",
}
PAUSED = N_(
    "⏳ Discord finds that I write to too many new people. They get their first DM from me {when}; "
    "whoever had one before goes on getting them, and everything is in /inbox."
)
WHY = {
    "Forbidden": FORBIDDEN,
    "UnknownChannel": CHANNEL_GONE,
    "UnknownThread": N_("Its thread was deleted in Discord. Nothing can be done."),
    "WrongChannel": N_("The channel is of another kind now. Run /forum setup again."),
    "NotFound": N_("Discord says that it no longer exists. Nothing can be done."),
    "QuestionNotPublished": N_("Its question isn't published. Mend that one first."),
    "TooManyThreads": N_(
        "The server has 1,000 open threads. I close quiet ones of the forum; where there are none, "
        "close others."
    ),
    "RateLimited": N_("Discord asks me to be slower. It goes on by itself."),
    "ServerError": N_("Discord had a fault. It goes on by itself."),
    "ConnectionLost": UNREACHABLE,
    "NotConnected": UNREACHABLE,
    "DatabaseBusy": N_("I couldn't write to my database. Is the disk full?"),
    "Interrupted": N_("I was stopped in the middle. It goes on by itself."),
    "Refused": N_("Discord refuses it. Please report this to whoever runs this bot."),
    "Fault": N_("A fault of mine. Please report it to whoever runs this bot; the log says more."),
}


def panel(
    forum: ForumSummary,
    channel: Channel | None,
    health: Health,
    words: Words,
    *,
    paused_until: datetime | None = None,
    roles: Sequence[str] = (),
    turns: Sequence[TurnTrouble] = (),
) -> ui.LayoutView:
    """Return the panel: the channel and its permissions first, then deliveries.

    `roles`: what keeps the bot from giving roles by points, in lines.
    `turns`: those of members that had trouble; they are counted, since nobody shall see whose.
    `paused_until`: until when nobody is written to for the first time, because Discord said so.
    """
    lacking = _lacking(channel)
    lines = [words("## Health of the forum"), _channel_line(channel, lacking, words)]
    if paused_until is not None:
        lines.append(words(PAUSED, when=discord.utils.format_dt(paused_until, "R")))
    lines += roles
    lines += _trouble_lines(health.troubles, turns, words, is_lacking=bool(lacking))
    untroubled = health.waiting - sum(each.count for each in health.troubles if not each.is_final)
    if untroubled > 0:
        lines.append(
            words.plural(
                "✅ {count} update is on its way.",
                "✅ {count} updates are on their way.",
                untroubled,
            )
        )
    elif not health.troubles and not turns:
        lines.append(words("✅ Everything is delivered."))
    items: list[ui.Item[ui.LayoutView]] = [layout.text("\n".join(lines))]
    if health.troubles or turns:
        buttons = [
            layout.button(
                words("Try again now"), f"retry:{forum.id}", style=discord.ButtonStyle.primary
            )
        ]
        if any(trouble.is_final for trouble in health.troubles):
            buttons.append(layout.button(words("Forget what failed"), f"forget:{forum.id}"))
        items.append(layout.row(*buttons))
    return layout.message(*items)


def _lacking(channel: Channel | None) -> list[str]:
    return missing(channel) + missing_for_tags(channel) if channel is not None else []


def _channel_line(channel: Channel | None, lacking: list[str], words: Words) -> str:
    if channel is None:
        return words("⚠️ The questions' channel is gone. Run /forum setup to choose another one.")
    if lacking:
        return "⚠️ " + how_to_give(lacking, channel, words)
    return words("✅ Questions go to {channel}; I have every permission.", channel=channel.mention)


def _trouble_lines(
    troubles: Sequence[Trouble], turns: Sequence[TurnTrouble], words: Words, *, is_lacking: bool
) -> list[str]:
    if not troubles and not turns:
        return []
    lines = [
        words.plural(
            "**{count} delivery had trouble:**",
            "**{count} deliveries had trouble:**",
            sum(each.count for each in troubles) + len(turns),
        )
    ]
    for trouble in troubles[:MOST_LINES]:
        mark = "❌" if trouble.is_final else "⏳"
        what, is_final = _what(trouble, words), trouble.is_final
        why = words(_why(trouble.kind, trouble.reason, is_lacking=is_lacking, is_final=is_final))
        lines.append(f"{mark} {what} ({ago(trouble.since)}, `{trouble.reason}`): {why}")
    if len(troubles) > MOST_LINES:
        lines.append(words("Only the {count} oldest are shown.", count=MOST_LINES))
    return lines + _turn_lines(turns, words)


def _turn_lines(turns: Sequence[TurnTrouble], words: Words) -> list[str]:
    counted = Counter((each.is_final, each.kind, each.reason) for each in turns)
    lines = []
    for (is_final, kind, reason), count in counted.items():
        mark = "❌" if is_final else "⏳"
        what, whose = words(WHAT[kind]), words.plural("{count} member", "{count} members", count)
        why = words(_why(kind, reason, is_lacking=False))
        lines.append(f"{mark} {what} ({whose}, `{reason}`): {why}")
    return lines


def _what(trouble: Trouble, words: Words) -> str:
    if trouble.count == 1:
        return words(WHAT[trouble.kind], number=trouble.subject or "")
    return words.plural("{count} direct message", "{count} direct messages", trouble.count)


def _why(delivery: str, reason: str, *, is_lacking: bool, is_final: bool = False) -> str:
    kind = reason.partition(":")[0]
    if delivery in FOR_PEOPLE and kind in NO_DM:
        return NO_DM_ANY_MORE[kind] if is_final else NO_DM[kind]
    if is_final and kind in GOES_ON:
        return GAVE_UP
    if kind == "Forbidden" and delivery in FOR_ROLES:
        return ROLES_FORBIDDEN
    if kind == "Forbidden" and not is_lacking:
        return FORBIDDEN_ELSEWHERE
    if reason == UNKNOWN_CHANNEL and delivery == "publish_question":
        return CHANNEL_GONE
    return WHY.get(kind, WHY["Fault"])
