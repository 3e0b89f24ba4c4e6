"""What simcord leaves out: Discord's trouble, and the rules of Discord that it does not enforce.

`gaps(env)` patches the one function through which every call of a bot goes, so that it holds over
restarts. The rules are in `rules.py`, `events.py` and `guards.py`.
"""

import asyncio
import contextvars
import functools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, Unpack, cast
from unittest import mock

import aiohttp
import discord
from simcord.backend import Backend
from simcord.backend.errors import BackendError
from simcord.env import Env
from simcord.http import router

from tests.support.calls import Call, Outcome, When
from tests.support.events import true_to_discord
from tests.support.guards import guarded_actors
from tests.support.rules import CarryOut, Extra, Rules

# How long simcord waits at most before it looks again whether the bot is at rest. It only costs
# time: 50 ms (its own choice) makes a reaction 51 ms long, 1 ms makes it 1.6 ms long.
IDLE_SECONDS = 0.001


@dataclass(slots=True)
class _Fault:
    when: When
    error: Callable[[], BaseException]
    times: int | None
    is_after: bool


class Gaps:
    """Trouble to order, and a record of every call of the bot."""

    def __init__(self, env: Env) -> None:
        self._env = env
        self._rules = Rules(env.backend)
        self._carry_out: CarryOut = router.dispatch
        self._faults: list[_Fault] = []
        self._dead: discord.Client | None = None
        self.has_killed = False
        self.calls: list[Call] = []

    # ---------------------------------------------------------------- trouble to order

    def fail(
        self,
        when: When,
        error: Callable[[], BaseException],
        *,
        times: int | None = 1,
        after: bool = False,
    ) -> None:
        """Make the next `times` such calls (None: all) raise, before or after they are done."""
        self._faults.append(_Fault(when, error, times, after))

    def refuse(self, when: When, status: int, code: int = 0, *, times: int | None = 1) -> None:
        """Answer with this status and Discord's code, such as 403 with 50013, 404 with 10003."""
        self.fail(when, lambda: BackendError(status, code, "refused by the test"), times=times)

    def rate_limit(
        self, when: When, *, seconds: float | None = None, times: int | None = 1
    ) -> None:
        """Answer 429: as RateLimited when Discord names a wait longer than the bot's patience."""
        if seconds is None:
            self.refuse(when, HTTPStatus.TOO_MANY_REQUESTS, times=times)
        else:
            self.fail(when, lambda: discord.RateLimited(seconds), times=times)

    def break_server(self, when: When, *, status: int = 503, times: int | None = 1) -> None:
        """Answer 5xx without having done anything."""
        self.fail(when, lambda: server_error(status), times=times)

    def lose_answer(self, when: When, *, status: int = 500, times: int | None = 1) -> None:
        """Do what is asked and answer 5xx: the bot cannot know that it was done."""
        self.fail(when, lambda: server_error(status), times=times, after=True)

    def disconnect(self, when: When, *, times: int | None = 1, after: bool = False) -> None:
        """Break the connection, before the call is done or before the answer is read."""
        self.fail(when, lambda: aiohttp.ClientOSError(104, "reset"), times=times, after=after)

    def crash(self, when: When, *, after: bool = False) -> None:
        """Kill the bot at the next such call: it does, hears and says nothing from then on.

        `await env.restart_bot(new_bot())` brings it back to life.
        """
        self.fail(when, self.kill, after=after)

    def close_dms(self, channel_id: int) -> None:
        """Let no message through here: 50007, but first a reply needs what it replies to."""
        self._rules.closed.add(channel_id)

    def heal(self) -> None:
        """Take back all trouble that has not struck yet."""
        self._faults.clear()
        self._rules.closed.clear()

    @property
    def is_dead(self) -> bool:
        """Whether the bot that runs now was killed by a crash."""
        return self._dead is not None and self._env.bot is self._dead

    # ---------------------------------------------------------------- what was called

    def done(self, when: When) -> list[Call]:
        """Return such calls that had an effect, whether or not the bot heard of it."""
        return [call for call in self.tried(when) if call.outcome is not Outcome.REFUSED]

    def tried(self, when: When) -> list[Call]:
        """Return such calls, those that were refused too."""
        return [call for call in self.calls if when(call.method, call.path)]

    def count(self, when: When) -> int:
        """Return how many such calls had an effect."""
        return len(self.done(when))

    def routes(self) -> Counter[str]:
        """Return how often each route was called, such as `PATCH /channels/*/messages/*`."""
        return Counter(call.route for call in self.calls)

    def forget(self) -> None:
        """Count from now on."""
        self.calls.clear()

    # ---------------------------------------------------------------- how it works

    def dispatch(self, backend: Backend, method: str, path: str, **extra: Unpack[Extra]) -> object:
        """Stand in for simcord's own dispatch."""
        if self.is_dead:
            raise asyncio.CancelledError
        call = Call(method, path, extra.get("json"))
        self.calls.append(call)
        try:
            return self._attempt(call, extra)
        except BaseException as error:
            note = f"{method} {path} -> {type(error).__name__}: {error} ({call.outcome})"
            backend.transcript.append(("TROUBLE", note, None))
            raise

    def _attempt(self, call: Call, extra: Extra) -> object:
        fault = self._struck(call.method, call.path)
        if fault is not None and not fault.is_after:
            raise fault.error()
        try:
            answer = self._rules.answer(call.method, call.path, extra, self._carry_out)
        except BackendError:
            if fault is not None:
                raise fault.error() from None  # what was refused isn't heard of either
            raise
        call.outcome = Outcome.DONE
        if fault is not None:
            call.outcome = Outcome.LOST
            raise fault.error()
        return answer

    def _struck(self, method: str, path: str) -> _Fault | None:
        for fault in self._faults:
            if not fault.when(method, path):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault
        return None

    def kill(self) -> BaseException:
        """Kill the bot now; return what whoever is at work is to be ended with."""
        env = self._env
        self._dead, self.has_killed = env.bot, True
        if env._gateway_feed in env.backend.subscribers:
            env.backend.subscribers.remove(env._gateway_feed)
        self._reap()
        return asyncio.CancelledError()

    def _reap(self) -> None:
        """Cancel everything the dead bot does, also what it starts while it is dying."""
        env = self._env
        if env.bot is not self._dead or env._runtime is None:
            return
        current = asyncio.current_task()
        for task in tuple(env._work.tasks):
            if task is not current and not task.done():
                task.cancel()
        # Untracked and outside of the bot: it must not count as work of the bot.
        env._runtime.call_soon(self._reap, context=contextvars.Context())

    def bury(self) -> None:
        """Stop looking after a dead bot."""
        self._dead = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    reason: str = "ordered by the test"


