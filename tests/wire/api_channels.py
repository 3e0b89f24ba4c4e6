"""Routes about one channel or thread: reading, changing, deleting, members, archives."""

from . import rules
from .contract import JsonObject
from .posting import build as build_message
from .posting import delete_channel, join, open_thread, place, set_archived
from .routes import NO_CONTENT, Answer, Call, Refusal, route
from .snowflakes import new_id, stamp
from .world import DM, FORUM, THREADS

CHANNEL = "/channels/{channel_id}"
RENAMES, RENAME_SECONDS = 2, 600.0
REQUIRE_TAG = 1 << 4
FORUM_TAGS = 20


@route(f"GET {CHANNEL}")
def get_channel(call: Call) -> Answer:
    """Return a channel or a thread, archived ones too."""
    return 200, call.channel()


@route(f"PATCH {CHANNEL}")
def patch_channel(call: Call) -> Answer:
    """Change a channel or a thread."""
    channel = call.channel()
    if "name" in call.body and call.body["name"] != channel.get("name"):
        wait = call.limits.take_sublimit(f"rename:{channel['id']}", RENAMES, RENAME_SECONDS)
        if wait is not None:
            raise Refusal(429, 20028, "The write action you are performing has hit a limit", wait)
    if channel["type"] in THREADS:
        return 200, _patch_thread(call, channel)
    call.need(channel, "manage_channels")
    changes = {key: value for key, value in call.body.items() if key != "type"}
    if "available_tags" in changes:
        changes["available_tags"] = _tags(changes["available_tags"] or [])
    for entry in changes.get("permission_overwrites") or []:
        call.need(channel, "manage_roles")
        entry |= {key: str(entry.get(key) or 0) for key in ("allow", "deny")}
    channel |= changes
    call.world.emit("CHANNEL_UPDATE", channel)
    return 200, channel


def _tags(tags: list[JsonObject]) -> list[JsonObject]:
    if len(tags) > FORUM_TAGS:
        raise Refusal(400, 50035, "Invalid Form Body: available_tags holds more than 20")
    if len({tag["name"].lower() for tag in tags}) < len(tags):
        raise Refusal(400, 40061, "Tag names must be unique")
    empty: JsonObject = {"moderated": False, "emoji_id": None, "emoji_name": None}
    return [{**empty, **tag, "id": tag.get("id") or str(new_id())} for tag in tags]


def _patch_thread(call: Call, thread: JsonObject) -> JsonObject:
    body, meta = call.body, thread["thread_metadata"]
    is_owner = thread["owner_id"] == call.world.me["id"]
    if not is_owner or {"locked", "rate_limit_per_user", "flags"} & body.keys():
        call.need(thread, "manage_threads")
    if meta["archived"] and body.get("archived", True):
        raise Refusal(400, 50083, "Thread is archived")
    if "applied_tags" in body:
        _check_tags(call.world.channels[int(thread["parent_id"])], body["applied_tags"] or [])
    own = ("name", "rate_limit_per_user", "applied_tags", "flags")
    thread |= {key: body[key] for key in own if key in body}
    meta |= {key: body[key] for key in ("locked", "auto_archive_duration") if key in body}
    if "archived" in body and body["archived"] != meta["archived"]:
        set_archived(call.world, thread, archived=body["archived"])
    else:
        call.world.emit("THREAD_UPDATE", dict(thread))
    return thread


def _check_tags(parent: JsonObject, tags: list[str]) -> None:
    known = {tag["id"] for tag in parent.get("available_tags", ())}
    if set(tags) - known or len(set(tags)) < len(tags):
        raise Refusal(400, 50035, "Invalid Form Body: applied_tags has an unknown or doubled tag")
    if parent["flags"] & REQUIRE_TAG and not tags:
        raise Refusal(400, 40067, "A tag is required to create a forum post in this channel")


@route(f"DELETE {CHANNEL}")
def delete(call: Call) -> Answer:
    """Delete a channel or a thread, or close a private channel."""
    channel = call.channel()
    if channel["type"] in THREADS:
        call.need(channel, "manage_threads")
    elif channel["type"] != DM:
        call.need(channel, "manage_channels")
    gone = dict(channel)
    delete_channel(call.world, channel)
    return 200, gone


@route(f"POST {CHANNEL}/typing")
def typing(call: Call) -> Answer:
    """Show that the bot is writing."""
    call.channel("send_messages")
    return NO_CONTENT


