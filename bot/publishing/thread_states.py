"""What somebody did to a thread that Discord has yet to tell of, seen when it is asked."""

import discord

from bot.forum.thread_changes import ThreadState, thread_changed
from bot.publishing.context import Context


def state_of(thread: discord.Thread) -> ThreadState:
    """Return what Discord shows of a thread."""
    return ThreadState(
        name=thread.name,
        is_locked=thread.locked,
        is_archived=thread.archived,
        tag_ids=tuple(tag.id for tag in thread.applied_tags),
    )


async def take_over(context: Context, thread: discord.Thread) -> bool:
    """Take over what a thread shows and the bot has not heard of; return whether that was any.

    Else it would be undone, and forgotten by the time it is told of. What the bot itself put there
    isn't told of yet either, and no news.
    """
    known = context.client.get_channel(thread.id)
    if not isinstance(known, discord.Thread):
        return False
    state, before = state_of(thread), state_of(known)
    is_own_name, is_own_tags = context.echoes.awaited(thread.id, state)
    is_renamed = state.name != before.name and not is_own_name
    is_retagged = set(state.tag_ids) != set(before.tag_ids) and not is_own_tags
    if not (is_renamed or is_retagged or state.is_locked != before.is_locked):
        return False
    await thread_changed(
        context.database,
        thread_id=thread.id,
        state=state,
        before=before,
        is_own_name=is_own_name,
        is_own_tags=is_own_tags,
        now=context.clock(),
    )
    return True
