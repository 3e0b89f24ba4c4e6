"""Routes about a server: its channels, members, roles and running threads."""

from .contract import JsonObject
from .objects import role_object
from .routes import NO_CONTENT, Answer, Call, Refusal, route
from .snowflakes import new_id
from .world import FORUM

GUILD = "/guilds/{guild_id}"
MEMBER = f"{GUILD}/members/{{user_id}}"


@route(f"GET {GUILD}")
def get_guild(call: Call) -> Answer:
    """Return a server."""
    guild = call.need_in_guild()
    counts = {"approximate_member_count": len(call.world.members[int(guild["id"])])}
    return 200, {**guild, **(counts if call.query.get("with_counts") else {})}


@route(f"GET {GUILD}/channels")
def get_channels(call: Call) -> Answer:
    """Return a server's channels without threads."""
    guild = call.need_in_guild()
    return 200, [
        channel
        for channel in call.world.channels.values()
        if channel.get("guild_id") == guild["id"] and "thread_metadata" not in channel
    ]


@route(f"POST {GUILD}/channels")
def post_channel(call: Call) -> Answer:
    """Make a channel."""
    guild = call.need_in_guild("manage_channels")
    body = dict(call.body)
    kind = body.pop("type", None) or 0
    for tag in body.get("available_tags") or []:
        tag |= {"id": str(new_id()), "moderated": bool(tag.get("moderated"))}
    overwrites = [
        {**entry, "allow": str(entry.get("allow") or 0), "deny": str(entry.get("deny") or 0)}
        for entry in body.pop("permission_overwrites", None) or []
    ]
    fields = {key: value for key, value in body.items() if value is not None and key != "name"}
    channel = call.world.add_channel(int(guild["id"]), body["name"], kind)
    channel |= {**fields, "permission_overwrites": overwrites}
    if kind == FORUM:
        channel.setdefault("available_tags", [])
    return 201, channel


@route(f"GET {GUILD}/threads/active")
def get_active_threads(call: Call) -> Answer:
    """Return the threads that are not archived."""
    guild = call.need_in_guild()
    threads = call.world.threads_of(int(guild["id"]))
    mine = [call.world.thread_members[int(t["id"])].get(call.world.my_id) for t in threads]
    return 200, {"threads": threads, "members": [entry for entry in mine if entry]}


@route(f"GET {MEMBER}")
def get_member(call: Call) -> Answer:
    """Return one member."""
    return 200, _member(call)


@route(f"PATCH {MEMBER}")
def patch_member(call: Call) -> Answer:
    """Change a member's nickname or roles."""
    member = _member(call)
    if "nick" in call.body:
        call.need_in_guild("manage_nicknames")
    if "roles" in call.body:
        call.need_in_guild("manage_roles")
    member |= {key: call.body[key] for key in ("nick", "roles") if key in call.body}
    _tell(call, member)
    return 200, member


@route(f"PUT {MEMBER}/roles/{{role_id}}")
def put_member_role(call: Call) -> Answer:
    """Give a role."""
    call.need_in_guild("manage_roles")
    member = _member(call)
    if call.path["role_id"] not in member["roles"]:
        member["roles"].append(call.path["role_id"])
        _tell(call, member)
    return NO_CONTENT


@route(f"DELETE {MEMBER}/roles/{{role_id}}")
def delete_member_role(call: Call) -> Answer:
    """Take a role away."""
    call.need_in_guild("manage_roles")
    member = _member(call)
    if call.path["role_id"] in member["roles"]:
        member["roles"].remove(call.path["role_id"])
        _tell(call, member)
    return NO_CONTENT


@route(f"GET {GUILD}/members/search")
def search_members(call: Call) -> Answer:
    """Find members whose name begins with a query."""
    guild = call.need_in_guild()
    query = call.query["query"].lower()
    found = [
        member
        for member in call.world.members[int(guild["id"])].values()
        if member["user"]["username"].startswith(query)
        or (member["nick"] or "").lower().startswith(query)
    ]
    return 200, found[: int(call.query.get("limit", 1))]


@route(f"GET {GUILD}/members")
def list_members(call: Call) -> Answer:
    """Refuse: the list of all members needs a privileged intent."""
    call.need_in_guild()
    raise Refusal(403, 50001, "Missing Access")


@route(f"GET {GUILD}/roles")
def get_roles(call: Call) -> Answer:
    """Return a server's roles."""
    return 200, call.need_in_guild()["roles"]


@route(f"POST {GUILD}/roles")
def post_role(call: Call) -> Answer:
    """Make a role."""
    guild = call.need_in_guild("manage_roles")
    body = call.body or {}
    granted = int(body.get("permissions") or 0)
    role = role_object(new_id(), body.get("name") or "new role", granted, len(guild["roles"]))
    guild["roles"].append(role)
    call.world.emit("GUILD_ROLE_CREATE", {"guild_id": guild["id"], "role": role})
    return 200, role


def _member(call: Call) -> JsonObject:
    guild = call.need_in_guild()
    member = call.world.members[int(guild["id"])].get(call.number("user_id"))
    if member is None:
        raise Refusal(404, 10007, "Unknown Member")
    return member


def _tell(call: Call, member: JsonObject) -> None:
    payload = {**member, "guild_id": call.path["guild_id"]}
    call.world.emit("GUILD_MEMBER_UPDATE", payload)
