"""The shapes of Discord's objects."""

from . import rules
from .contract import JsonObject


def text_of(message: JsonObject) -> str:
    """Return all that a message says."""
    return "\n".join([message["content"], *rules.texts(message["components"])]).strip()


def emoji_object(emoji: str) -> JsonObject:
    """Return an emoji as it stands in a reaction: unicode, or `name:id`."""
    name, _, number = emoji.partition(":")
    return {"id": number or None, "name": name}


def role_object(role_id: int, name: str, granted: int, position: int) -> JsonObject:
    """Return a role."""
    return {
        "id": str(role_id),
        "name": name,
        "description": None,
        "permissions": str(granted),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


def guild_object(guild_id: int, name: str, owner_id: str) -> JsonObject:
    """Return a server without roles."""
    absent = words(
        "icon description home_header splash discovery_splash banner afk_channel_id application_id "
        "system_channel_id rules_channel_id public_updates_channel_id safety_alerts_channel_id "
        "vanity_url_code widget_channel_id max_presences incidents_data"
    )
    zero = words(
        "system_channel_flags premium_tier premium_subscription_count verification_level "
        "default_message_notifications explicit_content_filter mfa_level nsfw_level"
    )
    return {
        "id": str(guild_id),
        "name": name,
        "owner_id": owner_id,
        **dict.fromkeys(absent),
        **dict.fromkeys(zero, 0),
        "region": "deprecated",
        "afk_timeout": 300,
        "widget_enabled": False,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "preferred_locale": "en-US",
        "features": ["COMMUNITY"],
        "roles": [],
        "emojis": [],
        "stickers": [],
    }
