"""Calls to Discord as the tests see them: how to name some of them, and what became of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

When = Callable[[str, str], bool]


class Outcome(StrEnum):
    """What became of a call."""

    DONE = "done"
    REFUSED = "refused"  # nothing happened in Discord
    LOST = "lost"  # it was done, but the bot never heard of it


@dataclass(slots=True)
class Call:
    """One call of the bot; `path` is the API path without the version and the query."""

    method: str
    path: str
    json: object = None
    outcome: Outcome = Outcome.REFUSED

    @property
    def route(self) -> str:
        """The call without its ids, such as `PATCH /channels/*/messages/*`."""
        path = re.sub(r"/\d+(?=/|$)", "/*", self.path)
        path = re.sub(r"/reactions/[^/]+", "/reactions/*", path)
        return f"{self.method} " + re.sub(r"^/(interactions|webhooks)/\*/[^/]+", r"/\1/*/*", path)


def on(method: str, pattern: str) -> When:
    """Return whether a call has this method and path; `*` stands for one whole segment."""
    parts = ["[^/]+" if part == "*" else re.escape(part) for part in pattern.split("/")]
    compiled = re.compile("/".join(parts))
    return lambda called, path: called == method and compiled.fullmatch(path) is not None


def either(*several: When) -> When:
    """Return whether any of these holds for a call."""
    return lambda method, path: any(when(method, path) for when in several)


ANY_CALL: When = lambda _method, _path: True  # noqa: E731  # a name among names
SEND = on("POST", "/channels/*/messages")
EDIT = on("PATCH", "/channels/*/messages/*")
DELETE = on("DELETE", "/channels/*/messages/*")
REACT = on("PUT", "/channels/*/messages/*/reactions/*/@me")
FORUM_POST = on("POST", "/channels/*/threads")
THREAD_FROM_MESSAGE = on("POST", "/channels/*/messages/*/threads")
NEW_THREAD = either(FORUM_POST, THREAD_FROM_MESSAGE)
EDIT_CHANNEL = on("PATCH", "/channels/*")
OPEN_DM = on("POST", "/users/@me/channels")
CALLBACK = on("POST", "/interactions/*/*/callback")
FOLLOWUP = on("POST", "/webhooks/*/*")
EDIT_REPLY = on("PATCH", "/webhooks/*/*/messages/@original")


def in_channel(when: When, channel_id: int) -> When:
    """Return whether a call of that kind is about this channel or thread."""
    start = f"/channels/{channel_id}"
    return lambda method, path: when(method, path) and f"{path}/".startswith(f"{start}/")
