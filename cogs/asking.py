"""Asking: `/ask`, **Ask a question** on the welcome, **Make it a question** on a New Post."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import words_of
from bot.forum import policy
from bot.forum.anonymous.terms import offered
from bot.forum.categories import listed
from bot.forum.drafts import Submission
from bot.forum.errors import ForumError, OnlyItsAuthor
from bot.forum.follow_ons import origin_to_ask
from bot.forum.listings import tag_as_typed
from bot.forum.questions import ask, check_ask, refuse_second, suggest_tags
from bot.forum.summaries import ForumSummary
from bot.publishing.forms import TAG, Filled, ask_form
from bot.publishing.relations import origin_named
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.drafted import filled_with, kept_text
from cogs.guises import guise_of
from cogs.interactions import client_of, forum_of, reports_errors
from cogs.options import CHOICE_CHARACTERS, MOST_CHOICES, category_choices, meant_category
from cogs.places import Place, place_here, place_of
from cogs.publishing import publish_and_tell
from cogs.similar import asked_before, show_first
from data.tables import PostKind

# Where `ask:CATEGORY:TAGS:THREAD:ORIGIN` names a New Post thread, and what a question follows on.
THREAD_PART, ORIGIN_PART = 3, 4


class Asking(commands.Cog):
    """Opens and receives the form of a question."""

    @app_commands.command(name="ask", description=N_("Ask a question"))
    @app_commands.describe(
        category=N_("What your question is about"), tags=N_("Up to five words, with spaces between")
    )
    @app_commands.guild_only()
    async def ask(
        self,
        interaction: discord.Interaction[ForumBot],
        category: str | None = None,
        tags: str | None = None,
    ) -> None:
        """Open the ask form; what the options say travels in its custom_id."""
        forum = await forum_of(interaction)
        words = policy.parse_tags(tags or "")
        category_id = 0
        if category:
            lines = await listed(interaction.client.database, forum.id)
            category_id = meant_category(lines, category).id
        await _open_with(interaction, forum, category_id, words)

    @ask.autocomplete("category")
    async def _categories(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await category_choices(interaction, typed)

    @ask.autocomplete("tags")
    async def _tags(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Complete the last word of what was typed."""
        forum = await forum_of(interaction)
        *before, last = (tag_as_typed(each) for each in typed.replace(",", " ").split(" "))
        before = [each for each in before if each]
        found = await suggest_tags(
            interaction.client.database,
            forum_id=forum.id,
            typed=last,
            limit=MOST_CHOICES + len(before),
        )
        lines = [" ".join([*before, tag]) for tag in found if tag not in before][:MOST_CHOICES]
        return [
            app_commands.Choice(name=line, value=line)
            for line in lines
            if len(line) <= CHOICE_CHARACTERS
        ]


async def _open_with(
    interaction: discord.Interaction, forum: ForumSummary, category_id: int, tags: tuple[str, ...]
) -> None:
    """Open the form with tags: in its custom_id, or where they are too long for it, to tick off."""
    said = ",".join(tags)
    is_short = len(said) <= policy.TAGS_CHARACTERS
    custom_id = f"ask:{category_id}:{said if is_short else ''}"
    shown = await kept_text(interaction, custom_id)
    if tags:
        shown = shown.with_tags(() if is_short else tags)
    await open_ask(interaction, forum, custom_id, shown)


class Begin(NumberedButton, template=r"begin:(?P<number>\d+)"):
    """**Ask a question** on the welcome message."""

    action = "begin"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the ask form."""
        await open_ask(interaction, await forum_of(interaction), "ask:0:")


class MakeQuestion(NumberedButton, template=r"make:(?P<number>\d+)"):
    """**Make it a question** under a post made with New Post; only its author may."""

    action = "make"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the ask form with the post's title in it; the card goes into this thread."""
        forum = await forum_of(interaction)
        thread = interaction.channel
        if not isinstance(thread, discord.Thread) or thread.owner_id != interaction.user.id:
            raise OnlyItsAuthor
        await refuse_second(client_of(interaction).database, forum_id=forum.id, thread_id=thread.id)
        custom_id = f"ask:0::{thread.id}"
        titled = Filled(texts={"title": thread.name})
        shown = await kept_text(interaction, custom_id, otherwise=titled)
        await open_ask(interaction, forum, custom_id, shown)


