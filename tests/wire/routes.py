"""The table of served routes, and what a handler gets and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from . import permissions
from .world import THREADS

if TYPE_CHECKING:
    from .contract import JsonObject
    from .interactions import Interactions
    from .limits import Limits
    from .world import World

Answer: TypeAlias = "tuple[int, JsonObject | list[Any] | str | None]"
Handler: TypeAlias = "Callable[[Call], Answer]"
ROUTES: dict[str, Handler] = {}
NO_CONTENT: Answer = (204, None)


class Refusal(Exception):
    """An answer of 4xx with Discord's own code."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        retry_after: float = 0.0,
        *,
        is_faulty: bool = True,
    ) -> None:
        """Take what is answered; unless `is_faulty`, no code makes it the bot's fault."""
        super().__init__(message)
        self.is_faulty = is_faulty
        self.status = status
        self.body = {"message": message, "code": code}
        self.retry_after = retry_after


@dataclass(slots=True)
class Call:
    """A checked request on its way to its handler."""

    world: World
    interactions: Interactions
    limits: Limits
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    files: list[str] = field(default_factory=list)

    def number(self, name: str) -> int:
        """Return a path parameter as an id; `@me` is the bot."""
        text = self.path[name]
        return self.world.my_id if text == "@me" else int(text)

    def judge(self, problems: list[str]) -> None:
        """Refuse a body that breaks a rule; the server notes it as a violation."""
        if problems:
            raise Refusal(400, 50035, "Invalid Form Body: " + "; ".join(problems))

    def channel(self, *needed: str) -> JsonObject:
        """Return the channel of the path when the bot has the named permissions there."""
        channel = self.world.channels.get(self.number("channel_id"))
        if channel is None:
            raise Refusal(404, 10003, "Unknown Channel")
        self.need(channel, *needed)
        return channel

    def need(self, channel: JsonObject, *needed: str) -> None:
        """Refuse unless the bot may see a channel and has the named permissions in it."""
        has = self.world.permissions_of(self.world.my_id, channel)
        if not has & permissions.flags_of(("view_channel",)):
            raise Refusal(403, 50001, "Missing Access")
        wanted = permissions.flags_of(needed)
        if wanted & ~has:
            raise Refusal(403, 50013, "Missing Permissions")

    def need_in_guild(self, *needed: str) -> JsonObject:
        """Return the server of the path when the bot has the named permissions in it."""
        guild = self.world.guilds.get(self.number("guild_id"))
        if guild is None:
            raise Refusal(404, 10004, "Unknown Guild")
        mine = self.world.members[int(guild["id"])].get(self.world.my_id)
        if mine is None:
            raise Refusal(403, 50001, "Missing Access")
        if permissions.flags_of(needed) & ~permissions.effective(guild, mine, None):
            raise Refusal(403, 50013, "Missing Permissions")
        return guild

    def message(self) -> JsonObject:
        """Return the stored message of the path."""
        stored = self.world.messages.get(self.number("channel_id"), {})
        message = stored.get(self.number("message_id"))
        if message is None:
            raise Refusal(404, 10008, "Unknown Message")
        return message

    def refuse_archived(self, channel: JsonObject) -> None:
        """Refuse changes inside an archived thread."""
        if channel["type"] in THREADS and channel["thread_metadata"]["archived"]:
            raise Refusal(400, 50083, "Thread is archived")


def route(operation: str) -> Callable[[Handler], Handler]:
    """Serve an operation, written as in Discord's description: `GET /users/@me`."""

    def register(handler: Handler) -> Handler:
        ROUTES[operation] = handler
        return handler

    return register
