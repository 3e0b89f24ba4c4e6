"""Writing in channels: what a message, an edit, a thread and a reaction change in the world."""

import re
from itertools import count
from typing import Any

from . import rules
from .contract import JsonObject
from .objects import emoji_object
from .snowflakes import new_id, stamp
from .world import PUBLIC_THREAD, THREADS, World

USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)")


def build(world: World, channel_id: int, author_id: int, body: JsonObject) -> JsonObject:
    """Make a message of a request's body without placing it anywhere."""
    message: JsonObject = {
        "id": str(new_id()),
        "channel_id": str(channel_id),
        "type": 0,
        "author": world.users[author_id],
        "timestamp": stamp(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "pinned": False,
        "content": "",
        "embeds": [],
        "attachments": [],
        "components": [],
        "flags": 0,
    }
    apply(world, message, body)
    if body.get("nonce") is not None:
        message["nonce"] = body["nonce"]
    reference = body.get("message_reference")
    if reference:
        message |= {"type": 19, "message_reference": {"type": 0, **reference}}
        message["message_reference"].setdefault("channel_id", str(channel_id))
    return message


def apply(world: World, message: JsonObject, body: JsonObject) -> None:
    """Take a body's fields over into a message, and work out whom it pings."""
    was_v2 = message["flags"] & rules.V2_FLAG
    for key in ("content", "embeds", "components", "flags"):
        if key in body:
            empty: Any = {"content": "", "flags": 0}.get(key, [])
            message[key] = body[key] or empty
    message["flags"] |= was_v2
    if "attachments" in body:
        message["attachments"] = [
            {"id": str(new_id()), "size": 1, "url": "http://127.0.0.1/", "proxy_url": "", **entry}
            for entry in body["attachments"] or []
        ]
    number(message["components"])
    _ping(world, message, body.get("allowed_mentions"))


def number(components: list[JsonObject]) -> None:
    """Give every component without an id the next free one, as Discord does."""
    entries = list(rules.walk(components))
    taken = {entry["id"] for entry in entries if entry.get("id")}
    fresh = (value for value in count(1) if value not in taken)
    for entry in entries:
        if not entry.get("id"):
            entry["id"] = next(fresh)


def _ping(world: World, message: JsonObject, allowed: JsonObject | None) -> None:
    text = "\n".join([message["content"], *rules.texts(message["components"])])
    kinds = ["everyone", "users", "roles"] if allowed is None else allowed.get("parse") or []
    listed = allowed or {}
    users = [
        found
        for found in dict.fromkeys(USER_MENTION.findall(text))
        if ("users" in kinds or found in listed.get("users", ())) and int(found) in world.users
    ]
    message["mentions"] = [world.users[int(found)] for found in users]
    message["mention_roles"] = [
        found
        for found in dict.fromkeys(ROLE_MENTION.findall(text))
        if "roles" in kinds or found in listed.get("roles", ())
    ]
    message["mention_everyone"] = "everyone" in kinds and bool(EVERYONE.search(text))


def place(world: World, message: JsonObject) -> None:
    """Put a message into its channel and tell about it."""
    channel_id = int(message["channel_id"])
    channel = world.channels[channel_id]
    world.messages[channel_id][int(message["id"])] = message
    channel["last_message_id"] = message["id"]
    if channel["type"] in THREADS:
        if channel["thread_metadata"]["archived"]:
            set_archived(world, channel, archived=False)
        if message["id"] != channel["id"]:
            channel["message_count"] += 1
            channel["total_message_sent"] += 1
    world.emit("MESSAGE_CREATE", event(world, message, with_member=True))


def event(world: World, message: JsonObject, *, with_member: bool = False) -> JsonObject:
    """Return what a gateway event says about a message."""
    channel = world.channels[int(message["channel_id"])]
    payload = {**world.shown(message), "channel_type": channel["type"]}
    if "guild_id" in channel:
        payload["guild_id"] = channel["guild_id"]
        member = world.members[int(channel["guild_id"])].get(int(message["author"]["id"]))
        if with_member and member is not None:
            payload["member"] = {key: value for key, value in member.items() if key != "user"}
    return payload


def edit(world: World, message: JsonObject, body: JsonObject) -> None:
    """Change a placed message and tell about it."""
    apply(world, message, body)
    message["edited_timestamp"] = stamp()
    world.emit("MESSAGE_UPDATE", event(world, message))


def delete(world: World, channel_id: int, message_id: int) -> None:
    """Take a message away and tell about it."""
    channel = world.channels[channel_id]
    del world.messages[channel_id][message_id]
    world.reactions.pop(message_id, None)
    if channel["type"] in THREADS and message_id != channel_id:
        channel["message_count"] -= 1
    payload = {"id": str(message_id), "channel_id": str(channel_id)}
    world.emit("MESSAGE_DELETE", {**payload, **_guild_key(channel)})


def react(
    world: World, message: JsonObject, user_id: int, emoji: str, *, burst: bool = False
) -> bool:
    """Add a reaction, or a super reaction; False when it was there already."""
    kept = world.bursts if burst else world.reactions
    people = kept.setdefault(int(message["id"]), {}).setdefault(emoji, [])
    if user_id in people:
        return False
    people.append(user_id)
    payload = _reaction(world, message, user_id, emoji)
    payload |= {"burst": burst, "type": int(burst)}
    payload["message_author_id"] = message["author"]["id"]
    if "guild_id" in payload:
        payload["member"] = world.members[int(payload["guild_id"])][user_id]
    world.emit("MESSAGE_REACTION_ADD", payload)
    return True


def unreact(world: World, message: JsonObject, user_id: int, emoji: str) -> bool:
    """Take a reaction away; False when there was none."""
    people = world.reactions.get(int(message["id"]), {}).get(emoji, [])
    if user_id not in people:
        return False
    people.remove(user_id)
    world.emit("MESSAGE_REACTION_REMOVE", _reaction(world, message, user_id, emoji))
    return True


def clear_reactions(world: World, message: JsonObject, emoji: str | None = None) -> None:
    """Take away all reactions, or all of one emoji."""
    reactions = world.reactions.get(int(message["id"]), {})
    channel = world.channels[int(message["channel_id"])]
    payload = {"channel_id": channel["id"], "message_id": message["id"], **_guild_key(channel)}
    if emoji is None:
        reactions.clear()
        world.emit("MESSAGE_REACTION_REMOVE_ALL", payload)
    else:
        reactions.pop(emoji, None)
        payload["emoji"] = emoji_object(emoji)
        world.emit("MESSAGE_REACTION_REMOVE_EMOJI", payload)


def _reaction(world: World, message: JsonObject, user_id: int, emoji: str) -> JsonObject:
    channel = world.channels[int(message["channel_id"])]
    return {
        "user_id": str(user_id),
        "channel_id": channel["id"],
        "message_id": message["id"],
        "emoji": emoji_object(emoji),
        "burst": False,
        "type": 0,
        **_guild_key(channel),
    }


def open_thread(
    world: World, parent: JsonObject, owner_id: int, body: JsonObject, thread_id: int | None = None
) -> JsonObject:
    """Make a thread under a forum or a text channel; the opener joins it."""
    thread: JsonObject = {
        "id": str(thread_id or new_id()),
        "type": body.get("type") or PUBLIC_THREAD,
        "guild_id": parent["guild_id"],
        "parent_id": parent["id"],
        "owner_id": str(owner_id),
        "name": body["name"],
        "last_message_id": None,
        "rate_limit_per_user": body.get("rate_limit_per_user") or 0,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "flags": 0,
        "applied_tags": body.get("applied_tags") or [],
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": stamp(),
            "auto_archive_duration": body.get("auto_archive_duration")
            or parent.get("default_auto_archive_duration")
            or 4320,
            "locked": False,
            "create_timestamp": stamp(),
        },
    }
    channel_id = int(thread["id"])
    world.channels[channel_id] = thread
    world.messages[channel_id] = {}
    world.thread_members[channel_id] = {}
    mine = join(world, thread, owner_id) if owner_id == world.my_id else None
    extra = {"member": mine} if mine else {}
    world.emit("THREAD_CREATE", {**thread, "newly_created": True, **extra})
    return thread


