"""What the bot logs when everything is logged, as an operator would read it."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from bot.logs import NEVER_BELOW_INFO, PlainFormatter, set_up
from tests.leaks.inventory import log_record
from tests.leaks.sources import ROOTS

HERE = Path(__file__).parents[2]

DIRECT = "bot lacks the dm_messages intent"


class Logbook(logging.Handler):
    """Keeps each record: as a line without the time, and as the template it was made from."""

    def __init__(self) -> None:
        """Keep everything."""
        super().__init__(logging.NOTSET)
        self.setFormatter(PlainFormatter("%(levelname)s %(name)s: %(message)s"))
        self.lines: list[str] = []
        self.templates: set[str] = set()
        """Of the bot's own records, what each is called in the inventory."""
        self.printed = io.StringIO()
        """What was printed, past the log, on standard output or error."""
        self.output = io.StringIO()
        """What the log writes on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record; not that the simulator has kept a DM's events from a bot without them."""
        line = self.format(record)
        if DIRECT not in line:
            self.lines.append(line)
        file = Path(record.pathname)
        if any(file.is_relative_to(HERE / root) for root in ROOTS):
            path = file.relative_to(HERE).as_posix()
            self.templates.add(log_record(path, str(record.msg)))


@contextmanager
def everything_logged() -> Iterator[Logbook]:
    """Set logging up as `log_level=DEBUG` does, and give a book of it, until left."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in NEVER_BELOW_INFO}
    set_up("DEBUG", "text")
    book = Logbook()
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(book.output)
    root.addHandler(book)
    try:
        with redirect_stdout(book.printed), redirect_stderr(book.printed):
            yield book
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
