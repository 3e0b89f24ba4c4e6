"""The real bot, attached to a simulated Discord and a SQLite file of its own."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import simcord
from pydantic import SecretStr
from simcord.env import Env

from bot.client import ForumBot, create_bot
from bot.demo import keeping
from bot.errors import is_expected
from bot.settings import Settings

# simcord looks every 50 ms whether the bot has finished; this makes clicks and the start quick.
LOOK_SECONDS = 0.002
PATIENCE_SECONDS = 30.0
FINISHING_SECONDS = 2.0
BEFORE_THE_STORY_MINUTES = 4 * 24 * 60


class Session:
    """One run of the demo's bot. `bot` changes with every `jump`."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, unannounced
            discord_token=SecretStr("simulated"),
            database_url=f"sqlite:///{folder / 'forum.db'}",
            secret_key=None,
            dev_guild_id=None,
            log_level="WARNING",
            locale="en",
        )
        self.bot: ForumBot = create_bot(self.settings)
        self.attached = simcord.run(self.bot, check_errors=False)
        # The environment exists before it is entered; a kept server is put into it there.
        self.env: Env = self.attached._env  # noqa: SLF001
        settle = self.env._settle_internal  # noqa: SLF001  # no setting for it

        async def patiently(timeout: float | None = None, **more: Any) -> None:  # noqa: ANN401, ASYNC109  # simcord's own
            # simcord gives a start five seconds, which a busy machine may exceed.
            patience = max(timeout or 0.0, PATIENCE_SECONDS)
            await settle(timeout=patience, **{**more, "idle": LOOK_SECONDS})

        record = self.env._record_error  # noqa: SLF001  # no setting for it

        def record_faults(error: BaseException) -> None:
            # A refusal is answered with its sentence; a page would call it a failure on top.
            if not is_expected(error):
                record(error)

        self.env._record_error = record_faults  # type: ignore[method-assign]  # noqa: SLF001  # no setting for it
        self.env._settle_internal = patiently  # type: ignore[method-assign]  # noqa: SLF001  # no setting for it
        self.env.settle_timeout = PATIENCE_SECONDS
        self.env.backend.bot_user.name = "Mindwell"

    def set_clock(self, *, minutes_ago: float) -> None:
        """Move the simulated clock to that long before now; it only ever goes forward."""
        clock = self.env.backend.clock
        behind = (datetime.now(UTC) - clock.now()).total_seconds() - minutes_ago * 60
        clock.advance(max(behind, 0.0))

    async def jump(self, *, minutes_ago: float) -> None:
        """Stop the bot, move the clock, start the bot anew: no timer runs through the gap."""
        await self.bot.close()
        self.set_clock(minutes_ago=minutes_ago)
        self.bot = create_bot(self.settings)
        await self.env.restart_bot(self.bot)


@asynccontextmanager
async def open_session(folder: Path, kept: dict[str, object] | None) -> AsyncIterator[Session]:
    """Start the bot on `folder`'s database, with a kept server or none; close it when left."""
    session = Session(folder)
    if kept is None:
        session.set_clock(minutes_ago=BEFORE_THE_STORY_MINUTES)
    else:
        keeping.restore(session.env, kept)
        session.set_clock(minutes_ago=0)
    async with session.attached:
        try:
            yield session
        finally:
            # Ended in the middle of something: what the bot has begun, it finishes.
            with contextlib.suppress(TimeoutError):
                await session.env.settle(timeout=FINISHING_SECONDS)
            await session.bot.close()
