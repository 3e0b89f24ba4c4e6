"""Each value of each log line is one that stands here with what it is: none names a person.

The scripts compare what is logged while they are acted out. What is logged only in trouble (see
no_part.py) happens in few of them or in none, so what it holds is read from the code.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOTS = ("bot", "cogs", "data")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
CLASS = "an error's class"
WORDS = "words that stand in the code"
HARMLESS = {
    "type(error).__name__": CLASS,
    "type(lost).__name__": CLASS,
    "type(refused).__name__": CLASS,
    "type(unreachable).__name__": CLASS,
    "reason": "an error's class and Discord's code: see bot/publishing/failures.py",
    "failure.reason": "an error's class and Discord's code: see bot/publishing/failures.py",
    "where": "the name of a command, a button or a form",
    "what": WORDS,
    "self._name": WORDS,
    "reading.what": "words that stand in the code, and the number of a server, thread or message",
    "forum.id": "a forum's number",
    "made.post_id": "the number of a post that stands in public",
    "delivery.id": "a delivery's number",
    "delivery.kind.value": WORDS,
    "delivery.attempts + 1": "a count",
    "reading.tries": "a count",
    "len(self._waiting)": "a count",
    "left": "a count",
    "SAFE_CHARACTERS": "a constant",
    "current": "a version of the tables",
    "head": "a version of the tables",
}


def logging_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(each for root in ROOTS for each in Path(root).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            said_by = ast.unparse(node.func.value)
            if node.func.attr in LEVELS and ("log" in said_by or "getLogger" in said_by):
                yield f"{path}:{node.lineno}", node


@pytest.mark.parametrize(("place", "call"), tuple(logging_calls()))
def test_a_line_of_the_log_holds_nothing_of_a_person(place: str, call: ast.Call) -> None:
    template, *values = call.args
    assert isinstance(template, ast.Constant), f"{place}: the values stand apart from the words"
    unknown = [ast.unparse(each) for each in values if ast.unparse(each) not in HARMLESS]
    assert not unknown, f"{place} logs {unknown}: write down in HARMLESS what that is"
    assert {each.arg for each in call.keywords} <= {"exc_info"}, place


def test_nothing_stands_here_that_is_not_logged() -> None:
    logged = {ast.unparse(value) for _, call in logging_calls() for value in call.args[1:]}
    assert logged == HARMLESS.keys()
