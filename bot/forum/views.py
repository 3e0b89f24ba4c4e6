"""Counting views: who looked is asked for once, to leave out an author, and kept nowhere."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from bot.forum import hotness
from data.database import Database
from data.members import discord_ids_of
from data.posts import get_posts
from data.views import add_views


class Seen(NamedTuple):
    """A question that a Discord user opened."""

    question_id: int
    user_id: int


async def count_views(database: Database, seen: Collection[Seen]) -> None:
    """Add to questions' views, and to their hotness; at most 500 at once.

    Whoever asked by name adds none, as on Question2Answer. Of an anonymous question everybody does,
    also its author: else a view that is missing would say who they are.
    """
    async with database.read() as session:
        questions = await get_posts(session, {each.question_id for each in seen})
        authors = {each.author_id for each in questions.values() if each.author_id is not None}
        known = await discord_ids_of(session, authors)
    askers = {id_: known.get(each.author_id or 0) for id_, each in questions.items()}
    counts = Counter(
        each.question_id
        for each in seen
        if each.question_id in askers and askers[each.question_id] != each.user_id
    )
    if not counts:
        return
    async with database.write() as session:
        await add_views(session, counts)
        await hotness.refresh(session, [*counts])
