"""Logging: readable on a terminal, JSON when asked; ids, never names, texts or tokens."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

# At DEBUG these log whole gateway events, request bodies and statements with their parameters,
# which hold what people wrote and who they are.
NEVER_BELOW_INFO = ("discord", "aiosqlite", "sqlalchemy", "aiohttp", "asyncio")


# These name, at WARNING, whom a request is about and what a search was for.
NAMING_PEOPLE = ("discord.http", "discord.state", "discord.webhook.async_")
NUMBER_OR_TOKEN = re.compile(r"\d{15,}(/[\w.-]{50,})?|(?<=with query ).*(?= and limit)")

# Whether what is under way is to be in no log.
_IS_UNLOGGED: ContextVar[bool] = ContextVar("_IS_UNLOGGED", default=False)


@contextmanager
def unlogged() -> Iterator[None]:
    """Have discord.py say nothing of its requests, until left: that there are any says too much."""
    token = _IS_UNLOGGED.set(True)
    try:
        yield
    finally:
        _IS_UNLOGGED.reset(token)


class PlainFormatter(logging.Formatter):
    """One line a record; an exception as its type and place, never its arguments."""

    def formatException(self, ei: object) -> str:  # noqa: N802  # logging's own name
        """Say where an exception came from, without values that people may have typed."""
        return place_of(ei)


class JsonFormatter(PlainFormatter):
    """One JSON object a record, for log collectors."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON with the same rules as on a terminal."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = place_of(record.exc_info)
        return json.dumps(entry)


def place_of(exc_info: object) -> str:
    """Return an exception's type and the frames it passed through, without its arguments."""
    if not isinstance(exc_info, tuple) or exc_info[1] is None:
        return ""
    _, error, trace = exc_info
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
    return "\n".join(lines)


class NobodyNamed(logging.Filter):
    """Takes numbers, tokens and searched names out of what discord.py logs when it has to wait.

    Whom the bot looks up or writes to at some moment may be who wrote anonymously.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record but of what is `unlogged`, without what it says about people."""
        if _IS_UNLOGGED.get():
            return False
        record.msg, record.args = NUMBER_OR_TOKEN.sub("…", record.getMessage()), ()
        return True


def set_up(level: str, log_format: str) -> None:
    """Send records to standard error; discord.py sets up nothing by itself."""
    handler = logging.StreamHandler(sys.stderr)
    if log_format == "json":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    hold_back_libraries()


def hold_back_libraries() -> None:
    """Keep libraries that would log people's words at DEBUG from doing so, whatever is set."""
    for name in NEVER_BELOW_INFO:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)
    for name in NAMING_PEOPLE:
        logger = logging.getLogger(name)
        if not any(isinstance(each, NobodyNamed) for each in logger.filters):
            logger.addFilter(NobodyNamed())
