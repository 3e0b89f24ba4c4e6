"""The health panel: what waits, what failed, and what to do about it."""

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.summaries import ForumSummary, Health, Trouble
from bot.publishing import layout
from bot.publishing.permissions import Channel, how_to_give, missing, missing_for_tags
from bot.publishing.text import ago

MOST_LINES = 10

WHAT = {
    "publish_question": N_("Publishing question #{number}"),
    "publish_answer": N_("Publishing answer #{number}"),
    "seed_reactions": N_("Putting 👍 👎 under #{number}"),
    "refresh_card": N_("Updating the card of #{number}"),
    "arrange_thread": N_("Updating the thread of #{number}"),
    "remove_message": N_("Taking away the message of #{number}"),
    "direct_message": N_("A direct message"),
    "mirror_categories": N_("Showing categories as tags"),
    "offer_question": N_("Replying to a New Post"),
}
WHY = {
    "Forbidden": N_("I'm not allowed to. Give me the permissions above, then press Try again now."),
    "UnknownChannel": N_("The channel is gone. Run /forum setup, then press Try again now."),
    "WrongChannel": N_("The channel is of another kind now. Run /forum setup again."),
    "NotFound": N_("Discord says that it no longer exists. Nothing can be done."),
    "QuestionNotPublished": N_("Its question isn't published. Mend that one first."),
    "RateLimited": N_("Discord asks me to be slower. It goes on by itself."),
    "ServerError": N_("Discord had a fault. It goes on by itself."),
    "ConnectionLost": N_("I couldn't reach Discord. It goes on by itself."),
    "DatabaseBusy": N_("I couldn't write to my database. Is the disk full?"),
    "Interrupted": N_("I was stopped in the middle. It goes on by itself."),
    "Refused": N_("Discord refuses it. Please report this to whoever runs this bot."),
    "Fault": N_("A fault of mine. Please report it to whoever runs this bot; the log says more."),
}


def panel(
    forum: ForumSummary, channel: Channel | None, health: Health, words: Words
) -> ui.LayoutView:
    """Return the panel: the channel and its permissions first, then deliveries."""
    lines = [words("## Health of the forum"), *_channel_lines(channel, words)]
    if health.troubles:
        lines.append(
            words.plural(
                "**{count} delivery had trouble:**",
                "**{count} deliveries had trouble:**",
                len(health.troubles),
            )
        )
        lines += [_trouble_line(trouble, words) for trouble in health.troubles[:MOST_LINES]]
    elif health.waiting:
        lines.append(
            words.plural(
                "✅ {count} update is on its way.",
                "✅ {count} updates are on their way.",
                health.waiting,
            )
        )
    else:
        lines.append(words("✅ Everything is delivered."))
    items: list[ui.Item[ui.LayoutView]] = [layout.text("\n".join(lines))]
    if health.troubles:
        retry = layout.button(
            words("Try again now"), f"retry:{forum.id}", style=discord.ButtonStyle.primary
        )
        items.append(layout.row(retry))
    return layout.message(*items)


def _channel_lines(channel: Channel | None, words: Words) -> list[str]:
    if channel is None:
        return [words("⚠️ The questions' channel is gone. Run /forum setup to choose another one.")]
    lacking = missing(channel)
    if lacking:
        return ["⚠️ " + how_to_give(lacking, channel, words)]
    for_tags = missing_for_tags(channel)
    if for_tags:
        return ["⚠️ " + how_to_give(for_tags, channel, words)]
    return [
        words("✅ Questions go to {channel}; I have every permission.", channel=channel.mention)
    ]


def _trouble_line(trouble: Trouble, words: Words) -> str:
    what = words(WHAT[trouble.kind], number=trouble.subject or "")
    why = words(WHY.get(trouble.reason.partition(":")[0], WHY["Fault"]))
    mark = "❌" if trouble.is_final else "⏳"
    return f"{mark} {what} ({ago(trouble.since)}, `{trouble.reason}`): {why}"
