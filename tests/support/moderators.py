"""What people do with Discord's own controls: New Post, lock, rename, tags, delete, permissions."""

from collections.abc import Sequence

import discord
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle, GuildHandle
from simcord.enums import OverwriteType
from simcord.env import Env

from tests.support.reading import Shown
from tests.support.rules import is_archived, may_wake


async def new_post(
    member: MemberActor, forum: ChannelHandle, title: str, text: str, *, tags: Sequence[int] = ()
) -> ChannelHandle:
    """Make a post with the New Post button of a forum channel."""
    env = member._env
    backend = env.backend
    backend.require_permissions(member.guild.id, member.id, forum.id, "send_messages")
    thread = backend.create_thread(forum.id, title, member.id, applied_tags=tags, broadcast=False)
    starter = backend.prepare_message(thread.id, member.id, text)
    starter.id = thread.id
    backend.commit_message(starter, broadcast=False)
    backend.get_channel(forum.id).last_message_id = thread.id
    backend.announce_thread_create(thread)
    backend.announce_message_create(starter)
    await env.settle()
    return ChannelHandle(env, member.guild, thread)


async def new_thread(
    member: MemberActor, channel: ChannelHandle, name: str, *, on: Shown | None = None
) -> ChannelHandle:
    """Start a thread in a text channel, from a message or without one."""
    env = member._env
    env.backend.require_permissions(member.guild.id, member.id, channel.id, "create_public_threads")
    thread = env.backend.create_thread(
        channel.id, name, member.id, message_id=on.id if on is not None else None
    )
    await env.settle()
    return ChannelHandle(env, member.guild, thread)


async def rename(member: MemberActor, thread: ChannelHandle, name: str) -> None:
    """Change a thread's title."""
    await _edit(member, thread, changes={"name": name})


async def retag(member: MemberActor, thread: ChannelHandle, tags: Sequence[int]) -> None:
    """Replace the tags of a forum post."""
    await _edit(member, thread, changes={"applied_tags": list(tags)})


async def lock(member: MemberActor, thread: ChannelHandle) -> None:
    """Lock a thread."""
    await _edit(member, thread, metadata={"locked": True})


async def lock_and_archive(member: MemberActor, thread: ChannelHandle) -> None:
    """Lock a thread and archive it in one step."""
    await _edit(member, thread, metadata={"locked": True, "archived": True})


async def unlock(member: MemberActor, thread: ChannelHandle) -> None:
    """Unlock a thread."""
    await _edit(member, thread, metadata={"locked": False})


async def archive(member: MemberActor, thread: ChannelHandle) -> None:
    """Close a thread, as Discord's apps call archiving."""
    await _edit(member, thread, metadata={"archived": True})


async def unarchive(member: MemberActor, thread: ChannelHandle) -> None:
    """Open an archived thread; members may, unless it is locked."""
    backend = member._env.backend
    assert may_wake(backend, backend.get_channel(thread.id), member.id), "may not open it"
    await _edit(member, thread, metadata={"archived": False}, is_checked=True)


async def fall_asleep(thread: ChannelHandle) -> None:
    """Archive a thread as Discord does by itself after a time without messages."""
    env = thread._env
    env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    await env.settle()


async def delete_thread(member: MemberActor, thread: ChannelHandle) -> None:
    """Delete a whole thread."""
    env = member._env
    env.backend.require_permissions(member.guild.id, member.id, thread.id, "manage_threads")
    env.backend.delete_channel(thread.id)
    await env.settle()


async def delete_channel(channel: ChannelHandle) -> None:
    """Delete a channel and, as Discord does, every thread in it."""
    env = channel._env
    threads = channel.threads
    env.backend.delete_channel(channel.id)
    for thread in threads:
        env.backend.channels.pop(thread.id, None)
        env.backend.messages.pop(thread.id, None)
    await env.settle()


async def delete_messages(
    member: MemberActor, channel: ChannelHandle, messages: Sequence[Shown]
) -> None:
    """Delete several messages at once."""
    env = member._env
    env.backend.require_permissions(member.guild.id, member.id, channel.id, "manage_messages")
    env.backend.bulk_delete_messages(channel.id, [each.id for each in messages])
    await env.settle()


async def clear_reactions(
    member: MemberActor, channel: ChannelHandle, message: Shown, emoji: str | None = None
) -> None:
    """Take all reactions off a message, or all with one emoji."""
    env = member._env
    env.backend.require_permissions(member.guild.id, member.id, channel.id, "manage_messages")
    if emoji is None:
        env.backend.clear_reactions(channel.id, message.id)
    else:
        env.backend.clear_reaction(channel.id, message.id, emoji)
    await env.settle()


async def deny(env: Env, channel: ChannelHandle, *names: str) -> None:
    """Take permissions away from the bot in one channel."""
    denied = discord.Permissions(**dict.fromkeys(names, True))
    bot_id = env.backend.bot_user.id
    overwrite = Overwrite(bot_id, OverwriteType.MEMBER, deny=denied.value)
    env.backend.set_overwrite(channel.id, overwrite)
    await env.settle()


async def allow_again(env: Env, channel: ChannelHandle) -> None:
    """Give the bot back what `deny` took away in a channel."""
    env.backend.delete_overwrite(channel.id, env.backend.bot_user.id)
    await env.settle()


async def invite_with(guild: GuildHandle, permissions: discord.Permissions) -> None:
    """Let the bot have these permissions and those of everyone; by default it has nearly all."""
    env = guild._env
    own = next(role for role in guild._guild.roles.values() if role.managed)
    env.backend.edit_role(guild.id, own.id, {"permissions": permissions.value})
    await env.settle()


async def _edit(
    member: MemberActor,
    thread: ChannelHandle,
    *,
    changes: dict[str, object] | None = None,
    metadata: dict[str, bool] | None = None,
    is_checked: bool = False,
) -> None:
    env = member._env
    is_own = env.backend.get_channel(thread.id).owner_id == member.id
    if not (is_checked or (is_own and "locked" not in (metadata or {}))):
        env.backend.require_permissions(member.guild.id, member.id, thread.id, "manage_threads")
    if changes and is_archived(env.backend.get_channel(thread.id)):
        # Apps open a thread before they change its name or tags.
        metadata = {"archived": False}
    env.backend.edit_channel(thread.id, changes or {}, thread_metadata=metadata)
    await env.settle()
