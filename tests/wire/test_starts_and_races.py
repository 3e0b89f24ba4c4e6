"""A late gateway loses nothing, and an edit that Discord stumbled over brings no text back."""

import asyncio

import pytest

from bot.client import create_bot
from bot.forum import edits
from bot.forum.summaries import Actor
from bot.settings import Settings

from .conftest import Town
from .connect import running
from .main_path import answer, answered, ask, first_card, opened, quiet
from .objects import text_of

pytestmark = pytest.mark.usefixtures("hasty")

LATE_SECONDS = 0.5
# discord.py by itself would repeat a refused edit after this long.
REPEAT_SECONDS = 1.5


async def test_a_dm_that_waited_is_sent_when_discord_names_its_servers_late(
    town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = town.server
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _thread, card = await first_card(town, town.forum)
        refused = server.faults.refuse("POST", "/users/@me/channels", status=503, times=50)
        await answer(town.bob, card)
        await server.until(lambda: refused.seen > 0)
    server.faults.waiting.clear()

    async def late(_shard: int | None, *, initial: bool = False) -> None:
        del initial
        await asyncio.sleep(LATE_SECONDS)

    bot = create_bot(settings)
    monkeypatch.setattr(bot, "before_identify_hook", late)
    async with running(bot, server):
        await server.until(lambda: town.ann.inbox, seconds=15)


async def test_an_edit_answered_502_does_not_bring_a_deleted_text_back(
    town: Town, settings: Settings
) -> None:
    server = town.server
    async with opened(town, settings, town.text) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, town.text)
        await answered(town, thread, card)
        await quiet(town, bot)
        fault = server.faults.refuse("PATCH", f"/messages/{card['id']}", status=502)
        town.cem.react(card, "👍")
        await server.until(lambda: fault.seen == 1, seconds=5)
        ann = Actor(int(town.ann.user["id"]), "Ann")
        await edits.delete(bot.database, forum_id=1, post_id=1, actor=ann, now=bot.now())
        bot.outbox.kick()
        await server.until(lambda: "Removed" in text_of(card), seconds=5)
        await asyncio.sleep(REPEAT_SECONDS)
        await quiet(town, bot)
        assert "Removed" in text_of(card)
