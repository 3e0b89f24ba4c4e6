"""How requests to Discord fail: never repeated by the library when they may have been done.

discord.py repeats any request that is answered 500, 502, 504 or 524. Such an answer does not say
whether the thing was done, so a repeated POST can make a second thread, and a repeated PATCH can
bring back a text that was removed meanwhile. A trace raises instead; the outbox then looks before
it tries again, with what is true by then.
"""

import asyncio
import re
from types import SimpleNamespace

import aiohttp
import discord

from bot.pace import Meter
from bot.publishing.people_first import PeopleFirst

SERVER_ERROR = 500
# Replies to people don't count against what Discord takes from a bot in a second.
UNCOUNTED = ("/interactions/", "/webhooks/")
REPLY = re.compile(r"/interactions/(?P<interaction>\d+)/[^/]+/callback$")


class OutcomeUnknownError(Exception):
    """Discord answered a change with a server error: it may have been carried out or not."""


# What a request ends with when nobody knows whether Discord carried it out.
UNSURE = (OutcomeUnknownError, discord.DiscordServerError, aiohttp.ClientError, OSError)


def tracing(meter: Meter, people: PeopleFirst) -> aiohttp.TraceConfig:
    """Return the trace that the bot's HTTP client is started with.

    It has requests counted, and those wait that would be too many in a second. To whom a reply goes
    is noted.
    """

    async def begin(
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestStartParams,
    ) -> None:
        if any(part in params.url.path for part in UNCOUNTED):
            reply = REPLY.search(params.url.path)
            if reply is not None:
                people.is_replied_to(int(reply["interaction"]))
            return
        # Mail that was claimed together begins together: whatever is too much waits here.
        while wait := meter.wait():  # noqa: ASYNC110  # nothing but time ends it
            await asyncio.sleep(wait)
        meter.begin()
        context.is_counted = True

    async def end(
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        _params: aiohttp.TraceRequestEndParams | aiohttp.TraceRequestExceptionParams,
    ) -> None:
        # One that is ended with an exception below ends once more.
        if getattr(context, "is_counted", False):
            context.is_counted = False
            meter.end()

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begin)
    trace.on_request_end.append(end)
    trace.on_request_end.append(_refuse_to_repeat)
    trace.on_request_exception.append(end)
    return trace


async def _refuse_to_repeat(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    params: aiohttp.TraceRequestEndParams,
) -> None:
    if params.method in {"POST", "PATCH"} and params.response.status >= SERVER_ERROR:
        params.response.close()
        raise OutcomeUnknownError
