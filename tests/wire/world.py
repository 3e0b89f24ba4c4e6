"""What exists: servers, channels, threads, messages, people. Kept as Discord's own JSON."""

from collections.abc import Callable
from dataclasses import dataclass, field

from . import permissions
from .contract import JsonObject
from .objects import emoji_object, guild_object, role_object, text_of
from .snowflakes import new_id, stamp

TEXT, DM, CATEGORY, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 4, 11, 12, 15
THREADS = frozenset({10, PUBLIC_THREAD, PRIVATE_THREAD})
Emit = Callable[[str, JsonObject], None]


@dataclass(slots=True)
class World:
    """The state behind the server; `emit` sends a gateway event to whoever listens.

    Messages are keyed by channel; `reactions[message][emoji]` lists user ids in order, and so does
    `bursts` those of super reactions; `private` holds ephemeral messages by id.
    """

    emit: Emit = lambda _event, _payload: None
    users: dict[int, JsonObject] = field(default_factory=dict)
    guilds: dict[int, JsonObject] = field(default_factory=dict)
    members: dict[int, dict[int, JsonObject]] = field(default_factory=dict)
    channels: dict[int, JsonObject] = field(default_factory=dict)
    thread_members: dict[int, dict[int, JsonObject]] = field(default_factory=dict)
    messages: dict[int, dict[int, JsonObject]] = field(default_factory=dict)
    reactions: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    bursts: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    private: dict[int, JsonObject] = field(default_factory=dict)
    commands: dict[int | None, list[JsonObject]] = field(default_factory=dict)
    refuses_dms: set[int] = field(default_factory=set)
    nonces: dict[tuple[int, str], int] = field(default_factory=dict)
    me: JsonObject = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the bot's own account."""
        self.me = self.add_user("Mindwell", bot=True)

    @property
    def my_id(self) -> int:
        """Return the bot's id, which is its application's id too."""
        return int(self.me["id"])

    def add_user(self, name: str, *, bot: bool = False) -> JsonObject:
        """Make an account."""
        user_id = new_id()
        user = {
            "id": str(user_id),
            "username": name.lower().replace(" ", "_"),
            "discriminator": "0",
            "global_name": name,
            "avatar": None,
            "bot": bot,
            "system": False,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        self.users[user_id] = user
        return user

    def add_guild(self, name: str, *, bot_permissions: int = permissions.BOT) -> JsonObject:
        """Make a server with an owner, the bot in it and a role that carries its permissions."""
        guild_id = new_id()
        owner = self.add_user("Owner")
        guild = guild_object(guild_id, name, owner["id"])
        guild["roles"] = [role_object(guild_id, "@everyone", permissions.EVERYONE, 0)]
        self.guilds[guild_id] = guild
        self.members[guild_id] = {}
        self.add_member(guild_id, int(owner["id"]))
        role = role_object(new_id(), "Mindwell", bot_permissions, 1)
        role |= {"managed": True, "tags": {"bot_id": self.me["id"]}}
        guild["roles"].append(role)
        self.add_member(guild_id, self.my_id, roles=[role["id"]])
        return guild

    def add_member(
        self, guild_id: int, user_id: int, *, roles: list[str] | None = None
    ) -> JsonObject:
        """Let somebody join a server, by invite and in silence unless the bot listens."""
        member = {
            "user": self.users[user_id],
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": roles or [],
            "joined_at": stamp(),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None,
        }
        self.members[guild_id][user_id] = member
        self.emit("GUILD_MEMBER_ADD", {**member, "guild_id": str(guild_id)})
        return member

    def add_channel(self, guild_id: int, name: str, kind: int, **fields: object) -> JsonObject:
        """Make a channel and tell about it."""
        channel_id = new_id()
        channel: JsonObject = {
            "id": str(channel_id),
            "type": kind,
            "guild_id": str(guild_id),
            "name": name,
            "position": len(self.channels),
            "permission_overwrites": [],
            "parent_id": None,
            "flags": 0,
        }
        if kind in {TEXT, FORUM}:
            channel |= {"topic": None, "nsfw": False, "rate_limit_per_user": 0}
            channel["last_message_id"] = None
        if kind == FORUM:
            channel |= {"available_tags": [], "default_reaction_emoji": None}
            channel |= {"default_sort_order": None, "default_forum_layout": 0}
        channel |= fields
        self.channels[channel_id] = channel
        self.messages[channel_id] = {}
        self.emit("CHANNEL_CREATE", channel)
        return channel

    def dm_with(self, user_id: int) -> JsonObject:
        """Return the private channel with somebody, opening it when there is none."""
        for channel in self.channels.values():
            if channel["type"] == DM and channel["recipients"][0]["id"] == str(user_id):
                return channel
        channel = {
            "id": str(new_id()),
            "type": DM,
            "flags": 0,
            "last_message_id": None,
            "recipients": [self.users[user_id]],
        }
        self.channels[int(channel["id"])] = channel
        self.messages[int(channel["id"])] = {}
        self.emit("CHANNEL_CREATE", channel)
        return channel

    def guild_of(self, channel: JsonObject) -> JsonObject | None:
        """Return the server of a channel, None for a private channel."""
        return self.guilds[int(channel["guild_id"])] if "guild_id" in channel else None

    def permissions_of(self, user_id: int, channel: JsonObject) -> int:
        """Return somebody's permissions in a channel; a thread has its parent's."""
        guild = self.guild_of(channel)
        if guild is None:
            return permissions.EVERYONE
        member = self.members[int(guild["id"])].get(user_id)
        if member is None:
            return 0
        parent = channel
        if channel["type"] in THREADS:
            parent = self.channels.get(int(channel["parent_id"]), channel)
        return permissions.effective(guild, member, parent)

    def threads_of(self, guild_id: int) -> list[JsonObject]:
        """Return the active threads of a server."""
        return [
            channel
            for channel in self.channels.values()
            if channel["type"] in THREADS
            and channel["guild_id"] == str(guild_id)
            and not channel["thread_metadata"]["archived"]
        ]

    def message(self, channel_id: int, message_id: int) -> JsonObject | None:
        """Return a message with its reactions as the bot sees them."""
        stored = self.messages.get(channel_id, {}).get(message_id)
        return None if stored is None else self.shown(stored)

    def shown(self, stored: JsonObject) -> JsonObject:
        """Add the reactions to a stored message, and take away what no intent lets the bot read."""
        shown = dict(stored)
        normal = self.reactions.get(int(stored["id"]), {})
        bursts = self.bursts.get(int(stored["id"]), {})
        shown["reactions"] = [
            self._reaction(emoji, normal.get(emoji, []), bursts.get(emoji, []))
            for emoji in {**normal, **bursts}
            if normal.get(emoji) or bursts.get(emoji)
        ]
        if not self._may_read(stored):
            shown |= {"content": "", "embeds": [], "attachments": [], "components": []}
        return shown

    def _reaction(self, emoji: str, normal: list[int], bursts: list[int]) -> JsonObject:
        return {
            "emoji": emoji_object(emoji),
            "count": len(normal) + len(bursts),
            "count_details": {"normal": len(normal), "burst": len(bursts)},
            "burst_colors": [],
            "me": self.my_id in normal,
            "me_burst": self.my_id in bursts,
        }

    def _may_read(self, stored: JsonObject) -> bool:
        channel = self.channels.get(int(stored["channel_id"]), {})
        mine = stored["author"]["id"] == self.me["id"] or stored.get("application_id")
        named = any(user["id"] == self.me["id"] for user in stored["mentions"])
        return bool(mine or named or channel.get("type") == DM)

    def texts_in(self, channel_id: int) -> list[str]:
        """Return what stands in a channel: each message's text, oldest first."""
        return [text_of(message) for message in self.messages[channel_id].values()]