def server_error(status: int) -> discord.DiscordServerError:
    """Return what discord.py raises for a 5xx."""
    answer = cast("aiohttp.ClientResponse", _Answer(status))
    return discord.DiscordServerError(answer, "ordered by the test")


@contextmanager
def gaps(env: Env) -> Iterator[Gaps]:
    """Fill the gaps of a simulated Discord until left, and make its waiting short."""
    filled = Gaps(env)
    settle = functools.partial(_settle_soon, env, env._settle_internal)
    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(router, "dispatch", filled.dispatch))
        patches.enter_context(mock.patch.object(env, "_settle_internal", settle))
        patches.enter_context(true_to_discord(env.backend))
        patches.enter_context(guarded_actors())
        try:
            yield filled
        finally:
            filled.bury()


class _Settle(Protocol):
    async def __call__(
        self,
        *,
        timeout: float | None = None,  # noqa: ASYNC109  # simcord's own signature
        idle: float = IDLE_SECONDS,
        dispatch: str | None = None,
        _deadline: float | None = None,
    ) -> None: ...


async def _settle_soon(
    env: Env,
    settle: _Settle,
    *,
    timeout: float | None = None,  # noqa: ASYNC109  # simcord's own signature
    idle: float = IDLE_SECONDS,
    dispatch: str | None = None,
    _deadline: float | None = None,
) -> None:
    if timeout is not None:
        # A restart is given five seconds whatever a test says of steps.
        timeout = max(timeout, env.settle_timeout)
    await settle(
        timeout=timeout, idle=min(idle, IDLE_SECONDS), dispatch=dispatch, _deadline=_deadline
    )
