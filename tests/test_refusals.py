"""No log says what somebody was refused: some refusals only an anonymous author meets."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from discord import app_commands

from bot.errors import log_error
from bot.forum.errors import Blocked, ForumError, HourlyLimit
from bot.forum.naming_errors import AnonymousHere, NamedByMessage

REFUSALS: list[type[ForumError]] = [Blocked, HourlyLimit, AnonymousHere, NamedByMessage]


def wrapped(error: Exception) -> app_commands.CommandInvokeError:
    """Return an error as discord.py hands it on that was raised in a command."""
    command: Any = SimpleNamespace(name="Post as answer")
    made = app_commands.CommandInvokeError(command, error)
    made.__cause__ = error
    return made


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_is_logged_nowhere(
    refusal: type[ForumError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    log_error(refusal(), "a form")
    log_error(wrapped(refusal()), "a command")
    assert caplog.records == []


def test_a_fault_is(caplog: pytest.LogCaptureFixture) -> None:
    log_error(wrapped(ValueError("a fault")), "a command")
    assert "error in a command: CommandInvokeError" in caplog.text