def join(world: World, thread: JsonObject, user_id: int) -> JsonObject:
    """Put somebody among a thread's members."""
    entry = {"id": thread["id"], "user_id": str(user_id), "join_timestamp": stamp(), "flags": 0}
    people = world.thread_members[int(thread["id"])]
    people[user_id] = entry
    thread["member_count"] = len(people)
    return entry


def set_archived(world: World, thread: JsonObject, *, archived: bool) -> None:
    """Archive a thread or wake it, and tell about it."""
    thread["thread_metadata"] |= {"archived": archived, "archive_timestamp": stamp()}
    world.emit("THREAD_UPDATE", dict(thread))


def delete_channel(world: World, channel: JsonObject) -> None:
    """Take a channel or a thread away with all that hangs on it, and tell about it."""
    channel_id = int(channel["id"])
    for thread in [c for c in world.channels.values() if c.get("parent_id") == channel["id"]]:
        if thread["type"] in THREADS:
            delete_channel(world, thread)
    del world.channels[channel_id]
    world.messages.pop(channel_id, None)
    if channel["type"] in THREADS:
        keys = ("id", "guild_id", "parent_id", "type")
        world.emit("THREAD_DELETE", {key: channel[key] for key in keys})
    else:
        world.emit("CHANNEL_DELETE", channel)


def _guild_key(channel: JsonObject) -> JsonObject:
    return {"guild_id": channel["guild_id"]} if "guild_id" in channel else {}
