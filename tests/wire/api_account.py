"""Routes about the bot's account, its gateway, its commands and its private channels."""

from . import rules
from .contract import JsonObject
from .routes import Answer, Call, Refusal, route
from .snowflakes import new_id

COMMANDS = "/applications/{application_id}/commands"
GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"


@route("GET /users/@me")
def get_me(call: Call) -> Answer:
    """Return the bot's own account."""
    return 200, {**call.world.me, "verified": True, "mfa_enabled": True, "locale": "en-US"}


@route("GET /users/{user_id}")
def get_user(call: Call) -> Answer:
    """Return somebody's account."""
    user = call.world.users.get(call.number("user_id"))
    if user is None:
        raise Refusal(404, 10013, "Unknown User")
    return 200, user


@route("GET /users/@me/guilds")
def get_my_guilds(call: Call) -> Answer:
    """Return the servers that the bot is in."""
    keys = ("id", "name", "icon", "features")
    return 200, [{key: g[key] for key in keys} for g in call.world.guilds.values()]


@route("POST /users/@me/channels")
def open_dm(call: Call) -> Answer:
    """Open the private channel with somebody."""
    user_id = int(call.body["recipient_id"])
    if user_id not in call.world.users:
        raise Refusal(400, 50033, "Invalid Recipient(s)")
    return 200, call.world.dm_with(user_id)


@route("GET /applications/@me")
@route("GET /oauth2/applications/@me")
def get_application(call: Call) -> Answer:
    """Return the bot's application."""
    me = call.world.me
    return 200, {
        "id": me["id"],
        "name": me["username"],
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "bot": me,
        "owner": next(iter(call.world.users.values())),
        "team": None,
        "approximate_guild_count": len(call.world.guilds),
        "approximate_user_install_count": 0,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "integration_types_config": {"0": {}, "1": {}},
    }


def scope(call: Call) -> int | None:
    """Return the server that commands belong to, None for everywhere."""
    return call.number("guild_id") if "guild_id" in call.path else None


@route(f"GET {COMMANDS}")
@route(f"GET {GUILD_COMMANDS}")
def get_commands(call: Call) -> Answer:
    """Return the registered commands."""
    return 200, call.world.commands.get(scope(call), [])


@route(f"PUT {COMMANDS}")
@route(f"PUT {GUILD_COMMANDS}")
def put_commands(call: Call) -> Answer:
    """Replace all commands."""
    call.judge(rules.command_problems(call.body))
    known = {(c["type"], c["name"]): c["id"] for c in call.world.commands.get(scope(call), [])}
    call.world.commands[scope(call)] = [
        _command(call, body, known.get((body.get("type") or 1, body["name"]))) for body in call.body
    ]
    return get_commands(call)


@route(f"POST {COMMANDS}")
@route(f"POST {GUILD_COMMANDS}")
def post_command(call: Call) -> Answer:
    """Add one command, or replace the one of its name and type."""
    command = _command(call, call.body, None)
    call.judge(rules.command_problems([call.body]))
    others = call.world.commands.setdefault(scope(call), [])
    same = [c for c in others if (c["type"], c["name"]) == (command["type"], command["name"])]
    for one in same:
        others.remove(one)
    others.append(command)
    return (200 if same else 201), command


@route(f"DELETE {COMMANDS}/{{command_id}}")
@route(f"DELETE {GUILD_COMMANDS}/{{command_id}}")
def delete_command(call: Call) -> Answer:
    """Remove one command."""
    commands = call.world.commands.get(scope(call), [])
    for command in commands:
        if command["id"] == call.path["command_id"]:
            commands.remove(command)
            return 204, None
    raise Refusal(404, 10063, "Unknown application command")


def _command(call: Call, body: JsonObject, known_id: str | None) -> JsonObject:
    permissions = body.get("default_member_permissions")
    guild_id = scope(call)
    return {
        "dm_permission": True,
        "contexts": None,
        "options": [],
        **body,
        "id": known_id or str(new_id()),
        "application_id": call.world.me["id"],
        "version": str(new_id()),
        "type": body.get("type") or 1,
        "description": body.get("description") or "",
        "default_member_permissions": None if permissions is None else str(permissions),
        "integration_types": body.get("integration_types") or [0],
        "nsfw": False,
        **({"guild_id": str(guild_id)} if guild_id else {}),
    }
