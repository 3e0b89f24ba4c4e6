"""What Discord refuses although its OpenAPI description allows it.

Sources: Discord's component, message and command references; discord.py's own limits.
"""

import re
from collections import Counter
from collections.abc import Iterator

from .contract import JsonObject

V2_FLAG = 1 << 15
EPHEMERAL_FLAG = 1 << 6
ROW, BUTTON, TEXT_INPUT, SECTION, TEXT_DISPLAY, CONTAINER = 1, 2, 4, 9, 10, 17
SELECTS = frozenset({3, 5, 6, 7, 8})
V2_TYPES = frozenset({9, 10, 11, 12, 13, 14, 17})
LINK_STYLE, PREMIUM_STYLE = 5, 6
CONTENT_LENGTH = 2000
TEXT_TOTAL = 4000
EMBED_TOTAL = 6000
COMPONENT_TOTAL = 40
MODAL_TOP_LEVEL = 5
ROW_BUTTONS = 5
COMMAND_TOTAL = 8000
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


def walk(components: list[JsonObject]) -> Iterator[JsonObject]:
    """Yield every component of a tree, parents first."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])


def texts(components: list[JsonObject]) -> list[str]:
    """Return the contents of every text display of a tree, in order."""
    return [entry["content"] for entry in walk(components) if entry["type"] == TEXT_DISPLAY]


def message_problems(body: JsonObject, *, was_v2: bool = False, is_edit: bool = False) -> list[str]:
    """Judge a message's body; `was_v2` says that the edited message had the flag."""
    components = body.get("components") or []
    flags = body.get("flags") or 0
    is_v2 = bool(flags & V2_FLAG) or was_v2
    problems = [*_tree_problems(components)]
    if is_v2:
        problems += [
            f"{key} is not allowed with Components V2"
            for key in ("content", "embeds", "poll", "sticker_ids")
            if body.get(key)
        ]
        if sum(map(len, texts(components))) > TEXT_TOTAL:
            problems.append("the text displays hold more than 4000 characters")
    elif any(entry["type"] in V2_TYPES for entry in components):
        problems.append("components of V2 without the flag 1 << 15")
    if len(body.get("content") or "") > CONTENT_LENGTH:
        problems.append("content is longer than 2000 characters")
    if _embed_length(body.get("embeds") or []) > EMBED_TOTAL:
        problems.append("the embeds hold more than 6000 characters")
    filled = ("content", "embeds", "poll", "sticker_ids", "components", "attachments")
    if not is_edit and not any(body.get(key) for key in filled):
        problems.append("an empty message (50006)")
    return problems + _mention_problems(body.get("allowed_mentions") or {})


def modal_problems(data: JsonObject) -> list[str]:
    """Judge the form of a modal."""
    problems = [*_tree_problems(data["components"])]
    if len(data["components"]) > MODAL_TOP_LEVEL:
        problems.append("a modal has more than 5 top-level components")
    for entry in walk(data["components"]):
        if entry["type"] == TEXT_INPUT:
            least, most = entry.get("min_length") or 0, entry.get("max_length") or TEXT_TOTAL
            if least > most:
                problems.append(f"{entry['custom_id']}: min_length is above max_length")
            if len(entry.get("value") or "") > most:
                problems.append(f"{entry['custom_id']}: value is longer than max_length")
    return problems


def command_problems(commands: list[JsonObject]) -> list[str]:
    """Judge a bulk overwrite of commands."""
    kinds = Counter((entry.get("type") or 1, entry["name"]) for entry in commands)
    problems = [f"command {key} is there twice" for key, count in kinds.items() if count > 1]
    per_type = Counter(kind for kind, _ in kinds)
    problems += [
        f"more than {most} commands of type {kind}"
        for kind, most in ((1, 100), (2, 15), (3, 15))
        if per_type[kind] > most
    ]
    for command in commands:
        problems += _option_problems(command, command["name"])
        if (command.get("type") or 1) != 1 and command.get("description"):
            problems.append(f"{command['name']}: a context menu has no description")
        if _command_length(command) > COMMAND_TOTAL:
            problems.append(f"{command['name']}: longer than 8000 characters in all")
    return problems


