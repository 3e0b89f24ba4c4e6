"""What can wait makes way while somebody waits for an answer."""

import asyncio
from typing import cast
from unittest import mock

import discord
import pytest

from bot import attention
from bot.attention import Attention


class Pressed:
    """An interaction, as far as it matters here: whether it was answered."""

    def __init__(self) -> None:
        self.response = self
        self.is_answered = False

    def is_done(self) -> bool:
        return self.is_answered


@pytest.fixture
def pressed() -> Pressed:
    return Pressed()


@pytest.fixture
def attending(pressed: Pressed) -> Attention:
    made = Attention()
    made.turn_to(cast("discord.Interaction", pressed))
    return made


async def test_nobody_waits_nothing_makes_way() -> None:
    assert not Attention().is_needed
    await asyncio.wait_for(Attention().make_way(), timeout=60)


async def test_it_goes_on_once_there_is_an_answer(pressed: Pressed, attending: Attention) -> None:
    with mock.patch.object(attention, "LONGEST_WAIT_SECONDS", 3600):
        waiting = asyncio.create_task(attending.make_way())
        await asyncio.sleep(attention.LOOK_SECONDS)
        assert not waiting.done()
        pressed.is_answered = True
        await asyncio.wait_for(waiting, timeout=60)
    assert not attending.is_needed


async def test_it_does_not_wait_for_ever(attending: Attention) -> None:
    with mock.patch.object(attention, "LONGEST_WAIT_SECONDS", attention.LOOK_SECONDS):
        await asyncio.wait_for(attending.make_way(), timeout=60)
    assert attending.is_needed


async def test_whom_discord_no_longer_hears_nobody_waits_for(attending: Attention) -> None:
    with mock.patch.object(attention, "LONGEST_UNANSWERED_SECONDS", 0):
        assert not attending.is_needed
    assert not attending.is_needed
