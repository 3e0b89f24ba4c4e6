"""Everything of the running bot that could leak: each must take part in a script."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.client import ForumBot
from data.tables import DeliveryKind, metadata

ROOT = Path(__file__).parents[2]
# What runs in the bot; the demo and the command line are other programs.
ROOMS = ("bot", "cogs", "data")
OTHER_PROGRAMS = ("bot/demo", "bot/commands", "bot/__main__.py", "data/migrations")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}

Item = type[discord.ui.DynamicItem[discord.ui.Item[discord.ui.View]]]


def inventory(bot: ForumBot) -> set[str]:
    """Return what there is: commands, options, components, forms, deliveries, tables, logs."""
    found = set(_commands(bot))
    found |= {component(item) for item in components(bot).values()}
    found |= {f"form {name}" for name in bot.forms.receivers}
    found |= {f"delivery {kind.value}" for kind in DeliveryKind}
    found |= {f"table {name}" for name in metadata.tables}
    found |= {f"event {name}" for cog in bot.cogs.values() for name, _ in cog.get_listeners()}
    return found | _log_calls()


def components(bot: ForumBot) -> dict[str, Item]:
    """Return the buttons and menus that work for ever, by the template of their custom_id."""
    items = bot._connection._view_store._dynamic_items
    return {template.pattern: item for template, item in items.items()}


def component(item: Item) -> str:
    """Return what a button or menu is called here."""
    return f"component {item.__module__}.{item.__qualname__}"


def _commands(bot: ForumBot) -> Iterator[str]:
    for kind in discord.AppCommandType:
        for root in bot.tree.get_commands(type=kind):
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
def _log_calls() -> frozenset[str]:
    """Return each template that the bot's own code can log, by the name of its logger."""
    found = set()
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            path = file.relative_to(ROOT).as_posix()
            if path.startswith(OTHER_PROGRAMS):
                continue
            name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (template := _template(node)) is not None:
                    found.add(f"log {name}: {template}")
    return frozenset(found)


def _template(call: ast.Call) -> str | None:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
        return None
    if not isinstance(function.value, ast.Name) or function.value.id != "log":
        return None
    first = call.args[0]
    return str(first.value) if isinstance(first, ast.Constant) else ast.unparse(first)
