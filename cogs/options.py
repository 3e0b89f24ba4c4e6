"""Options that commands share: a question by number, link or title; a category by its path."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import TypeVar

import discord
from discord import app_commands

from bot.catalogue import N_, Words
from bot.errors import words_of
from bot.forum.cards import find_among, find_post, question_here
from bot.forum.categories import listed
from bot.forum.category_errors import CategoryUnknown
from bot.forum.characters import one_line
from bot.forum.finding.offered import Offered, offered
from bot.forum.finding.titles import titled
from bot.forum.questions import suggest_tags
from bot.forum.summaries import CategoryLine, ForumSummary
from bot.publishing.text import path_end, shortened
from cogs.interactions import client_of
from cogs.shared_forums import forums_known_here
from data.tables import PostKind

MOST_CHOICES = 25  # Discord shows at most 25 choices.
CHOICE_CHARACTERS = 100
FORUM_CHARACTERS = 30
OneT = TypeVar("OneT")
OFFERED = {
    PostKind.QUESTION: N_("#{number} {text}"),
    PostKind.ANSWER: N_("#{number} Answer: {text}"),
    PostKind.COMMENT: N_("#{number} Comment: {text}"),
}


async def question_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer questions of a server whose title has the words typed so far, the newest first."""
    offers = []
    for forum in await forums_known_here(interaction):
        database = client_of(interaction).database
        found = await titled(database, forum_id=forum.id, typed=typed, limit=MOST_CHOICES)
        offers += [
            app_commands.Choice(name=f"#{number} {title}"[:CHOICE_CHARACTERS], value=str(number))
            for number, title in found
        ]
    return offers


async def post_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer questions likewise, and answers and comments by number and by what they say.

    In DMs the first ones of each forum, with its name.
    """
    offers = []
    for forum in await forums_known_here(interaction):
        found = await offered(
            client_of(interaction).database, forum_id=forum.id, typed=typed, limit=MOST_CHOICES
        )
        ending = _ending(interaction, forum)
        offers.append([_choice(each, words_of(interaction), ending) for each in found])
    return in_turn(offers)[:MOST_CHOICES]


def _choice(post: Offered, words: Words, ending: str) -> app_commands.Choice[str]:
    said = words(OFFERED[post.kind], number=post.post_id, text=one_line(post.said))
    name = shortened(said, CHOICE_CHARACTERS - len(ending)) + ending
    return app_commands.Choice(name=name, value=str(post.post_id))


def _ending(interaction: discord.Interaction, forum: ForumSummary) -> str:
    """Return what a choice ends with that is offered in DMs: its forum's name."""
    if interaction.guild_id is not None:
        return ""
    return f" · {shortened(one_line(forum.name), FORUM_CHARACTERS)}"


def in_turn(lists: Sequence[Sequence[OneT]]) -> list[OneT]:
    """Return the first of each list, then the second of each, and so on."""
    return [one for those in zip_longest(*lists) for one in those if one is not None]


async def category_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer categories whose path holds what was typed; in DMs of each forum, with its name."""
    offers = []
    for forum in await forums_known_here(interaction):
        ending = _ending(interaction, forum)
        offers.append(
            [
                app_commands.Choice(
                    name=path_end(line.path, CHOICE_CHARACTERS - len(ending)) + ending,
                    value=str(line.id),
                )
                for line in await listed(client_of(interaction).database, forum.id)
                if typed.casefold() in line.path.casefold()
            ]
        )
    return in_turn(offers)[:MOST_CHOICES]


async def tag_choices(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer tags that begin with what was typed, the most used of each forum first."""
    database = client_of(interaction).database
    offers = [
        await suggest_tags(database, forum_id=forum.id, typed=typed, limit=MOST_CHOICES)
        for forum in await forums_known_here(interaction)
    ]
    found = list(dict.fromkeys(in_turn(offers)))[:MOST_CHOICES]
    return [
        app_commands.Choice(name=each[:CHOICE_CHARACTERS], value=each[:CHOICE_CHARACTERS])
        for each in found
    ]


async def meant_post(
    interaction: discord.Interaction, forums: Sequence[ForumSummary], reference: str | None
) -> int:
    """Return the post that an option means in any of these forums; without one likewise.

    Raises `NotFound`, `NoQuestionHere`.
    """
    if not reference:
        return await meant_question(interaction, forums[0], None)
    database = client_of(interaction).database
    return await find_among(database, forum_ids=[each.id for each in forums], reference=reference)


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
    named = categories_named(lines, typed)
    if len(named) != 1:
        raise CategoryUnknown
    return named[0]


def categories_named(lines: Sequence[CategoryLine], typed: str) -> list[CategoryLine]:
    """Return the categories of this name or path, of which there may be several, or none."""
    folded = typed.strip().casefold()
    return [each for each in lines if folded in {each.name.casefold(), each.path.casefold()}]
