"""Discord's gateway: HELLO, IDENTIFY or RESUME, heartbeats, events by intent, lost connections."""

import asyncio
import contextlib
import json
import time
import zlib
from collections import deque
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import WSMsgType, web

from .contract import JsonObject
from .world import DM, World

PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
SENDS_PER_MINUTE = 120
UNKNOWN_OPCODE, NOT_AUTHENTICATED, BAD_TOKEN, RATE_LIMITED = 4001, 4003, 4004, 4008
DISALLOWED_INTENTS = 4014
# Event prefix -> intent bit in a server and in a private channel (None: not there).
INTENTS: tuple[tuple[str, int, int | None], ...] = (
    ("GUILD_MEMBER_", 1, None),
    ("GUILD_MEMBERS_CHUNK", -1, None),
    ("GUILD_", 0, None),
    ("CHANNEL_", 0, -1),
    ("THREAD_", 0, None),
    ("MESSAGE_REACTION_", 10, 13),
    ("MESSAGE_", 9, 12),
)


@dataclass(slots=True)
class Session:
    """One identified bot: it outlives connections until it is invalidated."""

    intents: int
    key: str = field(default_factory=lambda: uuid4().hex)
    sequence: int = 0
    log: list[tuple[int, str, JsonObject]] = field(default_factory=list)
    connection: "Connection | None" = None

    def wants(self, event: str, payload: JsonObject, world: World) -> bool:
        """Say whether the intents ask for an event."""
        if event.startswith("GUILD_MEMBERS_CHUNK"):
            return True
        for prefix, in_guild, in_dm in INTENTS:
            if event.startswith(prefix):
                channel = world.channels.get(int(payload.get("channel_id", 0)), {})
                private = channel.get("type") == DM or payload.get("type") == DM
                bit = in_dm if private and "guild_id" not in payload else in_guild
                return bit is not None and (bit < 0 or bool(self.intents >> bit & 1))
        return True


