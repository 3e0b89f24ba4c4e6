"""Moderators' commands about a member: taken from the tree, with values for every option."""

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from simcord.actors import MemberActor

from bot.client import ForumBot

AnyCommand = app_commands.Command[Any, ..., Any]

MODERATORS = discord.Permissions(manage_messages=True, manage_guild=True)


def commands_about_members(bot: ForumBot) -> Iterator[AnyCommand]:
    """Yield the commands that only moderators or managers have and that take a member."""
    for command in bot.tree.walk_commands():
        if not isinstance(command, app_commands.Command) or not _is_moderators(command):
            continue
        if any(_is_member(option) for option in command.parameters):
            yield command


def asked_about(command: AnyCommand, member: MemberActor) -> Iterator[dict[str, object]]:
    """Yield a command's options, filled in: those about people alone, then with each other one."""
    least: dict[str, object] = {
        each.display_name: member if _is_member(each) else _value(each)
        for each in command.parameters
        if each.required or _is_member(each)
    }
    yield least
    for each in command.parameters:
        if each.display_name not in least:
            yield {**least, each.display_name: _value(each)}


def _is_moderators(command: AnyCommand) -> bool:
    own = command.default_permissions or (command.root_parent or command).default_permissions
    return own is not None and bool(own.value & MODERATORS.value)


def _is_member(option: app_commands.Parameter) -> bool:
    return option.type is discord.AppCommandOptionType.user


def _value(option: app_commands.Parameter) -> object:
    """Return something that may be typed into an option."""
    if option.choices:
        return option.choices[0].value
    match option.type:
        case discord.AppCommandOptionType.integer | discord.AppCommandOptionType.number:
            return option.min_value or 1
        case discord.AppCommandOptionType.boolean:
            return True
        case discord.AppCommandOptionType.string:
            return "1"  # a post's number, or a short reason
    msg = f"say here what to type into {option.name}: {option.type}"
    raise NotImplementedError(msg)
