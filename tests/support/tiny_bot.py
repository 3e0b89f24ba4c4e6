"""A bot just large enough to try the tests' own bench with."""

import io

import discord
from discord import app_commands, ui
from discord.ext import commands

CRASHING = "crashing"


def card(*lines: str) -> ui.LayoutView:
    """Return a Components V2 message with one button."""
    view = ui.LayoutView(timeout=None)
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    row.add_item(ui.Button(label="Answer", custom_id="answer:1"))
    row.add_item(ui.Button(label="Site", url="https://example.org"))
    spoiler: ui.Container[ui.LayoutView] = ui.Container(
        *(ui.TextDisplay(line) for line in lines), spoiler=True
    )
    view.add_item(spoiler)
    view.add_item(row)
    return view


class AskForm(ui.Modal, title="Ask"):
    """A form with the fields of ours."""

    def __init__(self, *, is_filled: bool = False) -> None:
        super().__init__(custom_id="ask:0")
        self.add_item(
            ui.Label(
                text="Title",
                component=ui.TextInput(
                    custom_id="title", default="A title kept" if is_filled else None
                ),
            )
        )
        options = [discord.SelectOption(label=label, value=label[0]) for label in ("Sleep", "Work")]
        options[1].default = is_filled
        self.add_item(
            ui.Label(text="Category", component=ui.Select(custom_id="category", options=options))
        )
        boxes = [discord.CheckboxGroupOption(label=label, value=label) for label in ("a", "b")]
        boxes[0].default = is_filled
        self.add_item(
            ui.Label(
                text="Options",
                component=ui.CheckboxGroup(
                    custom_id="options", options=boxes, required=False, min_values=0, max_values=2
                ),
            )
        )


class TinyBot(commands.Bot):
    """Remembers what it heard."""

    def __init__(self) -> None:
        super().__init__(
            commands.when_mentioned,
            intents=discord.Intents(guilds=True, guild_messages=True, guild_reactions=True),
        )
        self.heard: list[tuple[str, object]] = []

    async def setup_hook(self) -> None:
        self.tree.add_command(ask)
        self.tree.add_command(answer)
        self.tree.add_command(told)
        self.tree.add_command(crash)
        await self.tree.sync()

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        self.heard.append(("reaction", event.message_author_id))

    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        self.heard.append(("thread", event.thread_id))

    async def on_thread_create(self, thread: discord.Thread) -> None:
        self.heard.append(("thread made", thread.owner_id))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data = dict(interaction.data or {})
        match interaction.type:
            case discord.InteractionType.modal_submit:
                self.heard.append(("form", values_of(data)))
                await interaction.response.defer(ephemeral=True)
                await interaction.followup.send("Posted.", ephemeral=True)
            case discord.InteractionType.component:
                await interaction.response.send_modal(AskForm(is_filled=True))


def values_of(data: dict[str, object]) -> dict[str, object]:
    """Return a submitted form's values by custom_id."""
    labels = data["components"]
    assert isinstance(labels, list)
    fields = [label["component"] for label in labels]
    return {field["custom_id"]: field.get("value", field.get("values")) for field in fields}


@app_commands.command()
async def ask(interaction: discord.Interaction) -> None:
    """Open a form."""
    await interaction.response.send_modal(AskForm())


@app_commands.command()
async def answer(interaction: discord.Interaction) -> None:
    """Refuse in private."""
    await interaction.response.send_message("Not here.", ephemeral=True)


@app_commands.command()
async def told(interaction: discord.Interaction) -> None:
    """Say three things in private and one in a direct message."""
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send(view=card("one"))
    await interaction.followup.send("two", ephemeral=True)
    file = discord.File(io.BytesIO(b"{}"), "data.json")
    await interaction.followup.send("three", file=file, ephemeral=True)
    await interaction.user.send(view=card("a message"))


@app_commands.command()
async def crash(interaction: discord.Interaction) -> None:
    """Say first and second in the channel."""
    await interaction.response.defer(ephemeral=True)
    assert isinstance(interaction.channel, discord.abc.Messageable)
    try:
        await interaction.channel.send("first")
        await interaction.channel.send("second")
    finally:
        await interaction.followup.send("done")
