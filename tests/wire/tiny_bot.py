"""The smallest forum bot: it proves the wire server, not the product."""

import discord
from discord import app_commands
from discord.ext import commands


def card(text: str) -> discord.ui.LayoutView:
    """Draw a card of Components V2 with a button."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        discord.ui.TextDisplay(text), accent_colour=discord.Colour.blurple()
    )
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    row.add_item(discord.ui.Button(label="More", custom_id="more:1"))
    container.add_item(row)
    view.add_item(container)
    return view


class AskForm(discord.ui.Modal, title="Ask"):
    """A form with a text and boxes to tick."""

    def __init__(self) -> None:
        super().__init__(custom_id="ask")
        self.body: discord.ui.TextInput[AskForm] = discord.ui.TextInput(
            custom_id="title", min_length=3, max_length=100
        )
        self.options: discord.ui.CheckboxGroup[AskForm] = discord.ui.CheckboxGroup(
            custom_id="options", required=False, min_values=0, max_values=1
        )
        self.options.add_option(label="DM me", value="notify")
        self.add_item(discord.ui.Label(text="Title", component=self.body))
        self.add_item(discord.ui.Label(text="Options", component=self.options))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Make the thread, seed a reaction, write a private message."""
        await interaction.response.defer(ephemeral=True)
        guild = interaction.guild
        assert guild is not None
        (forum,) = guild.forums
        made = await forum.create_thread(name=self.body.value, view=card(self.body.value))
        await made.message.add_reaction("👍")
        if self.options.values:
            await interaction.user.send(view=card("You asked."))
        await interaction.followup.send(f"Posted: <#{made.thread.id}>", ephemeral=True)


class TinyBot(commands.Bot):
    """One command, one button, a list of the reactions it heard of."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.guild_reactions = True
        super().__init__(
            commands.when_mentioned,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.heard: list[discord.RawReactionActionEvent] = []

    async def setup_hook(self) -> None:
        """Register the command."""

        @self.tree.command(description="Ask a question")
        @app_commands.describe(category="Where it belongs")
        async def ask(interaction: discord.Interaction, category: str | None = None) -> None:
            del category
            await interaction.response.send_modal(AskForm())

        await self.tree.sync()

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Remember a reaction."""
        if self.user is not None and event.user_id != self.user.id:
            self.heard.append(event)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the button by editing its card."""
        if interaction.data is not None and interaction.data.get("custom_id") == "more:1":
            await interaction.response.edit_message(view=card("Pressed."))
