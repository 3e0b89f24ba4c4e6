"""What costs a simulated Discord most of its time, done sooner: nothing else comes of it.

Both lean on names that libraries keep to themselves; both libraries are pinned to the digit.
"""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any
from unittest import mock

from discord.ext import commands
from simcord import _dpy_internals, _settlement

ONLY_ITS_ARGS = "wakes_only_what_is_handed_to_it"


@contextmanager
def quick() -> Iterator[None]:
    """Load each cog's module once a process, and look sooner for what wakes a task, until left."""
    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(commands.Bot, "_load_from_module_spec", _load_kept))
        patches.enter_context(mock.patch.object(commands.Bot, "_call_module_finalizers", _keep))
        patches.enter_context(mock.patch.object(_settlement, "_timer_records_waking", _waking))
        yield


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
