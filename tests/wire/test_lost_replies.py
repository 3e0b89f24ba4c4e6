"""Interactions whose answers get lost: what was asked for is done once, and not asked for again."""

import pytest

from bot.settings import Settings

from .conftest import Town
from .main_path import ask, opened, quiet, threads

pytestmark = pytest.mark.usefixtures("hasty")
TROUBLES = pytest.mark.parametrize("trouble", ["lose_answer", "lose_request", "bad_gateway"])


@TROUBLES
async def test_question_is_posted_without_an_acknowledgement(
    town: Town, settings: Settings, trouble: str
) -> None:
    async with opened(town, settings, town.forum) as bot:
        fault = getattr(town.server.faults, trouble)("POST", "/callback$")
        fault.about = '"type": 5'
        outcome = await ask(town, town.ann)
        assert fault.seen == 1
        assert "posted as [#1](" in outcome.text
        await quiet(town, bot)
        assert len(threads(town)) == 1
    town.server.assert_clean()


@TROUBLES
async def test_lost_reply_does_not_ask_for_a_second_try(
    town: Town, settings: Settings, trouble: str
) -> None:
    async with opened(town, settings, town.forum) as bot:
        fault = getattr(town.server.faults, trouble)("POST", "/webhooks/")
        outcome = await ask(town, town.ann)
        assert fault.seen == 1
        assert outcome.is_private
        assert "posted as [#1](" in outcome.text
        await quiet(town, bot)
        assert "try again" not in outcome.text
        assert len(threads(town)) == 1
    town.server.assert_clean()
