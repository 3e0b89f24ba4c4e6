"""Options that commands share: a question by number, link or title; a category by its path."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.errors import words_of
from bot.forum.cards import find_post, question_here
from bot.forum.categories import listed
from bot.forum.category_errors import CategoryUnknown
from bot.forum.characters import one_line
from bot.forum.errors import NoForum
from bot.forum.finding.offered import offered
from bot.forum.finding.titles import titled
from bot.forum.listings import tag_as_typed
from bot.forum.questions import suggest_tags
from bot.forum.summaries import CategoryLine, ForumSummary
from bot.publishing.text import path_end, shortened
from cogs.interactions import client_of, forum_of
from data.tables import PostKind

MOST_CHOICES = 25  # Discord shows at most 25 choices.
CHOICE_CHARACTERS = 100
OFFERED = {
    PostKind.QUESTION: N_("#{number} {text}"),
    PostKind.ANSWER: N_("#{number} Answer: {text}"),
    PostKind.COMMENT: N_("#{number} Comment: {text}"),
}


async def _forum_here(interaction: discord.Interaction) -> ForumSummary | None:
    """Return the server's forum; where there is none, nothing is offered."""
    try:
        return await forum_of(interaction)
    except NoForum:
        return None


async def question_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer questions whose title has the words typed so far, the newest first."""
    forum = await _forum_here(interaction)
    if forum is None:
        return []
    database = client_of(interaction).database
    found = await titled(database, forum_id=forum.id, typed=typed, limit=MOST_CHOICES)
    return [
        app_commands.Choice(name=f"#{number} {title}"[:CHOICE_CHARACTERS], value=str(number))
        for number, title in found
    ]


async def post_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer questions likewise, and answers and comments by number and by what they say."""
    forum = await _forum_here(interaction)
    if forum is None:
        return []
    words = words_of(interaction)
    found = await offered(
        client_of(interaction).database, forum_id=forum.id, typed=typed, limit=MOST_CHOICES
    )
    return [
        app_commands.Choice(
            name=shortened(
                words(OFFERED[each.kind], number=each.post_id, text=one_line(each.said)),
                CHOICE_CHARACTERS,
            ),
            value=str(each.post_id),
        )
        for each in found
    ]


async def category_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer categories whose path holds what was typed."""
    forum = await _forum_here(interaction)
    if forum is None:
        return []
    lines = await listed(client_of(interaction).database, forum.id)
    return [
        app_commands.Choice(name=path_end(line.path, CHOICE_CHARACTERS), value=str(line.id))
        for line in lines
        if typed.casefold() in line.path.casefold()
    ][:MOST_CHOICES]


async def tag_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer tags that begin with what was typed, the most used first."""
    forum = await _forum_here(interaction)
    if forum is None:
        return []
    database, name = client_of(interaction).database, tag_as_typed(typed)
    found = await suggest_tags(database, forum_id=forum.id, typed=name, limit=MOST_CHOICES)
    return [
        app_commands.Choice(name=each[:CHOICE_CHARACTERS], value=each[:CHOICE_CHARACTERS])
        for each in found
    ]


async def meant_question(
    interaction: discord.Interaction, forum: ForumSummary, reference: str | None
) -> int:
    """Return the post that an option means; without one, the question of this thread.

    Raises `NotFound`, `NoQuestionHere`.
    """
    database = client_of(interaction).database
    if reference:
        return await find_post(database, forum_id=forum.id, reference=reference)
    return await question_here(database, forum_id=forum.id, thread_id=interaction.channel_id or 0)


def meant_category(lines: Sequence[CategoryLine], typed: str) -> CategoryLine:
    """Return the category that was chosen, or typed by name. Raises `CategoryUnknown`."""
    for line in lines:
        if typed == str(line.id):
            return line
    folded = typed.strip().casefold()
    named = [each for each in lines if folded in {each.name.casefold(), each.path.casefold()}]
    if len(named) != 1:
        raise CategoryUnknown
    return named[0]
