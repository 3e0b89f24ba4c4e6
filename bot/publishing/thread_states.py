"""What Discord shows of a thread, and what of it somebody did whom the bot has yet to hear of."""

from typing import NamedTuple

import discord

from bot.forum.thread_changes import ThreadState
from bot.publishing.context import Context


def state_of(thread: discord.Thread) -> ThreadState:
    """Return what Discord shows of a thread."""
    return ThreadState(
        name=thread.name,
        is_locked=thread.locked,
        is_archived=thread.archived,
        tag_ids=tuple(tag.id for tag in thread.applied_tags),
    )


class Unheard(NamedTuple):
    """What somebody did to a thread whom the bot has yet to hear of."""

    is_new_name: bool = False
    tags: frozenset[int] = frozenset()
    """Put on or taken off."""
    last_name: str = ""
    """What it was called when it was last heard of."""


def unheard_of(context: Context, thread: discord.Thread) -> Unheard:
    """Tell what of a thread's name and tags somebody gave it, and is still to be told of.

    Of what the bot itself put there it isn't told yet either: that is nobody's act. One that is not
    cached, as archived ones are not, tells nothing.
    """
    known = context.client.get_channel(thread.id)
    if not isinstance(known, discord.Thread):
        return Unheard()
    state, before = state_of(thread), state_of(known)
    is_own_name, is_own_tags = context.echoes.awaited(thread.id, state)
    return Unheard(
        state.name != before.name and not is_own_name,
        frozenset() if is_own_tags else frozenset(state.tag_ids) ^ frozenset(before.tag_ids),
        before.name,
    )
