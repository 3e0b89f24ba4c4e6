"""How requests to Discord fail: never repeated by the library when they may have been done.

discord.py repeats any request that is answered 500, 502, 504 or 524. Such an answer does not say
whether the thing was done, so a repeated POST can make a second thread, and a repeated PATCH can
bring back a text that was removed meanwhile. A trace raises instead; the outbox then looks before
it tries again, with what is true by then.
"""

from types import SimpleNamespace

import aiohttp
import discord

SERVER_ERROR = 500


class OutcomeUnknownError(Exception):
    """Discord answered a change with a server error: it may have been carried out or not."""


# What a request ends with when nobody knows whether Discord carried it out.
UNSURE = (OutcomeUnknownError, discord.DiscordServerError, aiohttp.ClientError, OSError)


def tracing() -> aiohttp.TraceConfig:
    """Return the trace that the bot's HTTP client is started with."""
    trace = aiohttp.TraceConfig()
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
