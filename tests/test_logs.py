"""What a log shows: where something went wrong, never what anybody wrote."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import (
    NAMING_PEOPLE,
    NEVER_BELOW_INFO,
    PlainFormatter,
    hold_back_libraries,
    place_of,
    set_up,
    unlogged,
)

TYPED = "my mother does not know"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave logging as it was: it belongs to the whole process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in NEVER_BELOW_INFO}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in NAMING_PEOPLE:
        logging.getLogger(name).filters.clear()
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def logged(log_format: str) -> str:
    set_up("DEBUG", log_format)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    out = io.StringIO()
    handler.setStream(out)
    try:
        int(TYPED)
    except ValueError:
        logging.getLogger("bot.test").exception("delivery %s failed", 7)
    return out.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_error_shows_type_and_place_but_no_words(log_format: str) -> None:
    said = logged(log_format)
    assert "delivery 7 failed" in said
    assert "ValueError" in said
    assert "test_logs.py" in said
    assert TYPED not in said


def test_json_is_one_object_a_record() -> None:
    entry = json.loads(logged("json"))
    assert (entry["level"], entry["logger"]) == ("ERROR", "bot.test")
    assert "ValueError" in entry["error"]


def test_a_record_without_an_error_says_only_its_message() -> None:
    record = logging.LogRecord("bot", logging.INFO, "x.py", 1, "commands synced", None, None)
    assert PlainFormatter("%(message)s").format(record) == "commands synced"
    assert place_of(None) == ""


@pytest.mark.parametrize("name", NEVER_BELOW_INFO)
def test_libraries_that_would_log_peoples_words_stay_silent_at_debug(name: str) -> None:
    set_up("DEBUG", "text")
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
    assert not logging.getLogger(f"{name}.deeper").isEnabledFor(logging.DEBUG)


def test_a_stricter_level_is_kept_for_libraries_too() -> None:
    set_up("ERROR", "text")
    assert not logging.getLogger("discord").isEnabledFor(logging.INFO)


@pytest.mark.parametrize(
    ("name", "template", "values"),
    [
        (
            "discord.http",
            "We are being rate limited. %s %s responded with 429. Retrying in %.2f seconds.",
            ("GET", "https://discord.com/api/v10/guilds/900/members/1456074443980800020", 3.0),
        ),
        ("discord.http", "%s is rate limited", (f"/webhooks/1456074443980800020/{'a' * 60}",)),
        (
            "discord.state",
            "Timed out waiting for chunks with query %r and limit %d for guild_id %d",
            ("Night Owl", 20, 1456074443980800021),
        ),
    ],
)
def test_whom_the_library_waits_for_is_not_said(
    name: str, template: str, values: tuple[object, ...]
) -> None:
    set_up("INFO", "text")
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    out = io.StringIO()
    handler.setStream(out)
    logging.getLogger(name).warning(template, *values)
    assert "WARNING" in out.getvalue()
    for planted in ("145607444398080002", "aaaa", "Night Owl"):
        assert planted not in out.getvalue()


def test_of_what_is_unlogged_discords_library_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hold_back_libraries()
    with unlogged():
        logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s", "/a")
    logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s", "/b")
    assert caplog.messages == ["We are being rate limited. PATCH /b"]
