"""A server whose forum is set up and filled through the use cases, without commands."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle

from bot.forum import answers, categories, forums, questions, votes
from bot.forum.summaries import Actor
from bot.publishing import layout
from data.tables import ChannelKind
from tests.support.people import WALK, own_words
from tests.support.reading import fresh
from tests.support.worlds import World


@dataclass
class Town(World):
    """A server with a forum channel and three people."""

    guild: GuildHandle
    channel: ChannelHandle
    lobby: ChannelHandle
    alice: MemberActor
    bob: MemberActor
    carol: MemberActor
    forum_id: int

    async def ask(
        self,
        title: str = "How can I sleep before an exam?",
        by: MemberActor | None = None,
        *,
        category_id: int | None = None,
        tags: Sequence[str] = (),
        notify: bool = False,
    ) -> int:
        """Ask a question and publish it."""
        made = await questions.ask(
            self.bot.database,
            forum_id=self.forum_id,
            actor=actor(by or self.alice),
            title=title,
            details="I lie awake for hours.",
            category_id=category_id,
            tags=tags,
            notify=notify,
            now=self.bot.now(),
        )
        await self.carry_out()
        return made.post_id

    async def answer(
        self,
        question_id: int,
        body: str | None = None,
        by: MemberActor | None = None,
        *,
        notify: bool = False,
    ) -> int:
        """Answer a question and publish it."""
        said = own_words(by or self.bob, WALK) if body is None else body
        post_id = await self.answer_at_once(question_id, said, by, notify=notify)
        await self.carry_out()
        return post_id

    async def answer_at_once(
        self,
        question_id: int,
        body: str,
        by: MemberActor | None = None,
        *,
        notify: bool = False,
    ) -> int:
        """Answer a question, and let nothing else happen yet."""
        made = await answers.answer(
            self.bot.database,
            forum_id=self.forum_id,
            question_id=question_id,
            actor=actor(by or self.bob),
            body=body,
            notify=notify,
            now=self.bot.now(),
        )
        return made.post_id

    async def vote_for(self, post_id: int, by: MemberActor | None = None) -> None:
        """Vote a post up, as Carol unless it is somebody else."""
        await votes.vote(
            self.bot.database,
            forum_id=self.forum_id,
            post_id=post_id,
            actor=actor(by or self.carol),
            value=1,
            now=self.bot.now(),
        )

    async def category(self, name: str, parent_id: int | None = None) -> int:
        """Add a category."""
        return await categories.add(
            self.bot.database,
            forum_id=self.forum_id,
            actor=actor(self.alice),
            name=name,
            parent_id=parent_id,
            now=self.bot.now(),
        )

    async def carry_out(self) -> None:
        """Let the outbox do what waits.

        Its own poll starts that: simcord does not follow a task that a test starts.
        """
        await self.pass_time(2)

    async def post_button(self, label: str, custom_id: str) -> discord.Message:
        """Post a public message with a button, as the welcome message has it."""
        lobby = self.bot.get_channel(self.lobby.id)
        assert isinstance(lobby, discord.TextChannel)
        sent = await lobby.send(view=layout.message(layout.row(layout.button(label, custom_id))))
        await self.env.settle()
        return fresh(self.env, sent)


def actor(member: MemberActor) -> Actor:
    """Return a member as the use cases know them."""
    return Actor(member.id, member.user.name.title())


async def build(
    world: World, name: str = "Calm Waters", *, people: Sequence[MemberActor] = ()
) -> Town:
    """Make a server with a forum in it; `people` who live in another one join this one too."""
    env = world.env
    guild = env.create_guild(name)
    lobby = guild.create_text_channel("lobby")
    channel = guild.create_forum_channel("questions")
    users = [each.user for each in people] or [
        env.create_user(each, global_name=each.title()) for each in ("alice", "bob", "carol")
    ]
    members = [guild.add_member(user) for user in users]
    await env.settle()
    forum = await forums.set_up(
        world.bot.database,
        guild_id=guild.id,
        channel_id=channel.id,
        channel_kind=ChannelKind.FORUM,
        name=name,
        locale="en",
        now=world.bot.now(),
    )
    return Town(
        env=env,
        gaps=world.gaps,
        new_bot=world.new_bot,
        guild=guild,
        channel=channel,
        lobby=lobby,
        alice=members[0],
        bob=members[1],
        carol=members[2],
        forum_id=forum.id,
    )
