"""Each value of each log line comes from what stands here with what it is: none names a person.

The scripts compare what is logged while they are acted out. What is logged only in trouble (see
no_part.py) happens in few of them or in none, so what it holds is read from the code: not what a
value is called, but where it comes from (origins.py).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.leaks.origins import Place, Value, forget, logging_calls, origins

COUNT = "a count"
CLASS = "an error's class or Discord's code, never a text"
WORDS = "words that stand in the code"
VERSION = "a version of the tables"
HARMLESS = {
    "bot/backlog.py: reading.tries": COUNT,
    "bot/client.py: interaction.command.qualified_name": "the name of a command",
    "bot/keys.py: SAFE_CHARACTERS": "a constant",
    "bot/outbox.py: await recover(session, self._context.clock())": COUNT,
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
    "cogs/giving_back.py: form.form": "the name of a form, the first word of its custom_id",
    "cogs/publishing.py: made.post_id": "the number of a post that stands in public",
    "cogs/reconciling.py: guild.id": "the number of a server",
    "cogs/reconciling.py: place.message_id": "the number of a message that shows a post",
    "cogs/reconciling.py: place.thread_id": "the number of a question's thread",
    "data/migrate.py: MigrationContext.configure(connection).get_current_revision()": VERSION,
    "data/migrate.py: ScriptDirectory.from_config(configuration(file)).get_current_head()": VERSION,
}


@pytest.mark.parametrize(
    ("place", "call"),
    [pytest.param(*each, id=f"{each[0].path}:{each[1].lineno}") for each in logging_calls()],
)
def test_a_line_of_the_log_holds_nothing_of_a_person(place: Place, call: ast.Call) -> None:
    template, *values = call.args
    assert isinstance(template, ast.Constant), "the values stand apart from the words"
    found = {str(origin) for each in values for origin in origins(Value(place, each))}
    unknown = found - HARMLESS.keys()
    assert not unknown, f"write down in HARMLESS what {unknown} is, if it names nobody"
    assert {each.arg for each in call.keywords} <= {"exc_info"}


def test_nothing_stands_here_that_is_not_logged() -> None:
    values = [Value(place, each) for place, call in logging_calls() for each in call.args[1:]]
    assert {str(origin) for each in values for origin in origins(each)} == HARMLESS.keys()


@pytest.fixture
def other_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "bot").mkdir()
    monkeypatch.chdir(tmp_path)
    forget()
    yield tmp_path / "bot"
    forget()


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
    values = [Value(place, each) for place, call in logging_calls() for each in call.args[1:]]
    assert [str(origin) for each in values for origin in origins(each)] == ["bot/acts.py: user.id"]