@route(f"PUT {CHANNEL}/permissions/{{overwrite_id}}")
def put_overwrite(call: Call) -> Answer:
    """Set what one role or member may do in a channel."""
    channel = call.channel("manage_roles")
    allow, deny = (str(call.body.get(key) or 0) for key in ("allow", "deny"))
    entry = {"id": call.path["overwrite_id"], "type": call.body["type"]}
    others = [one for one in channel["permission_overwrites"] if one["id"] != entry["id"]]
    channel["permission_overwrites"] = [*others, {**entry, "allow": allow, "deny": deny}]
    call.world.emit("CHANNEL_UPDATE", channel)
    return NO_CONTENT


@route(f"POST {CHANNEL}/threads")
def post_thread(call: Call) -> Answer:
    """Make a forum post, or a thread without a message under a text channel."""
    channel = call.channel()
    world, body = call.world, call.body
    if channel["type"] != FORUM:
        call.need(channel, "create_public_threads")
        return 201, _mine(call, open_thread(world, channel, world.my_id, body))
    call.need(channel, "send_messages")
    if "message" not in body:
        raise Refusal(400, 50035, "Invalid Form Body: message is required")
    call.judge(rules.message_problems(body["message"]))
    _check_tags(channel, body.get("applied_tags") or [])
    thread = open_thread(world, channel, world.my_id, {**body, "type": None})
    message = build_message(world, int(thread["id"]), world.my_id, body["message"])
    message["id"] = thread["id"]
    place(world, message)
    channel["last_message_id"] = thread["id"]
    return 201, {**_mine(call, thread), "message": world.shown(message)}


@route(f"POST {CHANNEL}/messages/{{message_id}}/threads")
def post_message_thread(call: Call) -> Answer:
    """Start the thread of a message; its id is the message's."""
    channel = call.channel("create_public_threads")
    message = call.message()
    if int(message["id"]) in call.world.channels:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    world = call.world
    thread = open_thread(world, channel, world.my_id, call.body, int(message["id"]))
    message["flags"] |= 1 << 5
    message["thread"] = thread
    return 201, _mine(call, thread)


def _mine(call: Call, thread: JsonObject) -> JsonObject:
    return {**thread, "member": call.world.thread_members[int(thread["id"])][call.world.my_id]}


@route(f"GET {CHANNEL}/threads/archived/public")
def get_archived(call: Call) -> Answer:
    """Return archived threads, the last archived first."""
    channel = call.channel("read_message_history")
    before = call.query.get("before", stamp())
    found = sorted(
        (
            thread
            for thread in call.world.channels.values()
            if thread["type"] in THREADS
            and thread["parent_id"] == channel["id"]
            and thread["thread_metadata"]["archived"]
            and thread["thread_metadata"]["archive_timestamp"] < before
        ),
        key=lambda thread: str(thread["thread_metadata"]["archive_timestamp"]),
        reverse=True,
    )
    limit = int(call.query.get("limit", 50))
    return 200, {"threads": found[:limit], "members": [], "has_more": len(found) > limit}


@route(f"GET {CHANNEL}/thread-members")
def get_thread_members(call: Call) -> Answer:
    """Return who is in a thread."""
    return 200, list(call.world.thread_members[int(call.channel()["id"])].values())


@route(f"PUT {CHANNEL}/thread-members/@me")
def join_thread(call: Call) -> Answer:
    """Let the bot join a thread."""
    channel = call.channel()
    call.refuse_archived(channel)
    entry = join(call.world, channel, call.world.my_id)
    call.world.emit("THREAD_MEMBER_UPDATE", {**entry, "guild_id": channel["guild_id"]})
    return NO_CONTENT


@route(f"PUT {CHANNEL}/thread-members/{{user_id}}")
def add_thread_member(call: Call) -> Answer:
    """Add somebody to a thread."""
    channel = call.channel("send_messages_in_threads")
    call.refuse_archived(channel)
    join(call.world, channel, call.number("user_id"))
    return NO_CONTENT


@route(f"DELETE {CHANNEL}/thread-members/{{user_id}}")
@route(f"DELETE {CHANNEL}/thread-members/@me")
def leave_thread(call: Call) -> Answer:
    """Take somebody, or the bot, out of a thread."""
    people = call.world.thread_members[int(call.channel()["id"])]
    user_id = int(call.path.get("user_id", call.world.my_id))
    people.pop(user_id, None)
    return NO_CONTENT