class Connection:
    """One websocket, compressed as the client asked for."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self.deflate = zlib.compressobj() if compressed else None
        self.outbox: asyncio.Queue[str] = asyncio.Queue()
        self.received: deque[float] = deque()
        self.writer = asyncio.create_task(self._write())

    def send(
        self, op: int, data: object, *, event: str | None = None, s: int | None = None
    ) -> None:
        """Queue one payload; order is kept."""
        self.outbox.put_nowait(json.dumps({"op": op, "d": data, "t": event, "s": s}))

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                text = await self.outbox.get()
                if self.deflate is None:
                    await self.socket.send_str(text)
                else:
                    packed = self.deflate.compress(text.encode())
                    await self.socket.send_bytes(packed + self.deflate.flush(zlib.Z_SYNC_FLUSH))

    async def close(self, code: int) -> None:
        """Close; what is still queued is lost, as on a real line."""
        self.writer.cancel()
        await self.socket.close(code=code)

    def is_too_fast(self) -> bool:
        """Count one payload from the client: Discord allows 120 a minute."""
        now = time.monotonic()
        self.received.append(now)
        while now - self.received[0] > 60:
            self.received.popleft()
        return len(self.received) > SENDS_PER_MINUTE


class Gateway:
    """All sessions; `publish` is the world's `emit`, `identifies` counts fresh sessions.

    Nobody hears of the servers that are `away`.
    """

    def __init__(self, world: World, token: str, violations: list[str]) -> None:
        self.world = world
        self.token = token
        self.violations = violations
        self.allowed_privileged = 0
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0
        self.is_down = False
        self.away: set[int] = set()

    def lose(self, guild_id: int) -> None:
        """Have trouble with a server: sessions are told so, then nothing more of it."""
        self.publish("GUILD_DELETE", {"id": str(guild_id), "unavailable": True})
        self.away.add(guild_id)

    def find(self, guild_id: int) -> None:
        """Have no more trouble with a server."""
        self.away.discard(guild_id)
        self.publish("GUILD_CREATE", self.guild_create(guild_id))

    def publish(self, event: str, payload: JsonObject) -> None:
        """Send an event to every session that wants it; what is away gets it on resume."""
        if int(payload.get("guild_id", 0)) in self.away:
            return
        payload = json.loads(json.dumps(payload))
        for session in self.sessions.values():
            if session.wants(event, payload, self.world):
                self._dispatch(session, event, payload)

    async def drop(self, *, resumable: bool = True, code: int = 4000) -> None:
        """Cut every connection; without `resumable` what happens until it is back is lost."""
        connections = [s.connection for s in self.sessions.values() if s.connection is not None]
        for session in self.sessions.values():
            session.connection = None
        if not resumable:
            self.sessions.clear()
        for connection in connections:
            await connection.close(code)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one websocket until either side leaves."""
        if self.is_down:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=4096 * 4)
        await socket.prepare(request)
        compressed = request.query.get("compress") == "zlib-stream"
        if request.query.get("compress") not in {None, "zlib-stream"}:
            self.violations.append(f"gateway: compress={request.query['compress']} isn't spoken")
        connection = Connection(socket, compressed=compressed)
        connection.send(10, {"heartbeat_interval": 41_250, "_trace": []})
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                await self._receive(connection, json.loads(message.data))
        finally:
            connection.writer.cancel()
            for session in self.sessions.values():
                if session.connection is connection:
                    session.connection = None
        return socket

    async def _receive(self, connection: Connection, payload: JsonObject) -> None:
        if connection.is_too_fast():
            self.violations.append("gateway: more than 120 payloads a minute")
            await connection.close(RATE_LIMITED)
        match payload["op"]:
            case 1:
                connection.send(11, None)
            case 2:
                await self._identify(connection, payload["d"])
            case 6:
                await self._resume(connection, payload["d"])
            case 8:
                self._request_members(payload["d"])
            case 3 | 4:
                pass
            case other:
                self.violations.append(f"gateway: unknown opcode {other}")
                await connection.close(UNKNOWN_OPCODE)

    async def _identify(self, connection: Connection, data: JsonObject) -> None:
        if data["token"] != self.token:
            await connection.close(BAD_TOKEN)
            return
        refused = data["intents"] & PRIVILEGED & ~self.allowed_privileged
        if refused:
            self.violations.append(f"gateway: privileged intents {refused:#x}")
            await connection.close(DISALLOWED_INTENTS)
            return
        self.identifies += 1
        session = Session(data["intents"], connection=connection)
        self.sessions[session.key] = session
        self._dispatch(session, "READY", self._ready(session, data))
        for guild_id in self.world.guilds.keys() - self.away:
            self._dispatch(session, "GUILD_CREATE", self.guild_create(guild_id))

    async def _resume(self, connection: Connection, data: JsonObject) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self.token:
            connection.send(9, data=False)
            return
        self.resumes += 1
        session.connection = connection
        for sequence, event, payload in session.log:
            if sequence > data["seq"]:
                connection.send(0, payload, event=event, s=sequence)
        self._dispatch(session, "RESUMED", {"_trace": []})

    def _request_members(self, data: JsonObject) -> None:
        guild_id = int(data["guild_id"])
        members = self.world.members[guild_id]
        asked = data.get("user_ids")
        if asked is None:
            query = data.get("query", "").lower()
            if not query and not data.get("limit"):
                self.violations.append("gateway: all members asked for without the intent")
            found = [m for m in members.values() if m["user"]["username"].startswith(query)]
            found, missing = found[: data.get("limit") or 100], []
        else:
            wanted = [int(one) for one in (asked if isinstance(asked, list) else [asked])]
            if len(wanted) > 100:
                self.violations.append("gateway: more than 100 user_ids asked for")
            found = [members[one] for one in wanted if one in members]
            missing = [str(one) for one in wanted if one not in members]
        chunk: JsonObject = {"guild_id": str(guild_id), "members": found, "not_found": missing}
        chunk |= {"chunk_index": 0, "chunk_count": 1}
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        self.publish("GUILD_MEMBERS_CHUNK", chunk)

    def _dispatch(self, session: Session, event: str, payload: JsonObject) -> None:
        session.sequence += 1
        session.log.append((session.sequence, event, payload))
        if session.connection is not None:
            session.connection.send(0, payload, event=event, s=session.sequence)

    def _ready(self, session: Session, data: JsonObject) -> JsonObject:
        return {
            "v": 10,
            "user": {**self.world.me, "verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(key), "unavailable": True} for key in self.world.guilds],
            "session_id": session.key,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "application": {"id": self.world.me["id"], "flags": 0},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            **({"shard": data["shard"]} if "shard" in data else {}),
        }

    def guild_create(self, guild_id: int) -> JsonObject:
        """Return a server as the bot gets it: only its own member without the members intent."""
        world = self.world
        guild = world.guilds[guild_id]
        mine = world.members[guild_id][world.my_id]
        threads = [
            {**thread, "member": world.thread_members[int(thread["id"])][world.my_id]}
            if world.my_id in world.thread_members[int(thread["id"])]
            else thread
            for thread in world.threads_of(guild_id)
        ]
        channels = [
            channel
            for channel in world.channels.values()
            if channel.get("guild_id") == str(guild_id) and "thread_metadata" not in channel
        ]
        empty = ("voice_states", "presences", "stage_instances", "guild_scheduled_events")
        return {
            **guild,
            **{key: [] for key in (*empty, "soundboard_sounds")},
            "joined_at": mine["joined_at"],
            "large": False,
            "unavailable": False,
            "member_count": len(world.members[guild_id]),
            "members": [mine],
            "channels": channels,
            "threads": threads,
        }