def _option_problems(command: JsonObject, where: str) -> Iterator[str]:
    name = command["name"]
    if (command.get("type") or 1) == 1 and not _is_command_name(name):
        yield f"{where}: the name is not lower-case letters, digits, - and _"
    options = command.get("options") or []
    if any(count > 1 for count in Counter(entry["name"] for entry in options).values()):
        yield f"{where}: an option is there twice"
    required = [bool(entry.get("required")) for entry in options]
    if required != sorted(required, reverse=True):
        yield f"{where}: a required option comes after an optional one"
    for entry in options:
        if entry.get("choices") and entry.get("autocomplete"):
            yield f"{where} {entry['name']}: choices and autocomplete exclude each other"
        yield from _option_problems({**entry, "type": 1}, f"{where} {entry['name']}")


def _is_command_name(name: str) -> bool:
    return bool(COMMAND_NAME.fullmatch(name)) and name == name.lower()


def _command_length(command: JsonObject) -> int:
    own = len(command["name"]) + len(command.get("description") or "")
    choices = sum(
        len(choice["name"]) + len(str(choice["value"])) for choice in command.get("choices") or []
    )
    return own + choices + sum(map(_command_length, command.get("options") or []))


def _tree_problems(components: list[JsonObject]) -> Iterator[str]:
    entries = list(walk(components))
    if len(entries) > COMPONENT_TOTAL:
        yield f"{len(entries)} components, more than 40"
    custom_ids = Counter(entry["custom_id"] for entry in entries if entry.get("custom_id"))
    yield from (f"custom_id {key} is there twice" for key, count in custom_ids.items() if count > 1)
    numbers = Counter(entry["id"] for entry in entries if entry.get("id"))
    yield from (f"component id {key} is there twice" for key, count in numbers.items() if count > 1)
    for entry in entries:
        if entry["type"] == BUTTON:
            yield from _button_problems(entry)
        elif entry["type"] == ROW:
            yield from _row_problems(entry)
        elif entry["type"] in SELECTS or entry.get("options") is not None:
            yield from _choice_problems(entry)


def _button_problems(button: JsonObject) -> Iterator[str]:
    where = button.get("custom_id") or button.get("url")
    if button["style"] == PREMIUM_STYLE:
        return
    if button["style"] == LINK_STYLE:
        if not button.get("url") or button.get("custom_id"):
            yield f"button {where}: a link has an url and no custom_id"
    elif not button.get("custom_id") or button.get("url"):
        yield f"button {where}: needs a custom_id and no url"
    if not button.get("label") and not button.get("emoji"):
        yield f"button {where}: neither a label nor an emoji"


def _row_problems(row: JsonObject) -> Iterator[str]:
    inside = row["components"]
    if len(inside) > ROW_BUTTONS:
        yield "a row has more than 5 buttons"
    if any(entry["type"] in SELECTS for entry in inside) and len(inside) > 1:
        yield "a select shares its row"


def _choice_problems(choice: JsonObject) -> Iterator[str]:
    where = choice.get("custom_id")
    options = choice.get("options") or []
    values = Counter(entry["value"] for entry in options)
    if any(count > 1 for count in values.values()):
        yield f"{where}: an option's value is there twice"
    least, most = choice.get("min_values"), choice.get("max_values")
    if most is not None and (least or 0) > most:
        yield f"{where}: min_values is above max_values"
    if choice["type"] in {3, 22} and options:
        if most is not None and most > len(options):
            yield f"{where}: max_values is above the number of options"
        if choice.get("required") is not False and least == 0 and choice["type"] != 3:
            yield f"{where}: required with min_values 0"
    defaults = sum(bool(entry.get("default")) for entry in options)
    if defaults > (len(options) if choice["type"] == 22 and most is None else most or 1):
        yield f"{where}: more defaults than max_values"


def _embed_length(embeds: list[JsonObject]) -> int:
    total = 0
    for embed in embeds:
        total += sum(len(embed.get(key) or "") for key in ("title", "description"))
        total += len((embed.get("footer") or {}).get("text") or "")
        total += len((embed.get("author") or {}).get("name") or "")
        total += sum(len(f["name"]) + len(f["value"]) for f in embed.get("fields") or [])
    return total


def _mention_problems(allowed: JsonObject) -> list[str]:
    parsed = allowed.get("parse") or []
    return [
        f"allowed_mentions: parse and the list of {kind} exclude each other"
        for kind in ("users", "roles")
        if kind in parsed and allowed.get(kind)
    ]
