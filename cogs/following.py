"""`/follow`, `/following`, and **Notify me** on a question's card."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum import follows
from bot.forum.categories import listed
from bot.forum.follow_errors import FollowWhat
from bot.forum.notifying import notify_me
from bot.forum.summaries import ForumSummary
from bot.publishing.following import notified, now_follows
from cogs.buttons import NumberedButton
from cogs.following_pages import (
    EachByDM,
    FollowingPage,
    StopNotifying,
    Unfollow,
    followed_at,
)
from cogs.interactions import (
    actor_of,
    client_of,
    forum_of,
    reports_errors,
    wait_for,
)
from cogs.options import (
    category_choices,
    meant_category,
    meant_question,
    question_choices,
    tag_choices,
)
from cogs.places import place_of
from data.tables import FollowTarget


class Following(commands.Cog):
    """Has people told of what they follow."""

    @app_commands.command(name="follow", description=N_("Be told of what is new in something"))
    @app_commands.describe(
        question=N_("A question: I send you a DM. In its thread, leave everything out"),
        category=N_("New questions in a category and the ones beneath it"),
        tag=N_("New questions with a tag"),
        member=N_("What somebody posts by name"),
    )
    @app_commands.guild_only()
    async def follow(
        self,
        interaction: discord.Interaction[ForumBot],
        question: str | None = None,
        category: str | None = None,
        tag: str | None = None,
        member: discord.Member | discord.User | None = None,
    ) -> None:
        """Follow one thing. Raises `FollowWhat`."""
        if sum(each is not None for each in (question, category, tag, member)) > 1:
            raise FollowWhat
        forum = await forum_of(interaction)
        if category is not None:
            await follow_category(interaction, forum, category)
        elif tag is not None:
            await follow_tag(interaction, forum, tag)
        elif member is not None:
            await follow_member(interaction, forum, member)
        else:
            post_id = await meant_question(interaction, forum, question)
            await be_notified(interaction, post_id, is_toggle=False)

    @follow.autocomplete("question")
    async def _questions(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await question_choices(interaction, typed)

    @follow.autocomplete("category")
    async def _categories(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await category_choices(interaction, typed)

    @follow.autocomplete("tag")
    async def _tags(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await tag_choices(interaction, typed)

    @app_commands.command(
        name="following", description=N_("What you follow, each with a button to stop it")
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def following(self, interaction: discord.Interaction[ForumBot]) -> None:
        """Show the first page."""
        await reply(interaction, await followed_at(interaction, 0))


class NotifyMe(NumberedButton, template=r"notify:(?P<number>\d+)"):
    """**Notify me** on a card and in More; again it stops."""

    action = "notify"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn DMs about the question on or off, and say which."""
        await be_notified(interaction, self.number)


async def be_notified(
    interaction: discord.Interaction, post_id: int, *, is_toggle: bool = True
) -> None:
    """Have whoever pressed told of a question, or no more, and say which: also in DMs."""
    await wait_for(interaction)
    bot, place = client_of(interaction), await place_of(interaction, post_id)
    done = await notify_me(
        bot.database,
        post_id=post_id,
        forum_id=place.forum.id,
        actor=place.actor,
        is_toggle=is_toggle,
        now=bot.now(),
    )
    await tell(interaction, notified(done, words_of(interaction)))


async def follow_category(
    interaction: discord.Interaction, forum: ForumSummary, typed: str
) -> None:
    """Follow a category, and say so."""
    bot = client_of(interaction)
    category = meant_category(await listed(bot.database, forum.id), typed)
    await wait_for(interaction)
    done = await follows.follow_category(
        bot.database,
        forum_id=forum.id,
        category_id=category.id,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    await tell(interaction, now_follows(done, FollowTarget.CATEGORY, words_of(interaction)))


async def follow_tag(interaction: discord.Interaction, forum: ForumSummary, typed: str) -> None:
    """Follow a tag, and say so."""
    await wait_for(interaction)
    bot = client_of(interaction)
    done = await follows.follow_tag(
        bot.database,
        forum_id=forum.id,
        typed=typed,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    await tell(interaction, now_follows(done, FollowTarget.TAG, words_of(interaction)))


async def follow_member(
    interaction: discord.Interaction, forum: ForumSummary, member: discord.Member | discord.User
) -> None:
    """Follow a member, and say so."""
    await wait_for(interaction)
    bot = client_of(interaction)
    done = await follows.follow_member(
        bot.database,
        forum_id=forum.id,
        user_id=member.id,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    await tell(interaction, now_follows(done, FollowTarget.MEMBER, words_of(interaction)))


async def setup(bot: ForumBot) -> None:
    """Add the commands and the buttons."""
    await bot.add_cog(Following())
    bot.add_dynamic_items(NotifyMe, FollowingPage, Unfollow, StopNotifying, EachByDM)
