"""Each value of each log line comes from what stands here with what it is: none names a person.

The scripts compare what is logged while they are acted out. What is logged only in trouble (see
no_part.py) happens in few of them or in none, so what it holds is read from the code: not what a
value is called, but where it comes from (origins.py).
"""

import ast
from pathlib import Path

import pytest

from tests.leaks.inventory import log_records
from tests.leaks.logged import LogCall, handed_on, log_calls
from tests.leaks.origins import origins_of

COUNT = "a count"
CLASS = "an error's class or Discord's code, never a text"
WORDS = "words that stand in the code"
VERSION = "a version of the tables"
UNREAD = "why a demo's file can't be read or written: nobody but invented people is in it"
HARMLESS = {
    "bot/backlog.py: reading.tries": COUNT,
    "bot/demo/keeping.py: error": UNREAD,
    "bot/demo/show.py: error": UNREAD,
    "bot/keys.py: SAFE_CHARACTERS": "a constant",
    "bot/outbox.py: await recover(session, now, is_paused=is_paused)": COUNT,
    "bot/outbox.py: delivery.id": "a delivery's number",
    "bot/outbox.py: delivery.kind.value": WORDS,
    "bot/outcomes.py: delivery.attempts": COUNT,
    "bot/outcomes.py: delivery.id": "a delivery's number",
    "bot/outcomes.py: delivery.kind.value": WORDS,
    "bot/own_policy.py: wrong": "the operator's file, and why it can't be read",
    "bot/publishing/failures.py: KINDS.get(error.status, 'Refused')": CLASS,
    "bot/publishing/failures.py: KINDS[FORBIDDEN]": CLASS,
    "bot/publishing/failures.py: KINDS[NOT_FOUND]": CLASS,
    "bot/publishing/failures.py: NO_ROOM": CLASS,
    "bot/publishing/failures.py: UNKNOWN_CHANNEL": CLASS,
    "bot/publishing/failures.py: error.code": CLASS,
    "bot/reconciling.py: forum.id": "a forum's number",
    "bot/reconciling.py: message_id": "the number of a message",
    "bot/reconciling.py: thread_id": "the number of a thread",
    "bot/tree.py: _name(interaction)": "the name of a command",
    "cogs/giving_back.py: form.form": "the name of a form, the first word of its custom_id",
    "cogs/publishing.py: made.post_id": "the number of a post that stands in public",
    "cogs/reconciling.py: guild.id": "the number of a server",
    "cogs/reconciling.py: place.message_id": "the number of a message that shows a post",
    "cogs/reconciling.py: place.thread_id": "the number of a question's thread",
    "data/leftovers.py: MOST_REWRITTEN": "a constant",
    "data/leftovers.py: error.sqlite_errorname": CLASS,
    "data/migrate.py: MigrationContext.configure(connection).get_current_revision()": VERSION,
    "data/migrate.py: ScriptDirectory.from_config(configuration(file)).get_current_head()": VERSION,
}


@pytest.mark.parametrize(
    "logged",
    [pytest.param(each, id=f"{each.place.path}:{each.call.lineno}") for each in log_calls()],
)
def test_a_line_of_the_log_holds_nothing_of_a_person(logged: LogCall) -> None:
    assert isinstance(logged.said, ast.Constant), "the values stand apart from the words"
    unknown = set(origins_of(logged)) - HARMLESS.keys()
    assert not unknown, f"write down in HARMLESS what {unknown} is, if it names nobody"
    assert {each.arg for each in logged.call.keywords} <= {"exc_info"}


def test_nothing_stands_here_that_is_not_logged() -> None:
    assert {origin for each in log_calls() for origin in origins_of(each)} == HARMLESS.keys()


def test_every_call_that_logs_can_be_seen() -> None:
    assert not list(handed_on()), "call a logger's method where it stands: log.info(…)"


ERRORS = """
def log_error(error, where):
    log.error("error in %s: %s", where, type(error).__name__)
"""
CALLERS = {
    "an f-string": 'log_error(error, f"suggestions for {user.id}")',
    "a keyword": "log_error(error, where=user.id)",
    "a variable": "place = user.id\n    log_error(error, place)",
    "a choice": 'log_error(error, user.id if user else "a command")',
    "two functions": "report(user.id)\ndef report(where):\n    log_error(error, where)",
    "a sum": 'log_error(error, "/" + user.id)',
}


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS.keys())
def test_what_a_caller_hands_on_is_found(other_code: Path, caller: str) -> None:
    (other_code / "errors.py").write_text(ERRORS)
    said = f"from bot.errors import log_error\n\n\ndef act(user, error):\n    {caller}\n"
    (other_code / "acts.py").write_text(said)
    assert [origin for each in log_calls() for origin in origins_of(each)] == [
        "bot/acts.py: user.id"
    ]


LOGGERS = {
    "by another name": "LOGGER = logging.getLogger(__name__)\nLOGGER.info({})",
    "by a name of its own": "heard = logging.getLogger('feedback')\nheard.info({})",
    "of a class": "self.said = logging.getLogger(__name__)\nself.said.info({})",
    "of another file": "from bot.errors import journal\njournal.info({})",
    "made on the spot": "logging.getLogger(__name__).info({})",
    "of everybody": "logging.info({})",
    "with a level": "LOGGER.log(logging.INFO, {})",
    "of old": "LOGGER.warn({})",
}


@pytest.mark.parametrize("logger", LOGGERS.values(), ids=LOGGERS.keys())
def test_whatever_a_logger_is_called_what_it_logs_is_found(other_code: Path, logger: str) -> None:
    said = logger.format('"feedback by %s", user.id')
    (other_code / "feedback.py").write_text(f"import logging\n{said}\n")
    assert list(log_records()) == ["log bot.feedback: feedback by %s"]
    assert [*origins_of(log_calls()[0])] == ["bot/feedback.py: user.id"]


HIDDEN = {
    "another name": "say = LOGGER.info\nsay('feedback by %s', user.id)",
    "an argument": "act(user, LOGGER.info)",
    "an import": "from logging import info as say\nsay('feedback by %s', user.id)",
    "a name in a variable": "getattr(LOGGER, level)('feedback by %s', user.id)",
}


@pytest.mark.parametrize("use", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_method_that_logs_is_not_handed_on(other_code: Path, use: str) -> None:
    (other_code / "feedback.py").write_text(f"{use}\n")
    assert list(handed_on())


def test_what_has_the_name_of_a_level_and_logs_nothing_is_left_alone(other_code: Path) -> None:
    (other_code / "acts.py").write_text(
        "import math\nmath.log(2)\nsession.info.get(1)\nsession.info[1]\nnow - keep.log\n"
    )
    assert not log_calls()
    assert not list(handed_on())
