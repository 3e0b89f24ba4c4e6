"""The simulated Discord server of the demo: its channels and its people."""

from dataclasses import dataclass

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.env import Env

from bot.demo import portraits

SERVER = "Mindwell"
WELCOME = "start-here"
QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a visitor of the demo can be."""

    key: str
    name: str
    part: str


CAST = (
    Person("maya", "Maya", "asks"),
    Person("tomas", "Tomás", "helps"),
    Person("priya", "Priya", "helps"),
    Person("rowan", "Rowan", "moderates"),
)
# They wrote posts before the visitor came.
AUTHORS = {"daniel": "Daniel", "aisha": "Aisha", "leon": "León", "ines": "Inês"}
# They only vote.
VOTERS = ("Noor", "Jonas", "Mei", "Sofia", "Kwame", "Ewa", "Liam", "Yuki", "Olu", "Freya")

MODERATOR = discord.Permissions(
    manage_messages=True, manage_threads=True, manage_guild=True, moderate_members=True
)


class World:
    """The people and places of one running simulated server."""

    def __init__(self, env: Env, guild: GuildHandle) -> None:
        self.env = env
        self.guild = guild
        ids = {env.backend.get_user(number).name: number for number in guild.member_ids()}
        self.actors = {name: self._actor(number) for name, number in ids.items()}

    def _actor(self, user_id: int) -> MemberActor:
        user = UserHandle(self.env, self.env.backend.get_user(user_id))
        return MemberActor(self.env, self.guild, user)

    @property
    def owner(self) -> MemberActor:
        """The server's owner, who sets the forum up."""
        return self._actor(self.guild.owner.id)

    @property
    def voters(self) -> list[MemberActor]:
        """Everybody who may vote, in a fixed order, the visitor's people last."""
        keys = [*(name.lower() for name in VOTERS), *AUTHORS, *(one.key for one in CAST)]
        return [self.actors[key] for key in keys]

    def channel(self, name: str) -> ChannelHandle:
        """Return the channel of that name."""
        return self.guild.channels[name]

    def handle(self, channel_id: int) -> ChannelHandle | None:
        """Return the channel or thread of that id, or None when it is gone."""
        channel = self.env.backend.channels.get(channel_id)
        return None if channel is None else ChannelHandle(self.env, self.guild, channel)

    def messages_to(self, key: str) -> list[int]:
        """Return the ids of the messages that a person has from the bot, oldest first."""
        channel = self.env.backend.dm_channels.get(self.actors[key].id)
        found = self.env.backend.messages.get(channel, {}) if channel is not None else {}
        bot_id = self.env.backend.bot_user.id
        return sorted(number for number, one in found.items() if one.author_id == bot_id)

    def forget_private_replies(self) -> None:
        """Take away what only one person sees, as Discord does when an app is opened again."""
        for messages in self.env.backend.messages.values():
            for number in [one.id for one in messages.values() if one.is_ephemeral]:
                del messages[number]


def build(env: Env) -> World:
    """Make the server, its channels and all its people."""
    owner = env.create_user("ellis", global_name="Ellis")
    guild = env.create_guild(SERVER, owner=owner)
    moderator = guild.create_role("Moderator", permissions=MODERATOR)
    for person in CAST:
        user = env.create_user(person.key, global_name=person.name)
        guild.add_member(user, roles=[moderator] if person.part == "moderates" else [])
    for key, name in {**AUTHORS, **{name.lower(): name for name in VOTERS}}.items():
        guild.add_member(env.create_user(key, global_name=name))
    guild.create_text_channel(WELCOME, topic="How this server works, and where to begin")
    guild.create_forum_channel(QUESTIONS)
    portraits.hang(env)
    return World(env, guild)
