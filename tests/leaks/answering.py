"""What in the source answers people: DynamicItems, and whatever else would, past the list."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass

from tests.leaks import sources
from tests.leaks.sources import full_name, module_of, names_in, trees

UI = "discord.ui."
LASTING = frozenset({"discord.ui.DynamicItem", "discord.ui.dynamic.DynamicItem"})
# What discord.py calls when somebody presses, chooses or submits.
ANSWERS = ("callback", "on_submit")
# Decorators of methods that answer: of a view, or of a row in one (`@row.button()`).
PRESSED = (".button", ".select")
IN_MESSAGES = tuple(
    f"discord.ext.commands.{each}"
    for each in ("command", "group", "hybrid_command", "hybrid_group")
)


@dataclass(frozen=True, slots=True)
class Class:
    """A class of ours: where it stands, and the whole names of what it derives from."""

    where: str
    said: str
    bases: tuple[str, ...]


@functools.cache
def lasting_components() -> frozenset[str]:
    """Return the whole names of the DynamicItems that nothing else derives from."""
    classes = _classes()
    derived_from = {_meant(base) for each in classes.values() for base in each.bases}
    last = classes.keys() - derived_from
    return frozenset(name for name in last if LASTING & set(_ancestors(name)))


def unlisted() -> Iterator[str]:
    """Yield what would answer people and is no registered form, DynamicItem or command."""
    for name, each in _classes().items():
        if any(base.startswith(UI) and base not in LASTING for base in _ancestors(name)):
            yield f"{each.where} {each.said}"
    for path, tree in trees().items():
        for node in ast.walk(tree):
            yield from (
                f"{path}:{each.lineno} {ast.unparse(each)}" for each in _answers(path, node)
            )


def _answers(path: str, node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.FunctionDef(decorator_list=given) | ast.AsyncFunctionDef(decorator_list=given):
            for each in given:
                name = full_name(path, each)
                if name.endswith(PRESSED) or name in IN_MESSAGES:
                    yield each
        case ast.Attribute(attr=attr, ctx=ast.Store()) if attr in ANSWERS:
            yield node
        case ast.Call(func=ast.Attribute(attr="wait_for")):
            if full_name(path, node.func) != "asyncio.wait_for":
                yield node


@functools.cache
def _classes() -> dict[str, Class]:
    """Return the classes of ours by their whole names."""
    found: dict[str, Class] = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = tuple(full_name(path, base) for base in node.bases)
                said = f"class {node.name}({', '.join(map(ast.unparse, node.bases))})"
                name = f"{module_of(path)}.{node.name}"
                # Two functions of a file may have a class of the same name.
                key = f"{name}:{node.lineno}" if name in found else name
                found[key] = Class(f"{path}:{node.lineno}", said, bases)
    return found


def _ancestors(name: str) -> Iterator[str]:
    """Yield what a class derives from, nearest first, up to what is not ours."""
    for base in map(_meant, _classes()[name].bases if name in _classes() else ()):
        yield base
        yield from _ancestors(base)


def _meant(name: str) -> str:
    """Return what a name of ours is another name for, or itself."""
    module, _, own = name.rpartition(".")
    for path in trees():
        if module_of(path) == module and name not in _classes() and own in names_in(path):
            return _meant(names_in(path)[own])
    return name


def forget() -> None:
    """Read the code anew: it is another one."""
    sources.forget()
    for each in (_classes, lasting_components):
        each.cache_clear()
