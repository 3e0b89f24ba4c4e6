"""The server itself: every request passes authentication, limits, contract, faults, its handler.

A request that Discord would not have taken is a violation; so is a second answer to an
interaction, or one after three seconds. Tests end with `server.assert_clean()`.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web
from multidict import CIMultiDict

from . import api_account, api_channels, api_guilds, api_interactions, api_messages
from .contract import Contract, JsonObject, Match
from .faults import Fault, Faults
from .gateway import Gateway
from .interactions import Interactions
from .limits import Limits, Verdict, body_of
from .routes import ROUTES, Answer, Call, Refusal
from .world import World

HANDLERS = (api_account, api_channels, api_guilds, api_interactions, api_messages)
PREFIX = "/api/v10"
TOKEN = "wire"  # noqa: S105 - of no Discord but this one
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")
INVALID_STATUSES = frozenset({401, 403, 429})
# Refusals that only a faulty request earns: bad forms, empty messages, late and second answers.
FAULTY_CODES = frozenset({50006, 50035, 40060, 10062, 40061})
REASON_LENGTH = 512


@dataclass(slots=True)
class Seen:
    """One request that came in and what became of it."""

    operation: str
    path: str
    query: dict[str, str]
    body: Any
    at: float
    status: int = 0
    answer: Any = None


class WireServer:
    """A Discord on 127.0.0.1; `violations` lists what it had to find fault with."""

    def __init__(self, contract: Contract | None = None, *, token: str = TOKEN) -> None:
        self.contract = contract or Contract()
        self.token = token
        self.violations: list[str] = []
        self.requests: list[Seen] = []
        self.world = World()
        self.interactions = Interactions()
        self.limits = Limits()
        self.faults = Faults()
        self.gateway = Gateway(self.world, token, self.violations)
        self.world.emit = self.gateway.publish
        self.api = ""
        self.runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._serve)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        port = self.runner.addresses[0][1]
        self.api = f"http://127.0.0.1:{port}{PREFIX}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway/"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and leave nothing behind."""
        await self.gateway.drop()
        if self.runner is not None:
            await self.runner.cleanup()

    def assert_clean(self) -> None:
        """Fail with every violation, if there are any."""
        assert not self.violations, "\n".join(self.violations)

    def strays(self) -> set[str]:
        """Name the properties in requests that Discord's description doesn't know; takes long."""
        found = set()
        for seen in self.requests:
            match = self.contract.match(seen.operation.split()[0], seen.path)
            if match is not None:
                strays = self.contract.strays(match, seen.body)
                found |= {f"{seen.operation}: {stray}" for stray in strays}
        return found

    def count(self, operation: str, path: str = "") -> int:
        """Count the requests for an operation that were carried out."""
        return len([s for s in self.seen(operation, path) if s.status < 300])

    def seen(self, operation: str, path: str = "") -> list[Seen]:
        """Return the requests for an operation, refused ones too."""
        return [s for s in self.requests if s.operation == operation and path in s.path]

    async def until(self, condition: Callable[[], object], *, seconds: float = 5.0) -> None:
        """Wait until something holds, looking every few milliseconds."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds} seconds"
            await asyncio.sleep(0.005)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path.removeprefix(PREFIX).replace("%40", "@")
        body, files = await _read(request)
        match = self.contract.match(request.method, path)
        name = match.operation.name if match else f"{request.method} {path}"
        seen = Seen(name, path, dict(request.query), body, time.monotonic())
        self.requests.append(seen)
        verdict = self.limits.take(match) if match else Verdict({})
        fault = self.faults.take(request.method, path, body)
        if fault is not None and not fault.after:
            await asyncio.sleep(fault.delay)
            answer: Answer = (fault.status or 500, fault.body)
        else:
            answer, verdict = self._answered(request, match, seen, verdict, files)
        seen.status, seen.answer = answer
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.lost:
                return _hang_up(request, seen, fault)
            if fault.after and fault.status is not None:
                answer = (fault.status, fault.body)
        self.limits.invalid += answer[0] in INVALID_STATUSES
        return _response(answer, verdict)

    def _answered(
        self,
        request: web.Request,
        match: Match | None,
        seen: Seen,
        verdict: Verdict,
        files: list[str],
    ) -> tuple[Answer, Verdict]:
        if not self._is_authorized(request, seen.path):
            return (401, {"message": "401: Unauthorized", "code": 0}), verdict
        if verdict.retry_after is not None:
            return (429, body_of(verdict)), verdict
        if match is None:
            self.violations.append(f"{seen.operation}: no such path in Discord's description")
            return (404, {"message": "404: Not Found", "code": 0}), verdict
        problems = self.contract.problems(match, seen.query, seen.body)
        problems += _header_problems(request, seen.body, files)
        if problems:
            self._fault(seen, problems)
            return (400, {"message": "Invalid Form Body", "code": 50035}), verdict
        try:
            return self._carried_out(match, seen, files), verdict
        except Refusal as refusal:
            return self._refused(seen, refusal, verdict)

    def _is_authorized(self, request: web.Request, path: str) -> bool:
        given = request.headers.get("Authorization")
        if given is None:
            return path.startswith(WITHOUT_TOKEN)
        return given == f"Bot {self.token}"

    def _refused(self, seen: Seen, refusal: Refusal, verdict: Verdict) -> tuple[Answer, Verdict]:
        if refusal.is_faulty and refusal.body["code"] in FAULTY_CODES:
            self._fault(seen, [str(refusal)])
        if refusal.status != 429:
            return (refusal.status, refusal.body), verdict
        headers = verdict.headers
        verdict = self.limits.refuse(seen.operation, refusal.retry_after, headers=headers)
        return (429, body_of(verdict) | refusal.body), verdict

    def _carried_out(self, match: Match, seen: Seen, files: list[str]) -> Answer:
        handler = ROUTES.get(match.operation.name)
        if match.operation.name in {"GET /gateway/bot", "GET /gateway"}:
            limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
            return 200, {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}
        if handler is None:
            self.violations.append(f"{seen.operation}: the wire server doesn't serve this yet")
            return 501, {"message": "not served", "code": 0}
        # A copy: what the world keeps must not change what was noted as sent.
        body = json.loads(json.dumps(seen.body))
        call = Call(self.world, self.interactions, self.limits, match.path, seen.query, body, files)
        status, answer = handler(call)
        return status, json.loads(json.dumps(answer))

    def _fault(self, seen: Seen, problems: list[str]) -> None:
        said = "; ".join(problems)
        sent = json.dumps(seen.body, ensure_ascii=False)[:2000]
        self.violations.append(f"{seen.operation} {seen.path}: {said}\n    sent {sent}")


async def _read(request: web.Request) -> tuple[Any, list[str]]:
    """Return the JSON of a request and the names of its files."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        payload = form.get("payload_json")
        files = [key for key in form if key.startswith("files[")]
        return (json.loads(payload) if isinstance(payload, str) else {}), files
    text = await request.text()
    return (json.loads(text) if text else None), []


def _header_problems(request: web.Request, body: JsonObject | None, files: list[str]) -> list[str]:
    problems = []
    if len(request.headers.get("X-Audit-Log-Reason", "")) > REASON_LENGTH:
        problems.append("the audit log reason is longer than 512 characters")
    message = body if isinstance(body, dict) else {}
    message = message.get("message") or message.get("data") or message
    new = [a for a in message.get("attachments") or [] if str(a.get("id", "")).isdigit()]
    named = {f"files[{entry['id']}]" for entry in new if int(entry["id"]) < 10}
    if named - set(files):
        problems.append(f"attachments without their files: {sorted(named - set(files))}")
    return problems


def _hang_up(request: web.Request, seen: Seen, fault: Fault) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    seen.status = seen.status if fault.after else 0
    return web.Response(status=500)


def _response(answer: Answer, verdict: Verdict) -> web.Response:
    status, body = answer
    headers = CIMultiDict(verdict.headers)
    if body is None:
        return web.Response(status=status, headers=headers)
    if isinstance(body, str):
        return web.Response(status=status, text=body, headers=headers)
    # Without a charset, as Discord says it: discord.py compares the whole header.
    headers["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
