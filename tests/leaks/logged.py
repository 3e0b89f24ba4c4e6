"""Every call in the bot's code that logs something, whatever its logger is called."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from tests.leaks import sources
from tests.leaks.sources import Place, calls, full_name, names_in, trees

LEVELS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"}
)
# What is done with a value of such a name that is no method: looked into, or reckoned with.
NO_METHOD = (ast.Attribute, ast.Subscript, ast.BinOp, ast.Compare)


@dataclass(frozen=True, slots=True)
class LogCall:
    """A call that logs, and where it stands."""

    place: Place
    call: ast.Call

    @property
    def template(self) -> str:
        """What is logged, before any value is put in; an expression where it isn't words."""
        said = self.said
        return str(said.value) if isinstance(said, ast.Constant) else ast.unparse(said)

    @property
    def said(self) -> ast.expr:
        """The expression of that; the call itself where it says nothing."""
        named = {each.arg: each.value for each in self.call.keywords}
        return self._given[0] if self._given else named.get("msg", self.call)

    @property
    def values(self) -> list[ast.expr]:
        """What is put in."""
        return self._given[1:]

    @property
    def _given(self) -> list[ast.expr]:
        """What it is called with, without the level that `log` is told first."""
        is_told = isinstance(self.call.func, ast.Attribute) and self.call.func.attr == "log"
        return self.call.args[is_told:]


@functools.cache
def log_calls() -> tuple[LogCall, ...]:
    """Return each call of what is named like a level: for all that anybody knows, of a logger.

    Not what a module has of that name (`math.log`), unless it is logging itself.
    """
    return tuple(LogCall(place, call) for place, call in calls() if _logs(place, call.func))


def _logs(place: Place, function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
        return False
    return full_name(place.path, function.value) not in _modules(place.path) - {"logging"}


@functools.cache
def _modules(path: str) -> frozenset[str]:
    """Return the modules that a file imports as a whole."""
    imports = [each for each in ast.walk(trees()[path]) if isinstance(each, ast.Import)]
    return frozenset(alias.name for each in imports for alias in each.names)


def handed_on() -> Iterator[str]:
    """Yield where a method that logs is not called but handed on, so that nobody sees its calls."""
    for path, tree in trees().items():
        for parent in ast.walk(tree):
            for node in ast.iter_child_nodes(parent):
                if _is_handed_on(node, parent):
                    yield f"{path}:{node.lineno} {ast.unparse(node)}"
        for name, stands_for in names_in(path).items():
            if stands_for in {f"logging.{level}" for level in LEVELS}:
                yield f"{path} {name}, which is {stands_for}"


def _is_handed_on(node: ast.AST, parent: ast.AST) -> TypeGuard[ast.expr]:
    is_called = isinstance(parent, ast.Call) and node is parent.func
    match node:
        case ast.Attribute(attr=attr, ctx=ast.Load()):
            return attr in LEVELS and not is_called and not isinstance(parent, NO_METHOD)
        case ast.Call(func=ast.Name(id="getattr")):
            return is_called
    return False


def forget() -> None:
    """Read the code anew: it is another one."""
    sources.forget()
    for each in (log_calls, _modules):
        each.cache_clear()
