"""Who may do what: Discord's documented algorithm over the world's roles and overwrites."""

from discord import Permissions

from .contract import JsonObject

ALL = Permissions.all().value
ADMINISTRATOR = Permissions.administrator.flag
# What a server's @everyone may do, and what the README of the bot asks for.
EVERYONE = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    read_message_history=True,
    add_reactions=True,
    embed_links=True,
    attach_files=True,
    use_application_commands=True,
).value
BOT = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    read_message_history=True,
    add_reactions=True,
    embed_links=True,
    attach_files=True,
    manage_threads=True,
    manage_messages=True,
    manage_channels=True,
).value


def flags_of(names: tuple[str, ...]) -> int:
    """Return the bits of permissions given by discord.py's names."""
    return Permissions(**dict.fromkeys(names, True)).value


def effective(guild: JsonObject, member: JsonObject, channel: JsonObject | None) -> int:
    """Compute a member's permissions in a server or in one of its channels."""
    user_id = member["user"]["id"]
    if guild["owner_id"] == user_id:
        return ALL
    roles = {role["id"]: int(role["permissions"]) for role in guild["roles"]}
    base = roles[guild["id"]]
    for role_id in member["roles"]:
        base |= roles.get(role_id, 0)
    if base & ADMINISTRATOR:
        return ALL
    overwrites = {entry["id"]: entry for entry in (channel or {}).get("permission_overwrites", ())}
    base = _applied(base, [overwrites.get(guild["id"])])
    base = _applied(base, [overwrites.get(role_id) for role_id in member["roles"]])
    return _applied(base, [overwrites.get(user_id)])


def _applied(base: int, overwrites: list[JsonObject | None]) -> int:
    allow = deny = 0
    for entry in overwrites:
        if entry is not None:
            allow |= int(entry["allow"])
            deny |= int(entry["deny"])
    return (base & ~deny) | allow
