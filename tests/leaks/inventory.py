"""Everything of the running bot that could leak: each must take part in a script."""

import functools
import itertools
from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands

from bot.client import ForumBot
from data.tables import DeliveryKind, metadata
from tests.leaks import answering
from tests.leaks.answering import lasting_components
from tests.leaks.logged import log_calls
from tests.leaks.sources import ROOTS, module_of

# The demo and the command line do not run in the bot.
OTHER_PROGRAMS = ("bot/demo", "bot/commands", "bot/__main__.py", "data/migrations")

Item = type[discord.ui.DynamicItem[discord.ui.Item[discord.ui.View]]]


def inventory(bot: ForumBot) -> set[str]:
    """Return what there is: commands, options, components, forms, deliveries, tables, logs."""
    found = set(_commands(bot))
    found |= {component(item) for item in components(bot).values()}
    # Also one that was never added: it is once a message with it is sent.
    found |= {f"component {name}" for name in lasting_components()}
    found |= {f"form {name}" for name in bot.forms.receivers}
    found |= {f"delivery {kind.value}" for kind in DeliveryKind}
    found |= {f"table {name}" for name in metadata.tables}
    found |= {f"event {name}" for name in _heard(bot)}
    return found | log_records()


def components(bot: ForumBot) -> dict[str, Item]:
    """Return the buttons and menus that work for ever, by the template of their custom_id."""
    items = bot._connection._view_store._dynamic_items
    return {template.pattern: item for template, item in items.items()}


def component(item: Item) -> str:
    """Return what a button or menu is called here."""
    return f"component {item.__module__}.{item.__qualname__}"


def _heard(bot: ForumBot) -> Iterator[str]:
    """Yield the events that are heard: by listeners of cogs and others, and by the bot itself."""
    own = {name: getattr(bot, name) for name in dir(bot) if name.startswith("on_")}
    listeners = [(name, each) for name, those in bot.extra_events.items() for each in those]
    for name, function in (*own.items(), *listeners):
        # discord.py and the simulated Discord hear some for themselves.
        if function.__module__.partition(".")[0] in ROOTS:
            yield name


def _commands(bot: ForumBot) -> Iterator[str]:
    # Some may be of one server alone.
    guilds = {guild for _, guild, _ in bot.tree._context_menus} | {None, *bot.tree._guild_commands}
    for kind, guild_id in itertools.product(discord.AppCommandType, guilds):
        guild = discord.Object(guild_id) if guild_id else None
        for root in bot.tree.get_commands(guild=guild, type=kind):
            inner = root.walk_commands() if isinstance(root, app_commands.Group) else ()
            for command in (root, *inner):
                if isinstance(command, app_commands.Command):
                    yield f"command /{command.qualified_name}"
                    yield from _options(command)
                elif isinstance(command, app_commands.ContextMenu):
                    yield f"menu entry {command.qualified_name}"


def _options(command: app_commands.Command[Any, ..., Any]) -> Iterator[str]:
    for option in command.parameters:
        yield f"option /{command.qualified_name} {option.display_name}"
        if option.autocomplete:
            yield f"suggestions /{command.qualified_name} {option.display_name}"


@functools.cache
def log_records() -> frozenset[str]:
    """Return what the bot's own code can log: a file as a module and a template each."""
    own = (each for each in log_calls() if not each.place.path.startswith(OTHER_PROGRAMS))
    return frozenset(log_record(each.place.path, each.template) for each in own)


def log_record(path: str, template: str) -> str:
    """Return what a record is called here, whatever its logger is called."""
    return f"log {module_of(path)}: {template}"


def forget() -> None:
    """Read the code anew: it is another one."""
    answering.forget()
    log_records.cache_clear()
