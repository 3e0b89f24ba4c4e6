"""What a person reads on the screen: texts, buttons, private replies, direct messages, forms."""

from collections.abc import Iterator
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, UserHandle
from simcord.components import walk_components
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage, to_discord_message

Json = dict[str, Any]  # a component as Discord sends it
Shown = discord.Message | ResponseMessage

BUTTON, SELECT, TEXT_INPUT, TEXT_DISPLAY = 2, 3, 4, 10
RADIO_GROUP, CHECKBOX = 21, 23


def components_of(message: Shown) -> Iterator[Json]:
    """Yield every component of a message, those within containers and sections too."""
    if isinstance(message, ResponseMessage):
        yield from walk_components(message.components)
    else:
        yield from walk_components([dict(each.to_dict()) for each in message.components])


def text_of(message: Shown) -> str:
    """Return everything a message says: its content, then all its text displays, line by line."""
    displays = [str(c["content"]) for c in components_of(message) if c["type"] == TEXT_DISPLAY]
    return "\n".join(part for part in (message.content, *displays) if part)


def buttons_of(message: Shown) -> list[str]:
    """Return what a message's buttons say, links too; an emoji stands for a missing label."""
    return [_label(each) for each in components_of(message) if each["type"] == BUTTON]


def button_ids(message: Shown) -> list[str]:
    """Return the custom_ids of a message's buttons."""
    return [str(each["custom_id"]) for each in components_of(message) if "custom_id" in each]


def links_of(message: Shown) -> dict[str, str]:
    """Return where a message's link buttons lead, by what they say."""
    found = (each for each in components_of(message) if each["type"] == BUTTON)
    return {_label(each): str(each["url"]) for each in found if each.get("url")}


def is_spoiler(message: Shown) -> bool:
    """Return whether a part of a message is hidden until tapped."""
    return any(each.get("spoiler") for each in components_of(message))


def _label(button: Json) -> str:
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def replies_of(result: InteractionResult) -> list[ResponseMessage]:
    """Return what an interaction was answered with, in order, followups too."""
    first = [result.response] if result.response is not None else []
    return [*first, *result.followups]


def reply_of(result: InteractionResult) -> ResponseMessage:
    """Return the first message that an interaction was answered with."""
    replies = replies_of(result)
    assert replies, f"nobody answered: {result!r}"
    return replies[0]


def private_text(result: InteractionResult) -> str:
    """Return what only this person was told; fails when anybody else could read it."""
    replies = replies_of(result)
    assert replies, f"nobody answered: {result!r}"
    for each in replies:
        assert each.ephemeral, f"not private: {text_of(each)}"
    return "\n".join(text_of(each) for each in replies)


def dms(person: MemberActor | UserHandle) -> list[discord.Message]:
    """Return the direct messages that somebody has from the bot, oldest first."""
    env = person._env
    channel_id = env.backend.dm_channels.get(person.id)
    if channel_id is None:
        return []
    bot_id = env.backend.bot_user.id
    kept = sorted(env.backend.messages[channel_id].values(), key=lambda message: message.id)
    return [to_discord_message(env, each) for each in kept if each.author_id == bot_id]


def dm_texts(person: MemberActor | UserHandle) -> list[str]:
    """Return what the direct messages of somebody say, oldest first."""
    return [text_of(each) for each in dms(person)]


def fresh(env: Env, message: Shown) -> discord.Message:
    """Return a message as it is now: what a test holds is what it was when it was read."""
    channel_id = message.channel_id if isinstance(message, ResponseMessage) else message.channel.id
    return to_discord_message(env, env.backend.get_message(channel_id, message.id))


def starter_of(thread: ChannelHandle) -> discord.Message:
    """Return the message that a thread began with, in a forum or above it in a text channel."""
    env = thread._env
    for channel_id in (thread.id, env.backend.get_channel(thread.id).parent_id):
        kept = env.backend.messages.get(channel_id or 0, {}).get(thread.id)
        if kept is not None:
            return to_discord_message(env, kept)
    raise AssertionError("the thread's first message is gone")


def reactions_of(env: Env, message: Shown) -> dict[str, int]:
    """Return how many people, the bot among them, reacted with each emoji."""
    return {str(each.emoji): each.count for each in fresh(env, message).reactions}


def fields_of(shown: InteractionResult) -> dict[str, Json]:
    """Return the fields of an open form by custom_id."""
    assert shown.modal is not None, f"no form: {shown!r}"
    return {
        str(each["custom_id"]): each
        for each in walk_components(shown.modal["components"])
        if "custom_id" in each
    }


def choice(shown: InteractionResult, field: str, label: str) -> str:
    """Return the value of the choice that says `label` in a field of an open form."""
    options = fields_of(shown)[field]["options"]
    values = [str(option["value"]) for option in options if option["label"] == label]
    assert values, f"no {label!r} among {[option['label'] for option in options]}"
    return values[0]
