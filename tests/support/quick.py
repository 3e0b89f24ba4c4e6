"""What costs a simulated Discord most of its time, done sooner: nothing else comes of it.

It leans on names that libraries keep to themselves; they are pinned to the digit.
"""

import asyncio
import gc
import importlib
import marshal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any
from unittest import mock
from weakref import WeakKeyDictionary

from discord import app_commands
from discord.ext import commands
from simcord import _dpy_internals, _settlement
from simcord import env as simcord_env
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

import data.database
from bot.client import EXTENSIONS
from data.driver import Dialect

ONLY_ITS_ARGS = "wakes_only_what_is_handed_to_it"
# A test makes thousands of objects and lets go of nearly all by itself: Python's collector, which
# looks for the rest after each 700 by its own choice, hardly finds any.
OBJECTS_BEFORE_COLLECTING = (10_000, 20, 10)
LOOP_SLEEPS = "discord.ext.tasks loop interval"
# Of each loop that sleeps, the timer that will wake it.
SLEEPERS: WeakKeyDictionary[asyncio.Task[Any], Any] = WeakKeyDictionary()
COMPILED: LRUCache[Any, Any] = LRUCache(2000)
PRAGMAS_IN_EARNEST = data.database.PRAGMAS
# What a killed process has written is there without that, too; only a machine that fails loses it.
HASTY_PRAGMAS = tuple(
    each.replace("synchronous=NORMAL", "synchronous=OFF") for each in PRAGMAS_IN_EARNEST
)
PAYLOAD_OF = app_commands.Command.get_translated_payload
# What Discord is told of each command, by its function: a bot asks twice at its first start.
PAYLOADS: WeakKeyDictionary[Any, dict[tuple[str, type], bytes]] = WeakKeyDictionary()


@contextmanager
def quick() -> Iterator[None]:
    """Do once a process what is the same for each bot, and look once at each loop that sleeps."""
    park_reason, virtualize = _settlement._park_reason, _settlement._virtualize_recognized_waits

    def reason_of(
        state: Any,  # noqa: ANN401  # simcord's own
        task: asyncio.Task[Any],
        deadline: float,
        seen: set[int] | None = None,
    ) -> str | None:
        if _sleeps(state, task):
            return LOOP_SLEEPS
        reason = park_reason(state, task, deadline, seen)
        if reason == LOOP_SLEEPS:
            SLEEPERS[task] = _waking(state, task, _awaited(task))[0]
        return reason

    def virtualize_new(state: Any, pending: list[asyncio.Task[Any]]) -> None:  # noqa: ANN401  # as above
        virtualize(state, [task for task in pending if not _sleeps(state, task)])

    with ExitStack() as patches:
        for where, name, instead in (
            (commands.Bot, "_load_from_module_spec", _load_kept),
            (commands.Bot, "_call_module_finalizers", _keep),
            (_settlement, "_timer_records_waking", _waking),
            (_settlement, "_park_reason", reason_of),
            (simcord_env, "_virtualize_recognized_waits", virtualize_new),
            (app_commands.Command, "get_translated_payload", _payload_kept),
            (data.database, "create_async_engine", _with_what_is_compiled),
            (data.database, "PRAGMAS", HASTY_PRAGMAS),
            (Dialect, "__eq__", _is_as_good),
            (Dialect, "__hash__", _same_for_all),
        ):
            patches.enter_context(mock.patch.object(where, name, instead))
        patches.enter_context(_little_to_collect())
        yield


@contextmanager
def _little_to_collect() -> Iterator[None]:
    """Load what a bot loads, and have the collector leave alone what stays, as `bot run` does."""
    for extension in EXTENSIONS:
        importlib.import_module(extension)
    gc.collect()
    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(*OBJECTS_BEFORE_COLLECTING)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _with_what_is_compiled(url: Any) -> AsyncEngine:  # noqa: ANN401  # SQLAlchemy's own
    """Make an engine that knows each statement which an earlier one has compiled."""
    engine = create_async_engine(url)
    engine.sync_engine._compiled_cache = COMPILED
    return engine


def _is_as_good(mine: Dialect, other: object) -> bool:
    return type(mine) is type(other)


def _same_for_all(_: Dialect) -> int:
    return hash(Dialect.__name__)


async def _payload_kept(
    command: app_commands.Command[Any, ..., Any],
    tree: app_commands.CommandTree[Any],
    translator: app_commands.Translator,
) -> dict[str, Any]:
    """Stand for discord.py's, which looks each text up in each language of Discord anew."""
    kept = PAYLOADS.setdefault(command.callback, {})
    key = (command.qualified_name, type(translator))
    if key not in kept:
        kept[key] = marshal.dumps(await PAYLOAD_OF(command, tree, translator))
    payload: dict[str, Any] = marshal.loads(kept[key])  # noqa: S302  # written above
    return payload


async def _load_kept(bot: commands.Bot, spec: ModuleSpec, key: str) -> None:
    """Stand for discord.py's, which carries a module out anew for each bot that loads it."""
    kept = sys.modules.get(key) or importlib.import_module(spec.name)
    await kept.setup(bot)
    _extensions(bot)[key] = kept


async def _keep(bot: commands.Bot, _: ModuleType, key: str) -> None:
    """Stand for discord.py's, which goes through every module of the process for each extension."""
    _extensions(bot).pop(key, None)


def _extensions(bot: commands.Bot) -> dict[str, ModuleType]:
    found: dict[str, ModuleType] = vars(bot)["_BotBase__extensions"]
    return found


def _sleeps(state: Any, task: asyncio.Task[Any]) -> bool:  # noqa: ANN401  # simcord's own
    """Tell whether a loop still waits for the timer that it was seen to wait for."""
    record = SLEEPERS.get(task)
    waiter = _awaited(task)
    return (
        record is not None
        and waiter is not None
        and not waiter.done()
        and record.when > state.virtual_time
        and not record.handle.cancelled()
        and any(arg is waiter for arg in record.handle._args)
    )


def _awaited(task: asyncio.Task[Any]) -> Any:  # noqa: ANN401  # asyncio's own
    """Return the future that a task waits for, if it does."""
    return task._fut_waiter  # type: ignore[attr-defined]  # typeshed leaves out what is private


def _waking(state: Any, task: asyncio.Task[Any], waiter: Any) -> list[Any]:  # noqa: ANN401  # simcord's own
    """Return the timers that only resume this task, as simcord does: nearly all are another's."""
    return [
        record
        for record in state.work.callbacks
        if (handle := record.handle) is not None
        and record.when is not None
        and record.when > state.virtual_time
        and not handle.cancelled()
        and _wakes(handle, waiter, task)
    ]


def _wakes(handle: Any, waiter: Any, task: asyncio.Task[Any]) -> bool:  # noqa: ANN401  # asyncio's own
    for arg in handle._args:
        if arg is waiter:
            return True
    callback = handle._callback
    if getattr(callback, ONLY_ITS_ARGS, False):
        return False
    original = _dpy_internals._original_callback(callback)
    owner = getattr(original, "__self__", None)
    if callback is not original and not isinstance(owner, (asyncio.Future, asyncio.Timeout)):
        # One function a timer, made by simcord: what it wakes can't change.
        setattr(callback, ONLY_ITS_ARGS, True)
        return False
    return _dpy_internals.is_wakeup_callback(original, handle._args, waiter, task)
