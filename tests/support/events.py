"""What the real Discord makes and announces, where simcord 3.2.1 does it another way."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from simcord.backend import Backend, serializers
from simcord.backend.models import Channel, Message
from simcord.enums import MessageType
from simcord.http.router import RequestContext

# Discord's documentation, "Modify Channel", thread: its owner needs no Manage Threads for these.
OF_ITS_OWNER = {
    "name",
    "archived",
    "auto_archive_duration",
    "rate_limit_per_user",
    "invitable",
    "applied_tags",
}


@contextmanager
def true_to_discord(backend: Backend) -> Iterator[None]:
    """Make and announce things as Discord does, until left."""
    with ExitStack() as patches:
        for name, instead in (
            ("emit", _naming_authors(backend)),
            ("create_thread", _with_starter_notice(backend)),
            ("create_forum_post", _with_one_id(backend)),
            ("edit_channel", _dating_archives(backend)),
        ):
            patches.enter_context(mock.patch.object(backend, name, instead))
        known = _naming_open_threads(serializers.guild_create_payload)
        patches.enter_context(mock.patch.object(serializers, "guild_create_payload", known))
        permissions = _asking_manage_threads(RequestContext.require_channel_permissions)
        patches.enter_context(
            mock.patch.object(RequestContext, "require_channel_permissions", permissions)
        )
        yield


def _naming_authors(backend: Backend) -> Callable[[str, Mapping[str, Any]], None]:
    """Say whose message a reaction is on; simcord leaves `message_author_id` out."""
    emit = backend.emit

    def naming(event: str, payload: Mapping[str, Any]) -> None:
        if event == "MESSAGE_REACTION_ADD":
            message = backend.get_message(int(payload["channel_id"]), int(payload["message_id"]))
            payload = {**payload, "message_author_id": str(message.author_id)}
        emit(event, payload)

    return naming


def _naming_open_threads(describe: Callable[..., Any]) -> Callable[..., Any]:
    """Name a server's open threads alone when it comes; simcord names the archived ones, too."""

    def naming(*args: Any) -> Any:  # noqa: ANN401  # whatever simcord's function takes
        server = describe(*args)
        threads = [each for each in server["threads"] if not each["thread_metadata"]["archived"]]
        return {**server, "threads": threads}

    return naming


def _with_starter_notice(backend: Backend) -> Callable[..., Channel]:
    """Start a thread from a message with a notice in the thread; simcord puts one above it."""
    create_thread = backend.create_thread

    def starting(
        parent_id: int,
        name: str,
        owner_id: int,
        *,
        message_id: int | None = None,
        broadcast: bool = True,
        **others: Any,  # noqa: ANN401  # whatever simcord's function takes
    ) -> Channel:
        is_under_message = message_id is not None and broadcast
        thread = create_thread(
            parent_id,
            name,
            owner_id,
            message_id=message_id,
            broadcast=broadcast and not is_under_message,
            **others,
        )
        if is_under_message:
            backend.announce_thread_create(thread)
            backend.create_system_message(
                thread.id,
                MessageType.THREAD_STARTER_MESSAGE,
                owner_id,
                referenced_channel_id=parent_id,
                referenced_message_id=message_id,
            )
        return thread

    return starting


def _with_one_id(backend: Backend) -> Callable[..., tuple[Channel, Message]]:
    """Give a forum post's first message the id of its thread; simcord gives it another."""
    create_forum_post = backend.create_forum_post

    def posting(
        forum_id: int,
        name: str,
        starter: Message,
        **others: Any,  # noqa: ANN401  # whatever simcord's function takes
    ) -> tuple[Channel, Message]:
        create_thread = backend.create_thread

        def with_id(*args: Any, **kwargs: Any) -> Channel:  # noqa: ANN401  # the same
            return create_thread(*args, **kwargs, message_id=starter.id)

        with mock.patch.object(backend, "create_thread", with_id):
            return create_forum_post(forum_id, name, starter, **others)

    return posting


def _dating_archives(backend: Backend) -> Callable[..., Channel]:
    """Say when a thread was archived or opened; simcord never moves that time."""
    edit_channel = backend.edit_channel

    def dating(
        channel_id: int,
        changes: Mapping[str, Any],
        *,
        thread_metadata: Mapping[str, Any] | None = None,
        **others: Any,  # noqa: ANN401  # whatever simcord's function takes
    ) -> Channel:
        known = backend.get_channel(channel_id).thread_metadata
        archived = (thread_metadata or {}).get("archived")
        if known is not None and archived is not None and archived != known.archived:
            now = backend.now_iso()
            thread_metadata = {**(thread_metadata or {}), "archive_timestamp": now}
        return edit_channel(channel_id, changes, thread_metadata=thread_metadata, **others)

    return dating


def _asking_manage_threads(require: Callable[..., Channel]) -> Callable[..., Channel]:
    """Ask Manage Threads for changing and deleting threads; simcord asks Manage Channels."""

    def asking(context: RequestContext, channel_id: int, *names: str) -> Channel:
        channel = context.backend.get_channel(channel_id)
        if channel.is_thread and "manage_channels" in names:
            is_own = channel.owner_id == context.backend.bot_user.id
            is_small = context.method == "PATCH" and set(context.body()) <= OF_ITS_OWNER
            names = () if is_own and is_small else ("manage_threads",)
        return require(context, channel_id, *names)

    return asking
