"""Trouble on purpose: refusals, lost answers, delays."""

import json
import re
from dataclasses import dataclass, field

from .contract import JsonObject


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests that match; `after` acts first, then fails.

    A lost one closes the socket instead of answering; without a status the answer is the real one.
    Only requests match whose body holds the text `about`.
    """

    method: str
    path: re.Pattern[str]
    times: int = 1
    status: int | None = None
    body: JsonObject | str = ""
    after: bool = False
    lost: bool = False
    delay: float = 0.0
    about: str = ""
    seen: int = 0


@dataclass(slots=True)
class Faults:
    """The troubles that wait for a request; the first that matches takes it."""

    waiting: list[Fault] = field(default_factory=list)

    def refuse(
        self, method: str, path: str, *, status: int, code: int = 0, times: int = 1
    ) -> Fault:
        """Refuse without acting: a 403 with code 50007, a 500 and the like."""
        body: JsonObject | str = (
            {"message": "Injected", "code": code} if status < 500 else "trouble"
        )
        return self._add(Fault(method, re.compile(path), times, status, body))

    def lose_answer(self, method: str, path: str, *, times: int = 1) -> Fault:
        """Carry the request out, then close the socket in place of an answer."""
        return self._add(Fault(method, re.compile(path), times, after=True, lost=True))

    def lose_request(self, method: str, path: str, *, times: int = 1) -> Fault:
        """Close the socket before anything is done."""
        return self._add(Fault(method, re.compile(path), times, lost=True))

    def bad_gateway(self, method: str, path: str, *, status: int = 502, times: int = 1) -> Fault:
        """Carry the request out, then answer 502: discord.py repeats the request by itself."""
        return self._add(Fault(method, re.compile(path), times, status, "bad gateway", after=True))

    def delay(self, method: str, path: str, *, seconds: float, times: int = 1) -> Fault:
        """Carry the request out at once and answer late."""
        return self._add(Fault(method, re.compile(path), times, after=True, delay=seconds))

    def take(self, method: str, path: str, body: object = None) -> Fault | None:
        """Return the trouble that is meant for a request, and use it up."""
        sent = json.dumps(body, ensure_ascii=False)
        for fault in self.waiting:
            named = fault.path.search(path) and fault.about in sent
            if fault.method == method and named:
                fault.seen += 1
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        self.waiting.append(fault)
        return fault
