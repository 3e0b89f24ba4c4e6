"""How requests to Discord fail: never repeated by the library when they may have been done.

discord.py repeats any request that is answered 500, 502, 504 or 524. Such an answer does not say
whether the thing was done, so a repeated POST can make a second thread, and a repeated PATCH can
bring back a text that was removed meanwhile. A trace raises instead; the outbox then looks before
it tries again, with what is true by then.
"""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import aiohttp
import discord

from bot.pace import Meter

SERVER_ERROR = 500
# Replies to people don't count against what Discord takes from a bot in a second.
UNCOUNTED = ("/interactions/", "/webhooks/")


class OutcomeUnknownError(Exception):
    """Discord answered a change with a server error: it may have been carried out or not."""


# What a request ends with when nobody knows whether Discord carried it out.
UNSURE = (OutcomeUnknownError, discord.DiscordServerError, aiohttp.ClientError, OSError)


def tracing(meter: Meter, clock: Callable[[], datetime]) -> aiohttp.TraceConfig:
    """Return the trace that the bot's HTTP client is started with; it has requests counted."""

    async def count(
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        params: aiohttp.TraceRequestStartParams,
    ) -> None:
        if not any(part in params.url.path for part in UNCOUNTED):
            meter.note(clock())

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(count)
    trace.on_request_end.append(_refuse_to_repeat)
    return trace


async def _refuse_to_repeat(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    params: aiohttp.TraceRequestEndParams,
) -> None:
    if params.method in {"POST", "PATCH"} and params.response.status >= SERVER_ERROR:
        params.response.close()
        raise OutcomeUnknownError
