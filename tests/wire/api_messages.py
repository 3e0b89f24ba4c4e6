"""Routes about messages and reactions."""

import time
from urllib.parse import unquote

from . import posting, rules
from .contract import JsonObject
from .routes import NO_CONTENT, Answer, Call, Refusal, route
from .snowflakes import made_at
from .world import DM, THREADS

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = f"{MESSAGES}/{{message_id}}"
REACTIONS = f"{MESSAGE}/reactions"
OLD_SECONDS = 3600
OLD_EDITS, OLD_EDIT_SECONDS = 5, 60.0
REACTION_KINDS = 20


@route(f"GET {MESSAGES}")
def get_messages(call: Call) -> Answer:
    """Return a page of messages, the newest first."""
    channel = call.channel("read_message_history")
    stored = sorted(call.world.messages[int(channel["id"])].items())
    limit = int(call.query.get("limit", 50))
    if "after" in call.query:
        stored = [entry for entry in stored if entry[0] > int(call.query["after"])][:limit]
    elif "before" in call.query:
        stored = [entry for entry in stored if entry[0] < int(call.query["before"])]
    elif "around" in call.query:
        middle = int(call.query["around"])
        near = sorted(stored, key=lambda entry: abs(entry[0] - middle))[:limit]
        stored = sorted(near)
    return 200, [call.world.shown(message) for _, message in reversed(stored[-limit:])]


@route(f"GET {MESSAGE}")
def get_message(call: Call) -> Answer:
    """Return one message."""
    call.channel("read_message_history")
    return 200, call.world.shown(call.message())


@route(f"POST {MESSAGES}")
def post_message(call: Call) -> Answer:
    """Send a message; a repeated nonce gives the first one back."""
    channel = call.channel()
    world, body = call.world, call.body
    call.judge(rules.message_problems(body))
    in_thread = channel["type"] in THREADS
    call.need(channel, "send_messages_in_threads" if in_thread else "send_messages")
    _check_reply(call, channel)
    if channel["type"] == DM and _is_closed(call, channel):
        raise Refusal(403, 50007, "Cannot send messages to this user")
    if (
        in_thread
        and channel["thread_metadata"]["archived"]
        and channel["thread_metadata"]["locked"]
    ):
        call.need(channel, "manage_threads")
    key = (int(channel["id"]), str(body.get("nonce")))
    if body.get("enforce_nonce") and body.get("nonce") is not None and key in world.nonces:
        known = world.messages[key[0]].get(world.nonces[key])
        if known is not None:
            return 200, world.shown(known)
    message = posting.build(world, key[0], world.my_id, body)
    posting.place(world, message)
    if body.get("nonce") is not None:
        world.nonces[key] = int(message["id"])
    return 200, world.shown(message)


def _check_reply(call: Call, channel: JsonObject) -> None:
    replied = call.body.get("message_reference")
    if replied is None or replied.get("fail_if_not_exists") is False:
        return
    if int(replied["message_id"]) not in call.world.messages[int(channel["id"])]:
        # Who replies can't know that it is gone: no fault of theirs.
        text = "Invalid Form Body: message_reference: Unknown message"
        raise Refusal(400, 50035, text, is_faulty=False)


def _is_closed(call: Call, channel: JsonObject) -> bool:
    user_id = int(channel["recipients"][0]["id"])
    shared = any(user_id in members for members in call.world.members.values())
    return user_id in call.world.refuses_dms or not shared


@route(f"PATCH {MESSAGE}")
def patch_message(call: Call) -> Answer:
    """Edit a message of the bot's own."""
    channel = call.channel()
    message = call.message()
    if message["author"]["id"] != call.world.me["id"]:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    call.refuse_archived(channel)
    was_v2 = bool(message["flags"] & rules.V2_FLAG)
    call.judge(rules.message_problems(call.body, was_v2=was_v2, is_edit=True))
    if time.time() - made_at(int(message["id"])).timestamp() > OLD_SECONDS:
        wait = call.limits.take_sublimit(f"old:{channel['id']}", OLD_EDITS, OLD_EDIT_SECONDS)
        if wait is not None:
            text = "Maximum number of edits to messages older than 1 hour reached."
            raise Refusal(429, 30046, text, wait)
    posting.edit(call.world, message, call.body)
    return 200, call.world.shown(message)


