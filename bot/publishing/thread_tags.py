"""Which tags a question's thread has: those of its category and states, and moderators' own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import discord

from data.categories import KnownCategory
from data.tables import Forum, Post, PostState

MOST_TAGS_A_POST = 5  # Discord's limit


@dataclass(frozen=True, slots=True)
class Tags:
    """What a thread is to have."""

    on: list[discord.ForumTag]
    off: tuple[int, ...]
    """The numbers of moderators' own for which there is no room, or that a hidden one waits for."""


def tags_for(
    thread: discord.Thread,
    post: Post,
    forum: Forum,
    categories: Sequence[KnownCategory],
    owed: Collection[int],
) -> Tags | None:
    """Return the tags a thread should have, keeping moderators' own; None outside a forum.

    `owed`: the numbers of theirs that the bot took off it.
    """
    parent = thread.parent
    if not isinstance(parent, discord.ForumChannel):
        return None
    ours = {each.discord_tag_id for each in categories}
    ours |= {forum.closed_tag_id, forum.answered_tag_id}
    given = {tag.id for tag in thread.applied_tags}
    theirs = [tag for tag in thread.applied_tags if tag.id not in ours]
    theirs += [tag for tag in parent.available_tags if tag.id in {*owed} - given - ours]
    if post.state is not PostState.VISIBLE:
        return Tags([], tuple(tag.id for tag in theirs))
    wanted = {each.discord_tag_id for each in categories if each.id == post.category_id}
    wanted |= {forum.closed_tag_id} if post.closed_at else set()
    wanted |= {forum.answered_tag_id} if post.best_answer_id else set()
    shown = [tag for tag in parent.available_tags if tag.id in wanted]
    room = MOST_TAGS_A_POST - len(shown)
    return Tags([*shown, *theirs[:room]], tuple(tag.id for tag in theirs[room:]))
