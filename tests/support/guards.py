"""What a person's own app does before it acts in a thread; simcord's people act everywhere.

An app first opens an archived thread, and does not act when that fails. In a locked thread it
sends, reacts and runs commands only for moderators, and its buttons are dead for everybody
(discord-api-docs#8474, #5946, #7900).
"""

import functools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Concatenate, ParamSpec, TypeVar
from unittest import mock

import discord
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.backend.models import Channel
from simcord.builders import ChannelHandle
from simcord.results import ResponseMessage

from tests.support.rules import is_archived, is_locked, may, may_wake, wake

P = ParamSpec("P")
T = TypeVar("T")
Place = ChannelHandle | discord.Message | ResponseMessage
Act = Callable[Concatenate[MemberActor, Place, P], Awaitable[T]]

TEXTS_AND_REACTIONS = (
    "send",
    "edit",
    "delete",
    "react",
    "unreact",
    "set_reaction",
    "slash",
    "context_menu",
)
COMPONENTS = ("click", "select")


@contextmanager
def guarded_actors() -> Iterator[None]:
    """Let people act only where their apps would, until left."""
    with ExitStack() as patches:
        for name in (*TEXTS_AND_REACTIONS, *COMPONENTS):
            act = getattr(MemberActor, name)
            guarded = _guarded(act, is_component=name in COMPONENTS)
            patches.enter_context(mock.patch.object(MemberActor, name, guarded))
        yield


def _guarded(act: Act[P, T], *, is_component: bool) -> Act[P, T]:
    @functools.wraps(act)
    async def guarded(member: MemberActor, place: Place, /, *args: P.args, **kwargs: P.kwargs) -> T:
        channel = member._env.backend.channels.get(_channel_id(place))
        if channel is not None:
            _open(member, channel, is_component=is_component)
        return await act(member, place, *args, **kwargs)

    return guarded


def _channel_id(place: Place) -> int:
    match place:
        case ChannelHandle():
            return place.id
        case ResponseMessage():
            return place.channel_id
        case _:
            return place.channel.id


def _open(member: MemberActor, channel: Channel, *, is_component: bool) -> None:
    backend = member._env.backend
    if is_locked(channel):
        if is_component:
            raise SetupError("The thread is locked: its buttons are dead, for moderators too")
        if not may(backend, channel, member.id, "manage_threads"):
            raise SetupError("The thread is locked: only moderators can act in it")
    if is_archived(channel):
        if not may_wake(backend, channel, member.id):
            raise SetupError("The thread is archived, and this person may not open it")
        wake(backend, channel)