@route(f"DELETE {MESSAGE}")
def delete_message(call: Call) -> Answer:
    """Delete a message."""
    channel = call.channel()
    message = call.message()
    if message["author"]["id"] != call.world.me["id"]:
        call.need(channel, "manage_messages")
    call.refuse_archived(channel)
    posting.delete(call.world, int(channel["id"]), int(message["id"]))
    return NO_CONTENT


@route(f"POST {MESSAGES}/bulk-delete")
def bulk_delete(call: Call) -> Answer:
    """Delete two to a hundred messages."""
    channel = call.channel("manage_messages")
    for text in call.body["messages"]:
        if int(text) in call.world.messages[int(channel["id"])]:
            posting.delete(call.world, int(channel["id"]), int(text))
    return NO_CONTENT


@route(f"PUT {MESSAGES}/pins/{{message_id}}")
@route(f"DELETE {MESSAGES}/pins/{{message_id}}")
def pin(call: Call) -> Answer:
    """Pin a message or take its pin away; only the permission is looked at."""
    call.channel("pin_messages")
    call.message()
    return NO_CONTENT


@route(f"GET {MESSAGES}/pins")
def get_pins(call: Call) -> Answer:
    """Return pinned messages: none."""
    call.channel()
    return 200, {"items": [], "has_more": False}


@route(f"PUT {REACTIONS}/{{emoji_name}}/@me")
def put_reaction(call: Call) -> Answer:
    """Add the bot's reaction."""
    channel = call.channel("read_message_history")
    message, emoji = call.message(), unquote(call.path["emoji_name"])
    call.refuse_archived(channel)
    shown = call.world.reactions.get(int(message["id"]), {})
    if not shown.get(emoji):
        call.need(channel, "add_reactions")
        if sum(bool(people) for people in shown.values()) >= REACTION_KINDS:
            raise Refusal(400, 30010, "Maximum number of reactions reached (20)")
    posting.react(call.world, message, call.world.my_id, emoji)
    return NO_CONTENT


@route(f"DELETE {REACTIONS}/{{emoji_name}}/@me")
@route(f"DELETE {REACTIONS}/{{emoji_name}}/{{user_id}}")
def delete_reaction(call: Call) -> Answer:
    """Take the bot's or somebody else's reaction away."""
    channel = call.channel()
    user_id = int(call.path.get("user_id", call.world.my_id))
    if user_id != call.world.my_id:
        call.need(channel, "manage_messages")
    call.refuse_archived(channel)
    emoji = unquote(call.path["emoji_name"])
    if not posting.unreact(call.world, call.message(), user_id, emoji):
        raise Refusal(404, 10014, "Unknown Emoji")
    return NO_CONTENT


@route(f"DELETE {REACTIONS}")
@route(f"DELETE {REACTIONS}/{{emoji_name}}")
def clear_reactions(call: Call) -> Answer:
    """Take all reactions away, or all of one emoji."""
    channel = call.channel("manage_messages")
    call.refuse_archived(channel)
    emoji = call.path.get("emoji_name")
    posting.clear_reactions(call.world, call.message(), unquote(emoji) if emoji else None)
    return NO_CONTENT


@route(f"GET {REACTIONS}/{{emoji_name}}")
def get_reaction_users(call: Call) -> Answer:
    """Return who reacted, in the order of their ids: normally unless super reactions are asked."""
    call.channel("read_message_history")
    emoji = unquote(call.path["emoji_name"])
    kept = call.world.bursts if call.query.get("type") == "1" else call.world.reactions
    people = sorted(kept.get(int(call.message()["id"]), {}).get(emoji, []))
    after = int(call.query.get("after", 0))
    page = [one for one in people if one > after][: int(call.query.get("limit", 25))]
    return 200, [call.world.users[one] for one in page]