async def open_ask(
    interaction: discord.Interaction,
    forum: ForumSummary,
    custom_id: str,
    shown: Filled | None = None,
) -> None:
    """Open the ask form, with the text of a try that failed within the last day."""
    words = words_of(interaction)
    parts = custom_id.split(":")
    asks_category = parts[1] == "0"
    categories = await listed(client_of(interaction).database, forum.id) if asks_category else ()
    filled = shown or await kept_text(interaction, custom_id)
    form = ask_form(
        words,
        custom_id,
        categories,
        filled,
        terms=offered(forum),
        is_public_thread=bool(part(parts, THREAD_PART)),
        follows=await _said_of_origin(interaction, forum, part(parts, ORIGIN_PART)),
    )
    await interaction.response.send_modal(form)


def part(parts: list[str], at: int) -> int | None:
    """Return the number in a part of a custom_id; None where there is none."""
    return int(parts[at]) if len(parts) > at and parts[at].isdecimal() else None


async def _said_of_origin(
    interaction: discord.Interaction, forum: ForumSummary, post_id: int | None
) -> str | None:
    """Return what a form says of the post that a question follows on from, while it is there."""
    if post_id is None:
        return None
    database = client_of(interaction).database
    try:
        origin = await origin_to_ask(database, forum_id=forum.id, post_id=post_id)
    except ForumError:
        return None
    words = words_of(interaction)
    return words("↪ Follows on from {post}", post=origin_named(origin, words, origin.title))


async def _place_to_ask(
    interaction: discord.Interaction, about: str, *, writes: bool = False
) -> Place:
    """Return where a form asks: in this server; from a DM, where what it follows on from stands.

    Raises what `place_of` raises.
    """
    origin = part(about.split(":"), ORIGIN_PART)
    if origin is not None:
        return await place_of(interaction, origin, writes=writes)
    return await place_here(interaction)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the ask form again with kept text; a category that is gone is asked anew."""
    forum = (await _place_to_ask(interaction, form.about)).forum
    lines = await listed(client_of(interaction).database, forum.id)
    about, (category, *rest) = form.about, form.about.split(":")[1:]
    if category not in {str(line.id) for line in lines}:
        about = ":".join(["ask", "0", *rest])
    await open_ask(interaction, forum, about, filled_with(form))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Post a question from its form, publish it, and say where it is; what is close comes first."""
    bot, about = client_of(interaction), submitted.form.about
    place, parts = await _place_to_ask(interaction, about, writes=True), about.split(":")
    category, tags, *_ = [*submitted.parts, "", ""]
    chosen = submitted.form.choices.get("category", [])
    options = submitted.form.choices.get("options", [])
    category_id = int(category or 0) or (int(chosen[0]) if chosen else None)
    ticked = [each.removeprefix(TAG) for each in options if each.startswith(TAG)]
    words = policy.parse_tags(",".join([tags, *ticked]))
    # Looked for before: the same form, sent twice, must not be found to be like itself.
    follows_id = part(parts, ORIGIN_PART)
    hits = await asked_before(interaction, place.forum, submitted, words, follows_id)
    await check_ask(
        bot.database,
        forum_id=place.forum.id,
        actor=place.actor,
        title=submitted.text("title"),
        details=submitted.text("details"),
        category_id=category_id,
        is_anonymous=submitted.chose("options", "anonymous"),
        now=bot.now(),
    )
    if hits:
        await show_first(interaction, hits, submitted)
        return
    made = await ask(
        bot.database,
        forum_id=place.forum.id,
        actor=place.actor,
        title=submitted.text("title"),
        details=submitted.text("details"),
        category_id=category_id,
        tags=words,
        guise=await guise_of(interaction, place.guild, submitted),
        notify=submitted.chose("options", "notify"),
        is_spoiler=submitted.chose("options", "spoiler"),
        draft_id=submitted.draft_id,
        thread_id=part(parts, THREAD_PART),
        follows_id=follows_id,
        now=bot.now(),
    )
    await publish_and_tell(interaction, made, PostKind.QUESTION, place.forum)


async def setup(bot: ForumBot) -> None:
    """Add the command, the buttons and the form."""
    await bot.add_cog(Asking())
    bot.add_dynamic_items(Begin, MakeQuestion)
    bot.forms.register("ask", receive, reopen)
