"""A small Discord over real sockets that enforces its limits: what `bench delivering` writes to.

It knows one server with one channel and many members, direct messages, and answers to commands.
Requests beyond a limit are answered 429 and counted. The limits are those of Discord's
documentation: fifty requests a second in all, answers to interactions left out; five messages in
five seconds to a channel; 120 messages a minute over the gateway.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bench.described import (
    CHANNEL,
    GUILD,
    JOINED,
    ME,
    OWNER,
    VIEW_AND_SEND,
    Payload,
    channel,
    dm_channel_of,
    guild,
    member,
    user,
)

A_SECOND = 50
A_CHANNEL, CHANNEL_SECONDS = 5, 5.0
GATEWAY_A_MINUTE = 120
HELLO = 10
DISPATCH, HEARTBEAT, IDENTIFY, REQUEST_MEMBERS, HEARTBEAT_ACK = 0, 1, 2, 8, 11
COMMAND = 2
TOGETHER = "members asked for together"
# Replies to people, further ones too, are no part of the fifty.
UNCOUNTED = ("/api/v10/interactions/", "/api/v10/webhooks/", "/gateway/", "/control/")


@dataclass
class LimitedDiscord:
    """The server: what it was asked for, and what went beyond a limit."""

    url: str = ""
    reply_seconds: float = 0.0
    """How long it takes until the bot hears that a reply was taken."""
    counts: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    """Requests answered 429, and what was too much over the gateway."""
    sent_at: list[float] = field(default_factory=list)
    """When each direct message came."""
    _last_second: deque[float] = field(default_factory=deque)
    _last_minute: deque[float] = field(default_factory=deque)
    _in_channel: dict[int, deque[float]] = field(default_factory=dict)
    _commands: list[Payload] = field(default_factory=list)
    _answers: dict[str, asyncio.Future[float]] = field(default_factory=dict)
    _socket: web.WebSocketResponse | None = None
    _sequence: int = 0
    _last_id: int = 9_000_000

    async def command(self, name: str, user_id: int) -> float:
        """Let a member use a command without options; return the seconds until it is answered."""
        number = self._next_id()
        token = f"token{number}"
        self._answers[token] = asyncio.get_running_loop().create_future()
        found = next(each for each in self._commands if each["name"] == name)
        payload = {
            "id": str(number),
            "application_id": str(ME),
            "type": COMMAND,
            "token": token,
            "version": 1,
            "guild_id": str(GUILD),
            "channel_id": str(CHANNEL),
            "context": 0,
            "locale": "en-US",
            "guild_locale": "en-US",
            "entitlements": [],
            "data": {"id": found["id"], "name": name, "type": 1, "options": []},
            "channel": channel(),
            "member": member(user_id) | {"permissions": VIEW_AND_SEND},
            "app_permissions": VIEW_AND_SEND,
            "authorizing_integration_owners": {"0": str(GUILD)},
            "attachment_size_limit": 1,
        }
        began = time.perf_counter()
        await self._dispatch("INTERACTION_CREATE", payload)
        answered = await self._answers[token]
        del self._answers[token]
        return answered - began

    async def commands(
        self, names: list[str], user_id: int, *, every: float, count: int, sent: int
    ) -> dict[str, list[float]]:
        """Let a member use them in turn, so many times each and until so many messages came.

        They wait so many seconds before each; return of each command what `command` does.
        """
        waits: dict[str, list[float]] = {name: [] for name in names}
        while len(waits[names[-1]]) < count or len(self.sent_at) < sent:
            for name in names:
                await asyncio.sleep(every)
                waits[name].append(await self.command(name, user_id))
        return waits

    def routes(self) -> list[web.RouteDef]:
        """Return what it can be asked for."""
        api = "/api/v10"
        return [
            web.get("/gateway/", self._gateway),
            web.get("/control/", self._control),
            web.post("/control/", self._used),
            web.get(f"{api}/users/@me", self._me),
            web.get(f"{api}/oauth2/applications/@me", self._application),
            web.put(f"{api}/applications/{{app}}/commands", self._sync),
            web.post(f"{api}/interactions/{{id}}/{{token}}/callback", self._callback),
            web.post(f"{api}/webhooks/{{app}}/{{token}}", self._followup),
            web.post(f"{api}/users/@me/channels", self._open),
            web.post(f"{api}/channels/{{channel}}/messages", self._message),
            web.get(f"{api}/guilds/{{guild}}/members/{{member}}", self._member),
        ]

    @web.middleware
    async def limit(self, request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401  # aiohttp's own type is not exported
        """Refuse what is too much in a second."""
        counted = not request.path.startswith(UNCOUNTED)
        self.counts[f"{request.method} {request.path.split('/')[3:4]}"] += 1
        if counted and not _fits(self._last_second, A_SECOND, 1.0):
            return self._refuse(1.0, is_global=True)
        response: web.StreamResponse = await handler(request)
        return response

    def _refuse(self, seconds: float, *, is_global: bool) -> web.Response:
        self.refused += 1
        body = {"message": "You are being rate limited.", "retry_after": seconds}
        headers = {"Retry-After": str(seconds), "Via": "1.1 bench"}
        if is_global:
            headers["X-RateLimit-Global"] = "true"
        return _json(body | {"global": is_global}, status=429, headers=headers)

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def _control(self, _: web.Request) -> web.Response:
        """Say what was seen so far: no request of Discord's."""
        sent = self.sent_at
        seconds = sent[-1] - sent[0] if sent else 0.0
        asked = self.counts[TOGETHER]
        seen = {"sent": len(sent), "seconds": seconds, "refused": self.refused, "asked": asked}
        return _json(seen)

    async def _used(self, request: web.Request) -> web.Response:
        """Let somebody use commands again and again, and say how many seconds each took."""
        return _json(await self.commands(**await request.json()))

    async def _me(self, _: web.Request) -> web.Response:
        return _json(user(ME) | {"bot": True})

    async def _application(self, _: web.Request) -> web.Response:
        about: Payload = {"id": str(ME), "name": "Mindwell", "description": "", "icon": None}
        about |= {"bot_public": True, "bot_require_code_grant": False, "verify_key": ""}
        return _json(about | {"owner": user(OWNER), "team": None, "flags": 0})

    async def _sync(self, request: web.Request) -> web.Response:
        self._commands = [
            {
                "id": str(self._next_id()),
                "application_id": str(ME),
                "version": "1",
                "description": "",
                "default_member_permissions": None,
                "nsfw": False,
                **command,
            }
            for command in await request.json()
        ]
        return _json(self._commands)

    async def _callback(self, request: web.Request) -> web.Response:
        awaited = self._answers.get(request.match_info["token"])
        if awaited is not None and not awaited.done():
            awaited.set_result(time.perf_counter())
        await asyncio.sleep(self.reply_seconds)
        about = {"id": request.match_info["id"], "type": 2}
        return _json({"interaction": about})

    async def _open(self, request: web.Request) -> web.Response:
        user_id = int((await request.json())["recipient_id"])
        found = {"id": str(dm_channel_of(user_id)), "type": 1, "recipients": [user(user_id)]}
        return _json(found | {"last_message_id": None})

    async def _message(self, request: web.Request) -> web.Response:
        channel_id = int(request.match_info["channel"])
        sent = self._in_channel.setdefault(channel_id, deque())
        if not _fits(sent, A_CHANNEL, CHANNEL_SECONDS):
            return self._refuse(CHANNEL_SECONDS, is_global=False)
        self.sent_at.append(time.perf_counter())
        headers = {
            "X-RateLimit-Limit": str(A_CHANNEL),
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Remaining": str(A_CHANNEL - len(sent)),
            "X-RateLimit-Reset-After": str(CHANNEL_SECONDS),
        }
        return _json(self._made(channel_id), headers=headers)

    async def _followup(self, _: web.Request) -> web.Response:
        return _json(self._made(CHANNEL))

    def _made(self, channel_id: int) -> Payload:
        return {
            "id": str(self._next_id()),
            "channel_id": str(channel_id),
            "author": user(ME),
            "content": "",
            "timestamp": JOINED,
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "embeds": [],
            "attachments": [],
            "pinned": False,
            "type": 0,
            "components": [],
            "flags": 1 << 15,
        }

    async def _member(self, request: web.Request) -> web.Response:
        return _json(member(int(request.match_info["member"])))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            if not _fits(self._last_minute, GATEWAY_A_MINUTE, 60.0):
                self.refused += 1
            await self._receive(json.loads(message.data))
        return socket

    async def _receive(self, payload: Payload) -> None:
        match payload["op"]:
            case op if op == HEARTBEAT and self._socket is not None:
                await self._socket.send_json({"op": HEARTBEAT_ACK, "d": None})
            case op if op == IDENTIFY:
                await self._dispatch("READY", self._ready())
                await self._dispatch("GUILD_CREATE", guild())
            case op if op == REQUEST_MEMBERS:
                self.counts[TOGETHER] += 1
                await self._dispatch("GUILD_MEMBERS_CHUNK", _chunk(payload["d"]))

    async def _dispatch(self, event: str, data: Payload) -> None:
        self._sequence += 1
        if self._socket is not None:
            frame = {"op": DISPATCH, "t": event, "s": self._sequence, "d": data}
            await self._socket.send_json(frame)

    def _ready(self) -> Payload:
        return {
            "v": 10,
            "user": user(ME) | {"bot": True},
            "session_id": "one",
            "guilds": [{"id": str(GUILD), "unavailable": True}],
            "private_channels": [],
            "resume_gateway_url": self.url,
            "application": {"id": str(ME), "flags": 0},
        }


def _json(
    body: object, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    # discord.py takes a charset beside the type for another type.
    shown = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=shown)


def _fits(moments: deque[float], most: int, seconds: float) -> bool:
    """Count one more, unless that would be too many within so many seconds."""
    now = time.perf_counter()
    while moments and now - moments[0] >= seconds:
        moments.popleft()
    if len(moments) >= most:
        return False
    moments.append(now)
    return True


def _chunk(asked: Payload) -> Payload:
    found = [member(int(each)) for each in asked["user_ids"]]
    about = {"guild_id": str(GUILD), "members": found, "not_found": []}
    return about | {"chunk_index": 0, "chunk_count": 1, "nonce": asked.get("nonce")}


async def serve() -> None:
    """Serve on a free port of this machine, say which, and go on until ended."""
    discord = LimitedDiscord(reply_seconds=float(sys.argv[1]))
    app = web.Application(middlewares=[discord.limit])
    app.add_routes(discord.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    discord.url = f"{host}:{port}"
    print(discord.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
