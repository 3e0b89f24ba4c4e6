"""A server, its channel and its members as Discord describes them, for `bench.limited_discord`."""

from typing import Any

Payload = dict[str, Any]

ME, OWNER, GUILD, CHANNEL, FIRST_MEMBER = 101, 102, 201, 301, 10_000
DM_CHANNELS_FROM = 5_000_000
VIEW_AND_SEND = str((1 << 10) | (1 << 11) | (1 << 31) | (1 << 38))
JOINED = "2026-01-01T00:00:00+00:00"


def user(user_id: int) -> Payload:
    """Return somebody as Discord describes them."""
    name = f"member{user_id}"
    return {"id": str(user_id), "username": name, "discriminator": "0", "avatar": None}


def member(user_id: int) -> Payload:
    """Return somebody in the server, without roles."""
    who = {"user": user(user_id), "roles": [], "joined_at": JOINED}
    return who | {"deaf": False, "mute": False, "flags": 0}


def dm_channel_of(user_id: int) -> int:
    """Return the number of somebody's direct messages."""
    return DM_CHANNELS_FROM + user_id


def channel() -> Payload:
    """Return the server's one channel."""
    about = {"id": str(CHANNEL), "guild_id": str(GUILD), "type": 0, "name": "questions"}
    return about | {"position": 0, "permission_overwrites": [], "permissions": VIEW_AND_SEND}


def guild() -> Payload:
    """Return the server, with nobody in it but the bot."""
    role = {"id": str(GUILD), "name": "@everyone", "permissions": VIEW_AND_SEND, "position": 0}
    role |= {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
    empty = ["emojis", "stickers", "features", "threads", "voice_states", "presences"]
    empty += ("stage_instances", "guild_scheduled_events", "soundboard_sounds")
    zero = ["verification_level", "default_message_notifications", "explicit_content_filter"]
    zero += ("mfa_level", "nsfw_level", "premium_tier", "system_channel_flags", "afk_timeout")
    return {
        "id": str(GUILD),
        "name": "Calm Waters",
        "owner_id": str(OWNER),
        "unavailable": False,
        "large": True,
        "member_count": 10_000,
        "joined_at": JOINED,
        "roles": [role],
        "channels": [channel()],
        "members": [member(ME)],
        **{name: [] for name in empty},
        **dict.fromkeys(zero, 0),
        "preferred_locale": "en-US",
        "premium_progress_bar_enabled": False,
        "icon": None,
    }
