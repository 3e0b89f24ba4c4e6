"""Rules of the real Discord for a bot's calls that simcord 3.2.1 does not keep.

"docs" are Discord's API documentation, "staff" is a maintainer's word in
discord/discord-api-docs#2855 and #6928. What Discord announces is in `events.py`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypedDict, Unpack, cast

import discord
from simcord.backend import Backend
from simcord.backend.errors import BackendError
from simcord.backend.models import Channel

Json = dict[str, Any]  # what Discord sends, typed as simcord itself types it

# docs, "enforce_nonce": unique "in the past few minutes".
NONCE_LIFE = timedelta(minutes=5)
FORUM_TAGS = 20  # docs, available_tags
PAGE = 100  # docs, the largest page of messages, reactions and threads
REACTIONS_UNASKED = 25  # docs, the page of reactions when no limit is given
EVERYTHING = 10**9


class Extra(TypedDict, total=False):
    """What else simcord's dispatch is given."""

    json: object
    params: Json | None
    files: list[Any] | None
    reason: str | None
    message_content_access: bool


class CarryOut(Protocol):
    """simcord's own dispatch."""

    def __call__(
        self, backend: Backend, method: str, path: str, **extra: Unpack[Extra]
    ) -> object: ...


class Rules:
    """Carries out calls as Discord would, with simcord doing what it already does right."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._sent: dict[tuple[int, str], tuple[datetime, Json]] = {}
        self.closed: set[int] = set()

    def answer(self, method: str, path: str, extra: Extra, carry_out: CarryOut) -> object:
        """Carry out one call, or raise simcord's BackendError as Discord would refuse it."""

        def go() -> object:
            return carry_out(self.backend, method, path, **extra)

        body = _object(extra.get("json"))
        params = extra.get("params") or {}
        match (method, *path.strip("/").split("/")):
            case "POST", "channels", channel, "messages":
                self._check_sending(int(channel), body)
                return self._send(int(channel), body, go)
            case "GET", "channels", _, "messages" if "after" in params:
                extra["params"] = {**params, "limit": EVERYTHING}
                return _oldest(go(), params)
            case "GET", "channels", _, "messages", _, "reactions", _:
                return _people(go(), params)
            case "GET", "channels", _, "threads", "archived", "public":
                return _archived(go(), params)
            case _:
                self._check(method, path, body)
                return go()

    def _check(self, method: str, path: str, body: Json) -> None:
        match (method, *path.strip("/").split("/")):
            case "POST", "channels", _, "messages", message, "threads":
                if int(message) in self.backend.channels:
                    raise BackendError(400, 160004, "A thread has already been created")
            case "PATCH", "channels", channel:
                _check_tags(body)
                # docs: "Requires the thread to have archived set to false or be set to false in
                # the request"; staff: locking an archived thread is refused too.
                if set(body) != {"archived"} and body.get("archived") is not False:
                    self._refuse_archived(int(channel))
            case (
                ("PATCH" | "PUT" | "DELETE", "channels", channel, "messages", *_)
                | ("POST", "channels", channel, "messages", "bulk-delete")
                | ("PUT" | "DELETE", "channels", channel, "thread-members", *_)
            ):
                self._refuse_archived(int(channel))

    def _refuse_archived(self, channel_id: int) -> None:
        channel = self.backend.channels.get(channel_id)
        if channel is not None and is_archived(channel):
            raise BackendError(400, 50083, "Thread is archived")

    def _check_sending(self, channel_id: int, body: Json) -> None:
        # Which of both Discord checks first is not known: `Gaps.refuse` comes before either.
        replied = _object(body.get("message_reference"))
        if replied and replied.get("fail_if_not_exists", True):
            place = int(replied.get("channel_id") or channel_id)
            if int(replied["message_id"]) not in self.backend.messages.get(place, {}):
                # docs, "fail_if_not_exists": an error, and no message.
                raise BackendError(400, 50035, "message_reference: Unknown message")
        if channel_id in self.closed:
            raise BackendError(403, 50007, "Cannot send messages to this user")

    def _send(self, channel_id: int, body: Json, go: Callable[[], object]) -> object:
        """Send once per nonce; wake an archived thread unless it is locked (staff)."""
        now = self.backend.clock.now()
        nonce = str(body.get("nonce")) if body.get("enforce_nonce") else None
        if nonce is not None:
            sent_at, first = self._sent.get((channel_id, nonce), (now, {}))
            exists = int(first.get("id", 0)) in self.backend.messages.get(channel_id, {})
            if exists and now - sent_at < NONCE_LIFE:
                return dict(first)
        channel = self.backend.channels.get(channel_id)
        if channel is not None and is_archived(channel):
            if not may_wake(self.backend, channel, self.backend.bot_user.id):
                self._refuse_archived(channel_id)
            wake(self.backend, channel)
        sent = go()
        if nonce is not None:
            self._sent[channel_id, nonce] = (now, {**_object(sent), "nonce": nonce})
        return sent


