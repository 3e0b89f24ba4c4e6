"""What carrying out a delivery needs: Discord, the database, the time, and finding channels."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.publishing.codes import UNKNOWN_CHANNEL
from bot.publishing.dm_channels import DirectChannels
from bot.publishing.early_tries import EarlyTries
from bot.publishing.echoes import Echoes
from bot.publishing.membership import Members
from bot.publishing.people_first import PeopleFirst
from bot.publishing.recent import RecentMail
from bot.publishing.redraws import Redraws
from data.database import Database
from data.tables import Delivery

Record = Callable[[AsyncSession], Awaitable[None]]
"""What is written once a delivery was carried out, in the transaction that forgets it."""

Handler = Callable[["Context", Delivery], Awaitable[Record | None]]
"""Carries out one kind of delivery; returns None when there is nothing to write."""


# Discord's clock and ours may differ; a look starts this much before the delivery was made.
CLOCK_MARGIN = timedelta(minutes=15)
UNKNOWN_THREAD = "UnknownThread"
"""Why a delivery fails whose thread is gone, as `MissingPlace` says it."""


class MissingPlace(Exception):
    """The channel or thread that a delivery needs is not there; `reason` says which."""

    def __init__(self, reason: str) -> None:
        """Name what is missing, as the reason that health shows."""
        super().__init__(reason)
        self.reason = reason


class NotAllowed(Exception):
    """The bot lacks a permission, or its role stands too low; a person mends that."""


class ChannelGone(Exception):
    """A channel is gone that was just opened; a few more tries may have another one."""


async def _nothing_waits() -> None:
    """Return at once."""


@dataclass(frozen=True, slots=True)
class Context:
    """The bot's hands."""

    client: discord.Client
    database: Database
    clock: Callable[[], datetime]
    channels: DirectChannels
    recent: RecentMail
    echoes: Echoes
    people: PeopleFirst
    members: Members = field(default_factory=Members)
    early: EarlyTries = field(default_factory=EarlyTries)
    redraws: Redraws = field(default_factory=Redraws)
    asked: dict[int, str] = field(default_factory=dict)
    """Until when accounts' turns, by number, just asked in vain for what is their readers' own."""
    unarchived: dict[int, datetime] = field(default_factory=dict)
    """The threads that Discord refused to archive, and until when they come last."""
    acts_settled: Callable[[], Awaitable[None]] = field(default=_nothing_waits)
    """Waits until what was heard of moderators' acts so far is in the database."""


Postable = discord.TextChannel | discord.ForumChannel | discord.Thread


async def channel_of(context: Context, channel_id: int | None) -> Postable:
    """Return a channel or thread, asking Discord when it is not cached (archived threads are not).

    Raises `MissingPlace` when it does not exist or is of another kind.
    """
    if channel_id is None:
        raise MissingPlace("UnknownChannel")
    channel = context.client.get_channel(channel_id)
    if channel is None:
        try:
            channel = await context.client.fetch_channel(channel_id)
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL:
                raise
            raise MissingPlace("UnknownChannel") from None
    if not isinstance(channel, discord.TextChannel | discord.ForumChannel | discord.Thread):
        raise MissingPlace("WrongChannel")
    return channel


async def awake(context: Context, thread_id: int, *, is_asleep: bool = False) -> discord.Thread:
    """Return a thread, opened again if it was archived. Raises `MissingPlace` when it is gone.

    `is_asleep`: Discord has just said that it is archived, whatever was heard of it so far.
    """
    try:
        thread = await channel_of(context, thread_id)
    except MissingPlace as missing:
        # Another channel mends a forum's missing one; nothing brings a thread back.
        reason = UNKNOWN_THREAD if missing.reason == "UnknownChannel" else missing.reason
        raise MissingPlace(reason) from None
    if not isinstance(thread, discord.Thread):
        raise MissingPlace("WrongChannel")
    if is_asleep or thread.archived:
        thread = await thread.edit(archived=False)
    return thread


def custom_ids(message: discord.Message) -> set[str]:
    """Return the custom_ids of a message's buttons: they carry the number of what it shows."""
    found: set[str] = set()
    pending = list(message.components)
    while pending:
        component = pending.pop()
        pending += getattr(component, "children", ())
        custom_id = getattr(component, "custom_id", None)
        if custom_id:
            found.add(custom_id)
    return found


async def find_message(
    history: AsyncIterator[discord.Message], me: int, *custom_id: str
) -> discord.Message | None:
    """Return the message of ours in a history that has this button, or one of these."""
    async for message in history:
        if message.author.id == me and not custom_ids(message).isdisjoint(custom_id):
            return message
    return None


def looked_since(delivery: Delivery) -> datetime:
    """Return the moment from which a message made by an earlier try can be found."""
    return delivery.created_at - CLOCK_MARGIN


def own_id(context: Context) -> int:
    """Return the bot's own user id."""
    if context.client.user is None:
        raise MissingPlace("NotConnected")
    return context.client.user.id
