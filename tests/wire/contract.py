"""Compare requests with Discord's OpenAPI description."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

JsonObject: TypeAlias = dict[str, Any]
DESCRIPTION = Path(__file__).with_name("discord-openapi.json")
BASE = "urn:discord"
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
SNOWFLAKE_LIMIT = 2**64
PERMISSION_KEYS = ("permissions", "allow", "deny", "default_member_permissions")
# Sent by discord.py itself whatever the bot does, ignored by Discord.
LIBRARY_EXTRAS = frozenset({"nsfw", "tts"})
LIBRARY_QUERY = frozenset({"use_nested_fields"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one described path."""

    method: str
    template: str
    description: JsonObject
    parameters: tuple[JsonObject, ...]

    @property
    def name(self) -> str:
        """Return the method and the path as Discord writes them."""
        return f"{self.method} {self.template}"


@dataclass(frozen=True, slots=True)
class Match:
    """An operation with the values that a path gave its parameters."""

    operation: Operation
    path: dict[str, str]


class Contract:
    """Discord's description, ready to judge requests; schemas are compiled on first use."""

    def __init__(self, file: Path = DESCRIPTION) -> None:
        text = file.read_text(encoding="utf-8").replace('"#/components/', f'"{BASE}#/components/')
        self.document: JsonObject = json.loads(text)
        _widen(self.document)
        resource = DRAFT202012.create_resource(self.document)
        self.registry: Registry[Any] = Registry().with_resource(BASE, resource)
        self.validator = cache(self._validator)
        self.paths = [
            (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)), template)
            # Fixed words (`@me`) win over parameters.
            for template in sorted(self.document["paths"], key=lambda path: path.count("{"))
        ]

    def match(self, method: str, path: str) -> Match | None:
        """Find the operation of a path, or None when Discord describes none."""
        for pattern, template in self.paths:
            found = pattern.fullmatch(path)
            entry = self.document["paths"][template]
            if found and method.lower() in entry:
                own = entry[method.lower()]
                parameters = (*entry.get("parameters", ()), *own.get("parameters", ()))
                return Match(Operation(method, template, own, parameters), found.groupdict())
        return None

    def problems(
        self, match: Match, query: Mapping[str, str], body: JsonObject | list[Any] | None
    ) -> list[str]:
        """Say everything that Discord's description has against a request."""
        return [
            *self._path_problems(match),
            *self._query_problems(match.operation, query),
            *self._body_problems(match.operation, body),
        ]

    def strays(self, match: Match, body: object) -> list[str]:
        """Name the properties of a valid body that Discord's description doesn't know."""
        content = match.operation.description.get("requestBody")
        if content is None or body is None:
            return []
        schema = content["content"]["application/json"]["schema"]
        return sorted(set(self._strays(schema, body, "")))

    def _validator(self, pointer: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"{BASE}#{pointer}"}, registry=self.registry)

    def _path_problems(self, match: Match) -> Iterator[str]:
        for parameter in match.operation.parameters:
            if parameter["in"] == "path" and parameter["name"] in match.path:
                value = match.path[parameter["name"]]
                yield from self._value_problems(parameter, value)

    def _query_problems(self, operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
        known = {entry["name"]: entry for entry in operation.parameters if entry["in"] == "query"}
        for name, value in query.items():
            if name in LIBRARY_QUERY:
                continue
            if name not in known:
                yield f"query {name}: unknown parameter"
            else:
                yield from self._value_problems(known[name], value)
        for name, parameter in known.items():
            if parameter.get("required") and name not in query:
                yield f"query {name}: missing"

    def _value_problems(self, parameter: JsonObject, text: str) -> Iterator[str]:
        schema = parameter["schema"]
        named = schema.get("$ref", "").rsplit("/", 1)[-1]
        kind = self.document["components"]["schemas"].get(named, schema).get("type")
        value: object = text
        if kind == "integer" and text.lstrip("-").isdigit():
            value = int(text)
        elif kind == "boolean":
            value = BOOLEANS.get(text.lower(), text)
        validator = Draft202012Validator(schema, registry=self.registry)
        for error in validator.iter_errors(value):
            yield f"{parameter['in']} {parameter['name']}: {error.message}"
        is_id = schema.get("$ref", "").endswith("/SnowflakeType") and text.isdigit()
        if is_id and int(text) >= SNOWFLAKE_LIMIT:
            yield f"{parameter['in']} {parameter['name']}: {text} is no snowflake"

    def _body_problems(
        self, operation: Operation, body: JsonObject | list[Any] | None
    ) -> Iterator[str]:
        described = operation.description.get("requestBody")
        if described is None:
            if body:
                yield "body: none is described"
            return
        if body is None:
            if described.get("required"):
                yield "body: missing"
            return
        path = operation.template.replace("~", "~0").replace("/", "~1").replace("{", "%7B")
        path = path.replace("}", "%7D")
        pointer = f"/paths/{path}/{operation.method.lower()}/requestBody/content/application~1json"
        for error in self.validator(f"{pointer}/schema").iter_errors(body):
            yield from sorted({_said(cause) for cause in _causes(error)})

    def _strays(self, schema: JsonObject, value: object, where: str) -> Iterator[str]:
        if isinstance(value, list):
            for number, entry in enumerate(value):
                branches = self._branches(schema, value)
                items = [branch["items"] for branch in branches if "items" in branch]
                if items:
                    yield from self._strays({"anyOf": items}, entry, f"{where}/{number}")
        if not isinstance(value, dict):
            return
        branches = [branch for branch in self._branches(schema, value) if "properties" in branch]
        if not branches:
            return
        for key, entry in value.items():
            known = [
                branch["properties"][key] for branch in branches if key in branch["properties"]
            ]
            if known:
                yield from self._strays({"anyOf": known}, entry, f"{where}/{key}")
            elif key not in LIBRARY_EXTRAS:
                yield f"{re.sub('/[0-9]+', '/*', where)}/{key}"

    def _branches(self, schema: JsonObject, value: object) -> list[JsonObject]:
        """Resolve references and choices down to the plain schemas that hold for a value."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return self._branches(self.document["components"]["schemas"][name], value)
        choices = schema.get("oneOf") or schema.get("anyOf")
        if choices is None:
            return [schema]
        return [
            plain
            for choice in choices
            if Draft202012Validator(choice, registry=self.registry).is_valid(value)
            for plain in self._branches(choice, value)
        ]


def _widen(schema: object) -> None:
    """Take ids as numbers and permissions as strings too, as Discord does and discord.py sends."""
    if isinstance(schema, list):
        for entry in schema:
            _widen(entry)
    elif isinstance(schema, dict):
        if schema.get("format") == "snowflake":
            schema["type"] = ["string", "integer"]
        for key, entry in schema.items():
            if key in PERMISSION_KEYS and isinstance(entry, dict) and "type" in entry:
                entry["type"] = ["string", "integer", "null"]
            _widen(entry)


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """Descend into the alternative that was meant: the one whose `type` fits."""
    if error.validator not in {"oneOf", "anyOf"} or not error.context:
        yield error
        return
    groups: dict[int, list[ValidationError]] = {}
    for inner in error.context:
        groups.setdefault(int(inner.schema_path[0]), []).append(inner)
    meant = [group for group in groups.values() if not any(_of_another_kind(e) for e in group)]
    for inner in min(meant or groups.values(), key=len):
        yield from _causes(inner)


def _of_another_kind(error: ValidationError) -> bool:
    path = list(error.relative_path)
    return path == ["type"] or (not path and error.validator == "type")


def _said(error: ValidationError) -> str:
    return f"body {error.json_path}: {error.message[:300]}"