def is_archived(channel: Channel) -> bool:
    """Return whether this is an archived thread."""
    return channel.thread_metadata is not None and channel.thread_metadata.archived


def is_locked(channel: Channel) -> bool:
    """Return whether this is a locked thread."""
    return channel.thread_metadata is not None and channel.thread_metadata.locked


def may(backend: Backend, channel: Channel, user_id: int, *names: str) -> bool:
    """Return whether somebody has all of these permissions in a channel or thread."""
    if channel.guild_id is None:
        return True
    has = discord.Permissions(backend.compute_permissions(channel.guild_id, user_id, channel.id))
    return all(getattr(has, name) for name in names)


def may_wake(backend: Backend, channel: Channel, user_id: int) -> bool:
    """Return whether somebody may open an archived thread (docs, "Modify Channel", thread)."""
    needed = ["send_messages_in_threads", *(["manage_threads"] if is_locked(channel) else [])]
    return may(backend, channel, user_id, *needed)


def wake(backend: Backend, channel: Channel) -> None:
    """Open an archived thread."""
    backend.edit_channel(channel.id, {}, thread_metadata={"archived": False})


def _object(value: object) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _page_size(params: Json, unasked: int) -> int:
    return min(int(params.get("limit") or unasked), PAGE)


def _oldest(found: object, params: Json) -> list[Json]:
    """Give the oldest messages after the id, newest first: simcord gives the newest of all."""
    messages = cast("list[Json]", found)
    return messages[-_page_size(params, 50) :]


def _people(found: object, params: Json) -> list[Json]:
    """Give one page of who reacted, by id: simcord gives them all, in the order they came."""
    people = sorted(cast("list[Json]", found), key=lambda user: int(user["id"]))
    after = int(params.get("after") or 0)
    later = [user for user in people if int(user["id"]) > after]
    return later[: _page_size(params, REACTIONS_UNASKED)]


def _archived(found: object, params: Json) -> Json:
    """Give one page of archived threads, the last archived first: simcord gives them all."""
    listed = cast("Json", found)
    threads = sorted(listed["threads"], key=_archived_at, reverse=True)
    if before := params.get("before"):
        limit = datetime.fromisoformat(str(before))
        threads = [one for one in threads if datetime.fromisoformat(_archived_at(one)) < limit]
    page = threads[: _page_size(params, 50)]
    return {**listed, "threads": page, "has_more": len(threads) > len(page)}


def _archived_at(thread: Json) -> str:
    return str(thread["thread_metadata"]["archive_timestamp"])


def _check_tags(body: Json) -> None:
    names = [tag["name"] for tag in body.get("available_tags") or []]
    if len(names) > FORUM_TAGS:
        raise BackendError(400, 50035, "available_tags: Must be 20 or fewer in length.")
    if len(set(names)) < len(names):
        raise BackendError(400, 40061, "Tag names must be unique")
