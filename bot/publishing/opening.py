"""**Show #73**: the way to a post whose own buttons nobody can press, on private pages naming it.

What came from a website has no message until somebody writes beneath it here. In a thread that is
archived or locked some apps refuse a press before the bot hears of it.
"""

from collections.abc import Iterable

import discord
from discord import ui

from bot.catalogue import Words
from bot.forum.places import channel_in
from bot.publishing import layout


class Reach:
    """Where buttons can be pressed now, as far as the bot was told: it knows no archived thread."""

    def __init__(self, client: discord.Client) -> None:
        """Look at the servers that this client sees."""
        self._client = client

    def includes(self, url: str | None) -> bool:
        """Tell whether the buttons of the message that a link of ours leads to can be pressed."""
        if url is None:
            return False
        guild_id, channel_id = channel_in(url)
        guild = self._client.get_guild(guild_id)
        channel = None if guild is None else guild.get_channel_or_thread(channel_id)
        if isinstance(channel, discord.Thread):
            return not (channel.archived or channel.locked)
        return channel is not None


def opener(post_id: int, words: Words) -> ui.Button[ui.LayoutView]:
    """Return the button that shows a post's card."""
    return layout.button(words("Show #{number}", number=post_id), f"show:{post_id}")


def openers(post_ids: Iterable[int], words: Words) -> list[ui.ActionRow[ui.LayoutView]]:
    """Return rows of buttons that show these posts' cards, each once; none for no post."""
    buttons = [opener(each, words) for each in dict.fromkeys(post_ids)]
    most = layout.MOST_IN_A_ROW
    return [layout.row(*buttons[at : at + most]) for at in range(0, len(buttons), most)]
