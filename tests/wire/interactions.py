"""Interactions that are under way: who pressed what, and what the bot answered so far."""

import asyncio
import time
from dataclasses import dataclass, field
from uuid import uuid4

from .contract import JsonObject
from .snowflakes import new_id

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ANSWER_SECONDS = 3.0
TOKEN_SECONDS = 900.0
LOADING = 1 << 7
SILENT = 6


@dataclass(slots=True)
class Interaction:
    """One press or command; `source` is the message whose component was pressed."""

    kind: int
    user_id: int
    channel_id: int
    source: JsonObject | None = None
    id: int = field(default_factory=new_id)
    token: str = field(default_factory=lambda: uuid4().hex)
    opened: float = field(default_factory=time.monotonic)
    callback: JsonObject | None = None
    seconds: float | None = None
    original: JsonObject | None = None
    was_edited: bool = False
    followups: list[JsonObject] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def age(self) -> float:
        """Return the seconds since the press."""
        return time.monotonic() - self.opened

    @property
    def is_loading(self) -> bool:
        """Say whether a deferred answer still shows "thinking"."""
        return bool(self.original and self.original["flags"] & LOADING)

    @property
    def is_settled(self) -> bool:
        """Say whether the person sees an answer; after a silent one something must follow."""
        if self.callback is None or self.is_loading:
            return False
        return self.callback["type"] != SILENT or bool(self.followups) or self.was_edited


@dataclass(slots=True)
class Interactions:
    """All interactions by token."""

    by_token: dict[str, Interaction] = field(default_factory=dict)

    def open(
        self, kind: int, user_id: int, channel_id: int, source: JsonObject | None = None
    ) -> Interaction:
        """Note a new interaction."""
        interaction = Interaction(kind, user_id, channel_id, source)
        self.by_token[interaction.token] = interaction
        return interaction
