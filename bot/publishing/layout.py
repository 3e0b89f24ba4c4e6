"""The small parts that every message of ours is drawn from."""

import discord
from discord import ui

MOST_IN_A_ROW = 5  # Discord's limit
TEXT_BUDGET = 4000  # the sum over all text displays of a message (Discord's limit)


def message(*items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """Return a message drawn from these items.

    It is ended before it is sent: buttons are answered by their custom_id, also after a restart,
    so the library need not remember every card ever shown.
    """
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def text(content: str) -> ui.TextDisplay[ui.LayoutView]:
    """Return a piece of text."""
    return ui.TextDisplay(content)


def note(content: str) -> ui.LayoutView:
    """Return a message that is one piece of text."""
    return message(text(content))


def button(
    label: str,
    custom_id: str,
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    emoji: str | None = None,
    disabled: bool = False,
) -> ui.Button[ui.LayoutView]:
    """Return a button that its cog's DynamicItem answers."""
    return ui.Button(label=label, custom_id=custom_id, style=style, emoji=emoji, disabled=disabled)


def link(label: str, url: str) -> ui.Button[ui.LayoutView]:
    """Return a button that opens a link."""
    return ui.Button(label=label, url=url)


def row(*buttons: ui.Item[ui.LayoutView]) -> ui.ActionRow[ui.LayoutView]:
    """Return a row of at most five buttons."""
    return ui.ActionRow(*buttons)


CHOSEN = discord.ButtonStyle.success
DANGER = discord.ButtonStyle.danger
