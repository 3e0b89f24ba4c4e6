"""INTERACTION_CREATE as Discord sends it."""

from .contract import JsonObject
from .interactions import Interaction
from .world import THREADS, World

COMMAND_OPTION, GROUP_OPTION = 1, 2
USER, CHANNEL, ROLE = 6, 7, 8
LIMITS = {"attachment_size_limit": 10_485_760, "entitlements": [], "version": 1}


def interaction_create(world: World, interaction: Interaction, data: JsonObject) -> JsonObject:
    """Build the whole event around what was pressed or typed."""
    channel = world.channels[interaction.channel_id]
    payload: JsonObject = {
        **LIMITS,
        "id": str(interaction.id),
        "application_id": world.me["id"],
        "type": interaction.kind,
        "token": interaction.token,
        "data": data,
        "channel_id": channel["id"],
        "locale": "en-US",
        **whereabouts(world, interaction.user_id, channel),
    }
    if interaction.source is not None:
        payload["message"] = interaction.source
    return payload


def whereabouts(world: World, user_id: int, channel: JsonObject) -> JsonObject:
    """Say who acts and where: in a server with its member, in private with the user."""
    mine = str(world.permissions_of(world.my_id, channel))
    guild = world.guild_of(channel)
    if guild is None:
        return {
            "channel": channel,
            "user": world.users[user_id],
            "app_permissions": mine,
            "authorizing_integration_owners": {"0": "0"},
            "context": 1,
        }
    theirs = str(world.permissions_of(user_id, channel))
    member = {**world.members[int(guild["id"])][user_id], "permissions": theirs}
    return {
        "channel": {**channel, "permissions": theirs},
        "guild_id": guild["id"],
        "guild": {"id": guild["id"], "locale": "en-US", "features": guild["features"]},
        "guild_locale": "en-US",
        "member": member,
        "app_permissions": mine,
        "authorizing_integration_owners": {"0": guild["id"]},
        "context": 0,
    }


def find_command(world: World, guild_id: int | None, name: str, kind: int = 1) -> JsonObject:
    """Return a registered command; fails when the person would not find it."""
    registered = [*world.commands.get(None, ()), *world.commands.get(guild_id, ())]
    for command in registered:
        if command["name"] == name and command["type"] == kind:
            contexts = command["contexts"]
            if contexts is not None and (0 if guild_id else 1) not in contexts:
                continue
            if contexts is None and guild_id is None and command["dm_permission"] is False:
                continue
            return dict(command)
    known = sorted(command["name"] for command in registered)
    raise AssertionError(f"no command {name!r} of type {kind} here, only {known}")


def command_data(
    world: World, command: JsonObject, path: list[str], options: JsonObject, focus: str = ""
) -> JsonObject:
    """Build the data of a slash command, checked as a client checks it."""
    leaf, groups = command, []
    for name in path:
        inner = {o["name"]: o for o in leaf["options"] if o["type"] in {1, 2}}
        assert name in inner, f"/{command['name']} has no {name}, only {sorted(inner)}"
        leaf = inner[name]
        groups.append(leaf)
    resolved: JsonObject = {}
    filled = _options(world, leaf.get("options") or [], options, focus, resolved)
    for group in reversed(groups):
        filled = [{"name": group["name"], "type": group["type"], "options": filled}]
    data = {"id": command["id"], "name": command["name"], "type": 1, "options": filled}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data | ({"resolved": resolved} if resolved else {})


def _options(
    world: World, known: list[JsonObject], given: JsonObject, focus: str, resolved: JsonObject
) -> list[JsonObject]:
    by_name = {entry["name"]: entry for entry in known}
    assert given.keys() <= by_name.keys(), f"options {sorted(given)}, known {sorted(by_name)}"
    missing = {o["name"] for o in known if o.get("required")} - given.keys()
    assert focus or not missing, f"required options left out: {sorted(missing)}"
    filled = []
    for name, value in given.items():
        option = by_name[name]
        values = [choice["value"] for choice in option.get("choices") or []]
        assert not values or value in values, f"{name}: {value!r} is none of {values}"
        if isinstance(value, dict):
            _resolve(world, option["type"], value, resolved)
        wire = value["id"] if isinstance(value, dict) else value
        entry = {"name": name, "type": option["type"], "value": wire}
        filled.append(entry | ({"focused": True} if name == focus else {}))
    return filled


def _resolve(world: World, kind: int, value: JsonObject, resolved: JsonObject) -> None:
    number = value["id"]
    if kind == USER:
        resolved.setdefault("users", {})[number] = value
        for members in world.members.values():
            if int(number) in members:
                member = {k: v for k, v in members[int(number)].items() if k != "user"}
                shown = member | {"permissions": "0"}
                resolved.setdefault("members", {})[number] = shown
    elif kind == CHANNEL:
        keys = ["id", "name", "type", "parent_id", "flags", "guild_id", "position"]
        keys += ["thread_metadata"] if value["type"] in THREADS else []
        shown = {key: value[key] for key in keys if key in value}
        mine = world.permissions_of(world.my_id, value)
        shown |= {"permissions": str(mine), "app_permissions": str(mine)}
        resolved.setdefault("channels", {})[number] = shown
    elif kind == ROLE:
        resolved.setdefault("roles", {})[number] = value


def modal_data(modal: JsonObject, answers: JsonObject) -> JsonObject:
    """Build what a form sends: the answers by custom_id, else what the form was filled with."""
    fields = [entry.get("component") for entry in modal["components"]]
    known = {field["custom_id"] for field in fields if field}
    assert answers.keys() <= known, f"answers {sorted(answers)}, fields {sorted(known)}"
    components = []
    for number, entry in enumerate(modal["components"], start=1):
        shape = {"type": entry["type"], "id": entry.get("id") or number}
        if entry.get("component"):
            shape["component"] = _answer(entry["component"], answers, 100 + number)
        components.append(shape)
    return {"custom_id": modal["custom_id"], "components": components}


def _answer(field: JsonObject, answers: JsonObject, number: int) -> JsonObject:
    name = field["custom_id"]
    shape = {"type": field["type"], "id": field.get("id") or number, "custom_id": name}
    defaults = [o["value"] for o in field.get("options") or [] if o.get("default")]
    match field["type"]:
        case 4:
            text = str(answers.get(name, field.get("value") or ""))
            least = field.get("min_length") or 0
            assert text or not field.get("required", True), f"{name} is required"
            assert not text or least <= len(text), f"{name} is shorter than {least}"
            assert len(text) <= (field.get("max_length") or 4000), f"{name} is too long"
            return shape | {"value": text}
        case 21:
            return shape | {"value": answers.get(name, defaults[0] if defaults else None)}
        case 23:
            return shape | {"value": answers.get(name, bool(field.get("default")))}
        case _:
            chosen: list[str] = answers.get(name, defaults)
            known = {option["value"] for option in field.get("options") or []}
            assert not known or set(chosen) <= known, f"{name}: {chosen} is not in {sorted(known)}"
            least = 0 if field.get("required") is False else 1
            least = max(least, field.get("min_values") or 0) if least else 0
            assert least <= len(chosen), f"{name} needs {least} choices"
            return shape | {"values": chosen}
