"""What the bot asks of Discord, as far as anybody but the suspects can see it."""

import json
from collections.abc import Collection
from typing import Any, Unpack

from simcord.backend import Backend
from simcord.backend.models import EPHEMERAL_FLAG, Interaction

from tests.support.rules import CarryOut, Extra

DIRECT = 1  # the channel type of direct messages
LOADING = 5  # the callback that says "is thinking"


class Requests:
    """Stands in for simcord's dispatch, and writes down each request that others can see.

    Left out are private replies and DMs to the suspects, who may be told who they are.
    """

    def __init__(self, backend: Backend, suspects: Collection[int], carry_out: CarryOut) -> None:
        """Write requests down before they are carried out."""
        self.lines: list[str] = []
        self._backend = backend
        self._suspects = frozenset(suspects)
        self._carry_out = carry_out

    def dispatch(self, backend: Backend, method: str, path: str, **extra: Unpack[Extra]) -> object:
        """Carry a request out and note it."""
        place = len(self.lines)
        line = f"{method} {path} {_shown(extra)}"
        answer = self._carry_out(backend, method, path, **extra)
        noted = self._noted(line, path.strip("/").split("/"), extra, answer)
        if noted is not None:
            self.lines.insert(place, noted)
        return answer

    def _noted(self, line: str, parts: list[str], extra: Extra, answer: object) -> str | None:
        match parts:
            case ["interactions" | "webhooks", _, token, *_] if self._is_suspects(token):
                return line if self._is_public(answer) else None
            case ["channels", channel_id, *_] if self._is_direct(int(channel_id)):
                # What they are told, only Discord and they know: one DM of an event, for instance,
                # by whatever name they are told of it, and none of what they did themselves.
                return None
            case ["users", "@me", "channels"] if self._is_for_suspect(extra):
                return None  # which DMs the bot has open, only Discord knows
            case ["guilds", _, "members", user_id] if int(user_id) in self._suspects:
                return None  # asked before a DM; only Discord knows
        return line

    def _is_suspects(self, token: str) -> bool:
        number = self._backend.interaction_tokens.get(token)
        found: Interaction | None = self._backend.interactions.get(number or 0)
        return found is not None and found.user_id in self._suspects

    def _is_direct(self, channel_id: int) -> bool:
        channel = self._backend.channels.get(channel_id)
        if channel is None or channel.type != DIRECT:
            return False
        return bool(self._suspects & {*channel.recipient_ids, *self._owners_of(channel_id)})

    def _owners_of(self, channel_id: int) -> list[int]:
        dms = self._backend.dm_channels.items()
        return [user_id for user_id, each in dms if each == channel_id]

    def _is_for_suspect(self, extra: Extra) -> bool:
        body = extra.get("json")
        return isinstance(body, dict) and int(body.get("recipient_id", 0)) in self._suspects

    def _is_public(self, answer: object) -> bool:
        """Tell from Discord's answer whether others see the reply."""
        told: dict[str, Any] = answer if isinstance(answer, dict) else {}
        callback = told.get("interaction")
        if callback is not None and callback.get("response_message_loading"):
            return not callback["response_message_ephemeral"]
        message = told.get("resource", {}).get("message") if callback is not None else told
        if not message or "channel_id" not in message:
            return False
        channel = self._backend.get_channel(int(message["channel_id"]))
        return channel.type != DIRECT and not message.get("flags", 0) & EPHEMERAL_FLAG


def _shown(extra: Extra) -> str:
    """Return everything about a request besides its path: the audit-log reason, files, the body."""
    parts = {
        "params": extra.get("params"),
        "reason": extra.get("reason"),
        "files": [(each.filename, _peeked(each)) for each in extra.get("files") or []],
        "json": extra.get("json"),
    }
    return json.dumps({name: part for name, part in parts.items() if part}, sort_keys=True)


def _peeked(file: Any) -> str:  # noqa: ANN401  # whatever simcord calls an upload
    start = file.fp.tell()
    content: bytes = file.fp.read()
    file.fp.seek(start)
    return content.hex()
