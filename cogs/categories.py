"""`/forum category`: add, rename, move, remove; mirrored as the forum channel's tags."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum import categories
from bot.forum.summaries import CategoryLine, ForumSummary
from bot.publishing.forms import category_form
from bot.publishing.text import plain
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.forum_group import forum_group
from cogs.interactions import (
    actor_of,
    client_of,
    forum_of,
    manages_server,
    reports_errors,
    wait_for,
)
from cogs.options import category_choices, meant_category
from data.tables import ChannelKind

# Of Discord's 20 tags, two are for "Answered" and "Closed".
MOST_SHOWN_AS_TAGS = 18
BEYOND_TAGS = N_(
    "The category {name} is there now. Discord shows 18 categories as tags at most: this one is "
    "named on the cards only."
)

Choices = list[app_commands.Choice[str]]


class CategoryCommands(app_commands.Group):
    """The four commands."""

    @app_commands.command(name="add", description=N_("Add a category"))
    @app_commands.describe(
        name=N_("Its name"),
        parent=N_("The category it belongs under"),
        description=N_("What belongs there"),
    )
    async def add(
        self,
        interaction: discord.Interaction[ForumBot],
        name: str,
        parent: str | None = None,
        description: app_commands.Range[str, 0, 100] = "",
    ) -> None:
        """Add a category."""
        await wait_for(interaction)
        forum = await forum_of(interaction)
        above = await _meant(interaction, forum, parent)
        await _add(interaction, forum, name, description, above.id if above else None)

    @app_commands.command(name="rename", description=N_("Give a category another name"))
    @app_commands.describe(category=N_("Which one"), name=N_("Its new name"))
    async def rename(
        self, interaction: discord.Interaction[ForumBot], category: str, name: str
    ) -> None:
        """Rename a category."""
        await wait_for(interaction)
        bot, forum = interaction.client, await forum_of(interaction)
        line = await _chosen(interaction, forum, category)
        await categories.rename(
            bot.database,
            forum_id=forum.id,
            actor=actor_of(interaction, forum),
            category_id=line.id,
            name=name,
            now=bot.now(),
        )
        await _done(interaction, N_("{before} is called {name} now."), line.path, name)

    @app_commands.command(name="move", description=N_("Put a category elsewhere"))
    @app_commands.describe(
        category=N_("Which one"),
        parent=N_("The category it belongs under; leave out for the top"),
        position=N_("Its place among its neighbours, from 1"),
    )
    async def move(
        self,
        interaction: discord.Interaction[ForumBot],
        category: str,
        parent: str | None = None,
        position: app_commands.Range[int, 1, 100] | None = None,
    ) -> None:
        """Move a category."""
        await wait_for(interaction)
        bot, forum = interaction.client, await forum_of(interaction)
        line = await _chosen(interaction, forum, category)
        above = await _meant(interaction, forum, parent)
        await categories.move(
            bot.database,
            forum_id=forum.id,
            actor=actor_of(interaction, forum),
            category_id=line.id,
            parent_id=above.id if above else None,
            position=position,
            now=bot.now(),
        )
        moved = next(e for e in await categories.listed(bot.database, forum.id) if e.id == line.id)
        elsewhere = N_("{before} is at {name} now.")
        said = elsewhere if moved.path != line.path else N_("{name} is moved.")
        await _done(interaction, said, line.path, moved.path)

    @app_commands.command(name="remove", description=N_("Remove a category"))
    @app_commands.describe(
        category=N_("Which one"), move_to=N_("Where its questions go; needed unless it is empty")
    )
    async def remove(
        self, interaction: discord.Interaction[ForumBot], category: str, move_to: str | None = None
    ) -> None:
        """Remove a category; its questions go to another one."""
        await wait_for(interaction)
        bot, forum = interaction.client, await forum_of(interaction)
        line = await _chosen(interaction, forum, category)
        target = await _meant(interaction, forum, move_to)
        await categories.remove(
            bot.database,
            forum_id=forum.id,
            actor=actor_of(interaction, forum),
            category_id=line.id,
            move_to=target.id if target else None,
            now=bot.now(),
        )
        name = target.path if target else ""
        said = N_("{before} is removed; its questions are in {name} now.")
        await _done(interaction, said if target else N_("{before} is removed."), line.path, name)

    @add.autocomplete("parent")
    @rename.autocomplete("category")
    @move.autocomplete("category")
    @move.autocomplete("parent")
    @remove.autocomplete("category")
    @remove.autocomplete("move_to")
    async def _choices(self, interaction: discord.Interaction[ForumBot], typed: str) -> Choices:
        return await category_choices(interaction, typed)


class AddCategory(NumberedButton, template=r"category:(?P<number>\d+)"):
    """**Add a category**."""

    action = "category"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        manages_server(interaction)
        await interaction.response.send_modal(category_form(words_of(interaction), "category:new"))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Add a category from its form."""
    manages_server(interaction)
    forum = await forum_of(interaction)
    name, description = submitted.text("name"), submitted.text("description")
    await _add(interaction, forum, name, description, None)


async def _add(
    interaction: discord.Interaction,
    forum: ForumSummary,
    name: str,
    description: str,
    parent_id: int | None,
) -> None:
    bot = client_of(interaction)
    await categories.add(
        bot.database,
        forum_id=forum.id,
        actor=actor_of(interaction, forum),
        name=name,
        parent_id=parent_id,
        description=description,
        now=bot.now(),
    )
    shown = len(await categories.listed(bot.database, forum.id)) <= MOST_SHOWN_AS_TAGS
    if shown or forum.channel_kind is not ChannelKind.FORUM:
        await _done(interaction, N_("The category {name} is there now."), "", name)
    else:
        await _done(interaction, BEYOND_TAGS, "", name)


async def _chosen(
    interaction: discord.Interaction, forum: ForumSummary, typed: str
) -> CategoryLine:
    lines = await categories.listed(client_of(interaction).database, forum.id)
    return meant_category(lines, typed)


async def _meant(
    interaction: discord.Interaction, forum: ForumSummary, typed: str | None
) -> CategoryLine | None:
    return await _chosen(interaction, forum, typed) if typed else None


async def _done(interaction: discord.Interaction, message: str, before: str, name: str) -> None:
    client_of(interaction).outbox.kick()
    said = words_of(interaction)(
        message, before=f"**{plain(before)}**", name=f"**{plain(name.strip())}**"
    )
    await tell(interaction, said)


async def setup(bot: ForumBot) -> None:
    """Add the commands, the button and the form."""
    group = CategoryCommands(name="category", description=N_("The forum's categories"))
    forum_group(bot).add_command(group)
    bot.add_dynamic_items(AddCategory)
    bot.forms.register("category", receive)
