"""Where the values come from that are logged: followed through the code, to every caller.

A variable's name says nothing of what is in it, so what it was given is looked up: in the function
itself, and where it is a parameter or a field, at each call.
"""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass

from tests.leaks import logged
from tests.leaks.logged import LogCall
from tests.leaks.sources import Function, Place, calls, module_of, trees

# Expressions that are a field of a class of ours: what its instances were made with.
FIELDS = {
    "reading.what": ("Reading", "what"),
    "failure.reason": ("Failure", "reason"),
    "failure_of(error, attempts=0).reason": ("Failure", "reason"),
    "error.reason": ("NotYet", "reason"),
    "self._name": ("Inbound", "name"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """An expression, where it stands."""

    place: Place
    node: ast.expr

    def __str__(self) -> str:
        """Say the file and the expression."""
        return f"{self.place.path}: {ast.unparse(self.node)}"


def origins_of(call: LogCall) -> Iterator[str]:
    """Yield what a call that logs puts in, as it is where it comes from."""
    for each in call.values:
        yield from map(str, origins(Value(call.place, each)))


def origins(value: Value, seen: frozenset[str] = frozenset()) -> Iterator[Value]:
    """Yield the expressions that a value is made of in the end, without words and classes."""
    if str(value) in seen or _is_harmless(value.node):
        return
    parts = list(_parts(value))
    if not parts:
        yield value
    for part in parts:
        yield from origins(part, seen | {str(value)})


def _is_harmless(node: ast.expr) -> bool:
    """Tell whether it is a word in the code, a count or a class: no value of anybody's."""
    match node:
        case ast.Constant():
            return True
        case ast.Attribute(value=ast.Call(func=ast.Name(id="type")), attr="__name__"):
            return True
        case ast.Call(func=ast.Name(id="len")):
            return True
    return False


def _parts(value: Value) -> Iterator[Value]:
    place, node = value.place, value.node
    match node:
        case ast.JoinedStr():
            inner: list[ast.expr] = [
                each.value for each in node.values if isinstance(each, ast.FormattedValue)
            ]
        case ast.IfExp():
            inner = [node.body, node.orelse]
        case ast.BoolOp():
            inner = node.values
        case ast.BinOp():
            inner = [node.left, node.right]
        case ast.Name():
            yield from _given(place, node.id)
            return
        case _:
            if ast.unparse(node) in FIELDS:
                yield from _made_with(*FIELDS[ast.unparse(node)])
            return
    yield from (Value(place, each) for each in inner)


def _given(place: Place, name: str) -> Iterator[Value]:
    """Yield what a variable is given in its function, or by whoever calls that."""
    if place.function is None:
        return
    for node in ast.walk(place.function):
        if isinstance(node, ast.Assign) and name in map(ast.unparse, node.targets):
            yield Value(place, node.value)
    parameters = [each.arg for each in (*place.function.args.args, *place.function.args.kwonlyargs)]
    if name in parameters:
        yield from _passed(Called(place.path, place.function.name, parameters), name)


def _made_with(made: str, field: str) -> Iterator[Value]:
    """Yield what the instances of a class are made with, for one of its fields."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == made:
                yield from _passed(Called(path, made, _fields(node)), field)


def _fields(made: ast.ClassDef) -> list[str]:
    for each in made.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            return [argument.arg for argument in each.args.args]
    return [ast.unparse(each.target) for each in made.body if isinstance(each, ast.AnnAssign)]


@dataclass(frozen=True, slots=True)
class Called:
    """A function or a class, and its parameters."""

    path: str
    name: str
    parameters: list[str]

    def is_called_by(self, place: Place, function: ast.expr) -> bool:
        """Tell whether this is what a call calls, as far as its words say so."""
        imported = _imported(place.path, self.path)
        is_here = place.path == self.path
        match function:
            case ast.Name():
                return function.id == self.name and (is_here or self.name in imported)
            case ast.Attribute(attr="__init__"):
                return self.name in place.bases
            case ast.Attribute():
                is_method = function.attr == self.name and "self" in self.parameters
                return is_method and (is_here or bool(imported) or _named(self.name) == 1)
        return False


def _passed(called: Called, name: str) -> Iterator[Value]:
    """Yield the arguments that a function or class is called with, for one of its parameters."""
    own = [each for each in called.parameters if each != "self"]
    for place, call in calls():
        if called.is_called_by(place, call.func):
            given = dict(zip(own, call.args, strict=False))
            given |= {each.arg: each.value for each in call.keywords if each.arg}
            if name in given:
                yield Value(place, given[name])


@functools.cache
def _imported(path: str, home: str) -> frozenset[str]:
    """Return what a file imports from another one."""
    return frozenset(
        alias.name
        for node in ast.walk(trees()[path])
        if isinstance(node, ast.ImportFrom) and node.module == module_of(home)
        for alias in node.names
    )


def forget() -> None:
    """Read the code anew: it is another one."""
    logged.forget()
    for each in (_imported, _named):
        each.cache_clear()


@functools.cache
def _named(name: str) -> int:
    """Count the functions of a name."""
    every = (each for tree in trees().values() for each in ast.walk(tree))
    return sum(isinstance(each, Function) and each.name == name for each in every)
