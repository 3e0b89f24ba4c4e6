"""What a server owner sees after `/forum setup`, and the welcome message."""

import discord
from discord import ui

from bot.catalogue import Words
from bot.publishing import layout
from bot.publishing.permissions import (
    Channel,
    how_to_give,
    missing_for_tags,
    readers_may_write,
)
from bot.publishing.text import plain


def not_yet(names: list[str], channel: Channel | None, words: Words) -> ui.LayoutView:
    """Say what is missing; nothing was set up."""
    again = words("Then run /forum setup again. Nothing was changed.")
    return layout.note(f"{how_to_give(names, channel, words)}\n{again}")


def is_set_up(channel: Channel, words: Words) -> ui.LayoutView:
    """Say that the forum stands, what could be better, and what to do next."""
    lines = [
        words(
            "The forum is set up: questions become threads in {channel}.", channel=channel.mention
        )
    ]
    lacking = missing_for_tags(channel)
    if lacking:
        lines.append(how_to_give(lacking, channel, words))
        lines.append(words("Until then categories work, but aren't shown as tags."))
    if not readers_may_write(channel):
        lines.append(
            words(
                "Members can't write in threads there, so buttons won't work for them once a "
                "thread is archived. Allow **Send Messages in Threads** for @everyone."
            )
        )
    lines.append(words("What to do next:"))
    buttons = layout.row(
        layout.button(words("Add a category"), "category:0", style=discord.ButtonStyle.primary),
        layout.button(words("Post the welcome here"), "welcome:0"),
        layout.button(words("Check health"), "health:0"),
    )
    return layout.message(layout.text("\n".join(lines)), buttons)


def welcome(server: str, words: Words) -> ui.LayoutView:
    """Return the message that invites people to ask."""
    text = words(
        "### Welcome to {server}, where you can ask questions about relationships and mental "
        "health\nOther members answer from their own experience.",
        server=plain(server),
    )
    small = words(
        "This is peer support, not professional or emergency care. "
        "If you are in danger or in crisis, press **Help now**."
    )
    buttons = layout.row(
        layout.button(words("Ask a question"), "begin:0", style=discord.ButtonStyle.primary),
        layout.button(words("Browse"), "browse:0"),
        layout.button(words("Help now"), "helpnow:0", style=layout.DANGER),
    )
    return layout.message(ui.Container(layout.text(text), buttons, layout.text(f"-# {small}")))
