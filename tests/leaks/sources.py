"""The source of the bot as it stands, read once: files, modules, and every call with its place."""

import ast
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ROOTS = ("bot", "cogs", "data")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a function in it or None, and what the class derives from that it is in."""

    path: str
    function: Function | None = None
    bases: tuple[str, ...] = ()


@functools.cache
def trees() -> dict[str, ast.Module]:
    """Return each file, by its path beneath the working directory."""
    files = sorted(each for root in ROOTS for each in Path(root).rglob("*.py"))
    return {file.as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def module_of(path: str) -> str:
    """Return what a file is imported as."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@functools.cache
def calls() -> tuple[tuple[Place, ast.Call], ...]:
    """Return every call and where it stands."""
    return tuple(found for path, tree in trees().items() for found in _calls_in(Place(path), tree))


def _calls_in(place: Place, node: ast.AST) -> Iterator[tuple[Place, ast.Call]]:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.Call):
            yield place, each
        inner = place
        if isinstance(each, Function):
            inner = replace(place, function=each)
        elif isinstance(each, ast.ClassDef):
            bases = (base.value if isinstance(base, ast.Subscript) else base for base in each.bases)
            inner = replace(place, bases=tuple(map(ast.unparse, bases)))
        yield from _calls_in(inner, each)


@functools.cache
def names_in(path: str) -> Mapping[str, str]:
    """Return what the imported names of a file, and those that are others' names, stand for."""
    found: dict[str, str] = {}
    for node in ast.walk(trees()[path]):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                found[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            home = ".".join(filter(None, (_package(path, node.level), node.module)))
            found |= {alias.asname or alias.name: f"{home}.{alias.name}" for alias in node.names}
    for node in trees()[path].body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, full_name(path, node.value, found))
    return found


def _package(path: str, level: int) -> str:
    """Return the package that an import with so many dots begins in."""
    return ".".join(Path(path).parts[:-level]) if level else ""


def full_name(path: str, node: ast.expr, names: Mapping[str, str] | None = None) -> str:
    """Return what an expression names, from its module on: `ui.Modal` is `discord.ui.Modal`.

    What is no name is given as it stands.
    """
    known = names_in(path) if names is None else names
    match node:
        case ast.Name():
            return known.get(node.id, f"{module_of(path)}.{node.id}")
        case ast.Attribute():
            return f"{full_name(path, node.value, known)}.{node.attr}"
        case ast.Subscript():
            return full_name(path, node.value, known)
        case ast.Call():
            return full_name(path, node.func, known)
    return ast.unparse(node)


def forget() -> None:
    """Read the code anew: it is another one."""
    for each in (trees, calls, names_in):
        each.cache_clear()
