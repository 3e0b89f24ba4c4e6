"""Discord's rate limits: a bucket a route, 50 requests a second over all, sub-limits.

Discord publishes no figures; these are the ones that bots observe. A bot must follow the headers.
"""

import time
from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256

from .contract import JsonObject, Match

GLOBAL_PER_SECOND = 50
INVALID_LIMIT = 10_000
DEFAULT_RULE = (10, 10.0)
# Operation -> (requests, seconds).
RULES: dict[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "GET /channels/{channel_id}/messages": (5, 5.0),
    "POST /users/@me/channels": (10, 10.0),
    "POST /channels/{channel_id}/threads": (5, 5.0),
    "PUT /applications/{application_id}/commands": (5, 20.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": (5, 2.0),
}
REACTION_RULE = (1, 0.25)
REACTION = "/channels/{channel_id}/messages/{message_id}/reactions"
MAJOR_PARAMETERS = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")
EXEMPT_FROM_GLOBAL = ("/interactions/", "/webhooks/")


@dataclass(slots=True)
class Window:
    """Requests of one bucket that count until `reset`, in monotonic seconds."""

    used: int = 0
    reset: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to tell about a request: headers always, `retry_after` when it is refused."""

    headers: dict[str, str]
    retry_after: float | None = None
    is_global: bool = False


@dataclass(slots=True)
class Limits:
    """Counts requests; `enabled` off lets everything pass, `refused` lists the 429s given."""

    enabled: bool = True
    windows: dict[str, Window] = field(default_factory=dict)
    recent: deque[float] = field(default_factory=deque)
    refused: list[str] = field(default_factory=list)
    invalid: int = 0
    rules: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(RULES))

    def take(self, match: Match) -> Verdict:
        """Count one request and say whether it may pass."""
        now = time.monotonic()
        operation = match.operation
        if not operation.template.startswith(EXEMPT_FROM_GLOBAL):
            wait = self._global_wait(now)
            if wait is not None and self.enabled:
                return self.refuse(operation.name, wait, is_global=True)
        bucket, (most, seconds) = self._bucket(match)
        window = self.windows.setdefault(bucket, Window())
        if now >= window.reset:
            window.used, window.reset = 0, now + seconds
        headers = _headers(bucket, most, most - window.used - 1, window.reset - now)
        if window.used >= most and self.enabled:
            return self.refuse(operation.name, window.reset - now, headers=headers)
        window.used += 1
        return Verdict(headers)

    def take_sublimit(self, key: str, most: int, seconds: float) -> float | None:
        """Count one request of a sub-limit (renames, edits of old messages): seconds to wait."""
        now = time.monotonic()
        window = self.windows.setdefault(key, Window())
        if now >= window.reset:
            window.used, window.reset = 0, now + seconds
        if window.used >= most and self.enabled:
            return window.reset - now
        window.used += 1
        return None

    def refuse(
        self,
        name: str,
        retry_after: float,
        *,
        headers: dict[str, str] | None = None,
        is_global: bool = False,
    ) -> Verdict:
        """Note a 429 and return its verdict."""
        self.refused.append(name)
        scope = {"X-RateLimit-Scope": "global" if is_global else "user"}
        if is_global:
            scope["X-RateLimit-Global"] = "true"
        wait = {"Retry-After": str(int(retry_after) + 1), "Via": "1.1 google"}
        return Verdict({**(headers or {}), **scope, **wait}, retry_after, is_global)

    def _global_wait(self, now: float) -> float | None:
        while self.recent and now - self.recent[0] >= 1.0:
            self.recent.popleft()
        if len(self.recent) >= GLOBAL_PER_SECOND:
            return 1.0 - (now - self.recent[0])
        self.recent.append(now)
        return None

    def _bucket(self, match: Match) -> tuple[str, tuple[int, float]]:
        operation = match.operation
        name, rule = operation.name, self.rules.get(operation.name, DEFAULT_RULE)
        if operation.template.startswith(REACTION) and operation.method != "GET":
            name, rule = "reactions", REACTION_RULE
        major = ":".join(match.path[key] for key in MAJOR_PARAMETERS if key in match.path)
        return f"{sha256(name.encode()).hexdigest()[:32]}:{major}", rule


def body_of(verdict: Verdict) -> JsonObject:
    """Return the JSON that goes with a 429."""
    return {
        "message": "You are being rate limited.",
        "retry_after": round(verdict.retry_after or 0.0, 3),
        "global": verdict.is_global,
    }


def _headers(bucket: str, most: int, left: int, seconds: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(most),
        "X-RateLimit-Remaining": str(max(0, left)),
        "X-RateLimit-Reset": f"{time.time() + seconds:.3f}",
        "X-RateLimit-Reset-After": f"{max(0.0, seconds):.3f}",
        "X-RateLimit-Bucket": bucket.split(":", 1)[0],
    }
