"""The command tree: what a command raises becomes one private sentence."""

import functools
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import is_fault, log_error, report

Callback = Callable[..., Coroutine[Any, Any, Any]]
Tree = app_commands.CommandTree[Any]


class CheckedGroup(app_commands.Group):
    """A group that asks of each of its commands whether it may go on."""

    async def check(self, interaction: discord.Interaction) -> None:
        """Return when it may; raise what the person is to be told."""
        raise NotImplementedError


class ForumTree(app_commands.CommandTree[commands.Bot]):
    """A tree whose commands' faults are told to the person."""

    async def on_error(
        self, interaction: discord.Interaction[commands.Bot], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the person, whatever a command raised."""
        if interaction.type is discord.InteractionType.autocomplete:
            # There is nowhere to say it: the person sees no suggestions.
            log_error(error, f"suggestions for {_name(interaction)}")
            return
        await report(interaction, error, _name(interaction))


def answer_troubles(tree: Tree) -> None:
    """Have each command that was added answer refusals and trouble: these are no error of it."""
    for each in _every(tree):
        # One that a module holds is added to each bot that there is: it is wrapped by then.
        if not hasattr(each.callback, "__wrapped__"):
            each._callback = _answered(each.callback)  # noqa: SLF001  # it has no setter


def _every(tree: Tree) -> Iterator[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu]:
    for kind in discord.AppCommandType:
        for each in tree.walk_commands(type=kind):
            if not isinstance(each, app_commands.Group):
                yield each


def _answered(callback: Callback) -> Callback:
    @functools.wraps(callback)
    async def answered(*given: object, **options: object) -> None:
        interaction = next(each for each in given if isinstance(each, discord.Interaction))
        command = interaction.command
        root = command.root_parent if isinstance(command, app_commands.Command) else None
        try:
            if isinstance(root, CheckedGroup):
                await root.check(interaction)
            await callback(*given, **options)
        except Exception as error:
            if is_fault(error):
                raise
            interaction.command_failed = True
            await report(interaction, error, _name(interaction))

    return answered


def _name(interaction: discord.Interaction) -> str:
    return interaction.command.qualified_name if interaction.command else "a command"
