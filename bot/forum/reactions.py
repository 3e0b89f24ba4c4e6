"""Votes by reaction, in batches: every event is a difference against what was last known."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import points, policy
from bot.forum.deliveries import seed_reactions
from bot.forum.privacy.ignoring import heed, ignored
from bot.forum.votes import Wish, settle
from data.database import Database
from data.forums import get_forum
from data.members import ensure_members
from data.posts import get_posts
from data.tables import Forum, Post, VoteSource
from data.votes import (
    Cast,
    Standing,
    are_posts,
    posts_of_messages,
    reactions_at,
    reactions_on,
    save_reactions,
    votes_at,
)

Key = tuple[int, int]
"""A message and a Discord user."""


class Change(Enum):
    """What became of a reaction."""

    ADDED = auto()
    REMOVED = auto()
    BOTH_FOUND = auto()
    """Reconciling found both thumbs new at once: no vote until one is taken away."""


@dataclass(frozen=True, slots=True)
class ReactionEvent:
    """One change of one person's 👍 or 👎 on one message."""

    message_id: int
    discord_id: int
    is_up: bool
    change: Change

    @property
    def value(self) -> int:
        """The vote that the thumb stands for."""
        return 1 if self.is_up else -1


async def apply_events(
    database: Database,
    *,
    events: Sequence[ReactionEvent],
    now: datetime,
    is_observed: bool = False,
) -> None:
    """Apply a batch of events in their order, in one transaction; 500 at most.

    Messages that are no posts are ignored; thumbs on one's own or hidden posts are noted, and
    count for nothing. `is_observed`: they tell what stands, not what somebody just did.
    """
    messages = {event.message_id for event in events}
    async with database.read() as session:
        if not await are_posts(session, messages):
            return
    async with database.write() as session:
        posts = await posts_of_messages(session, messages)
        for forum_id in {post.forum_id for post in posts.values()}:
            mine = [e for e in events if e.message_id in posts]
            mine = [e for e in mine if posts[e.message_id].forum_id == forum_id]
            mine = await _of_those_heeded(session, forum_id, mine, is_observed=is_observed)
            if mine:
                await _apply(session, await get_forum(session, forum_id), mine, posts, now)


async def _of_those_heeded(
    session: AsyncSession, forum_id: int, events: list[ReactionEvent], *, is_observed: bool
) -> list[ReactionEvent]:
    """Leave out what old reactions say of those who erased themselves; a new one is an act."""
    absent = await ignored(session, forum_id, {event.discord_id for event in events})
    if not absent:
        return events
    acting = {e.discord_id for e in events if e.change is Change.ADDED and not is_observed}
    await heed(session, forum_id, acting & absent.keys())
    return [e for e in events if e.discord_id in acting or e.discord_id not in absent]


async def _apply(
    session: AsyncSession,
    forum: Forum,
    events: Sequence[ReactionEvent],
    posts: dict[int, Post],
    now: datetime,
) -> None:
    base = points.total({}, forum)
    users = {event.discord_id for event in events}
    members = await ensure_members(session, forum.id or 0, users, base=base, now=now)
    keys = {(event.message_id, event.discord_id) for event in events}
    stands = await reactions_at(session, keys)
    pairs = {key: (posts[key[0]].number, members[key[1]]) for key in keys}
    cast = await votes_at(session, set(pairs.values()))
    fold = Fold(stands, {key: cast.get(pair) for key, pair in pairs.items()})
    questions = await get_posts(session, {post.root_id for post in posts.values()})
    for event in events:
        post = posts[event.message_id]
        may = not questions[post.root_id].covers and policy.may_vote(
            post, members[event.discord_id]
        )
        fold.take(event, may_cast=may)
    await save_reactions(session, fold.touched())
    wishes = {pairs[key]: Wish(value, VoteSource.REACTION) for key, value in fold.wishes.items()}
    by_number = {post.number: post for post in posts.values()}
    await settle(session, forum, wishes, by_number, cast, now)


class Fold:
    """Works out, event by event, what stands and what each person's vote becomes."""

    def __init__(self, stands: dict[Key, Standing], cast: dict[Key, Cast | None]) -> None:
        """Start from what was last known to stand, and the votes as they are."""
        self._stands = stands
        self._touched: set[Key] = set()
        self._values = {key: vote.value if vote else 0 for key, vote in cast.items()}
        self.wishes: dict[Key, int] = {}

    def take(self, event: ReactionEvent, *, may_cast: bool) -> None:
        """Apply one event; one that changes nothing casts nothing."""
        key = (event.message_id, event.discord_id)
        row = self._stands.get(key)
        if row is None:
            row = self._stands[key] = Standing(*key)
        if event.change is Change.BOTH_FOUND:
            if not row.up and not row.down:
                row.up = row.down = row.is_undecided = True
                self._touched.add(key)
            return
        stood = row.up if event.is_up else row.down
        if stood == (event.change is Change.ADDED):
            return
        self._touched.add(key)
        _set(row, is_up=event.is_up, stands=not stood)
        if event.change is Change.ADDED:
            wanted = event.value if may_cast else self._values[key]
        else:
            wanted = self._after_removal(key, row, event.value, may_cast=may_cast)
        row.is_undecided = False
        if wanted != self._values[key]:
            self._values[key] = self.wishes[key] = wanted

    def _after_removal(self, key: Key, row: Standing, value: int, *, may_cast: bool) -> int:
        present = self._values[key]
        if present != value and not row.is_undecided:
            return present
        other_stands = row.down if value > 0 else row.up
        return -value if other_stands and may_cast else 0

    def touched(self) -> list[Standing]:
        """Return the rows that changed."""
        return [self._stands[key] for key in sorted(self._touched)]


def _set(row: Standing, *, is_up: bool, stands: bool) -> None:
    if is_up:
        row.up = stands
    else:
        row.down = stands


async def cleared(
    database: Database, *, message_id: int, thumbs: Collection[bool], now: datetime
) -> None:
    """Take over a moderator's clearing of reactions: `thumbs` says which (True is up).

    Withdraws the votes that were made by reaction, and has the seeds put back.
    """
    async with database.read() as session:
        if not await are_posts(session, [message_id]):
            return
    async with database.write() as session:
        post = (await posts_of_messages(session, [message_id])).get(message_id)
        if post is None:
            return
        forum = await get_forum(session, post.forum_id)
        rows = await reactions_on(session, message_id)
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            await _clear(session, forum, post, part, thumbs, now)
            # The next part's points are worked out from the counts that this one left.
            await session.refresh(post)
        await seed_reactions(session, post, now)


async def _clear(
    session: AsyncSession,
    forum: Forum,
    post: Post,
    rows: Sequence[Standing],
    thumbs: Collection[bool],
    now: datetime,
) -> None:
    users = [row.discord_id for row in rows]
    base = points.total({}, forum)
    members = await ensure_members(session, post.forum_id, users, base=base, now=now)
    cast = await votes_at(session, [(post.number, members[user]) for user in users])
    wishes = {}
    for row in rows:
        for is_up in thumbs:
            _set(row, is_up=is_up, stands=False)
        row.is_undecided = False
        pair = (post.number, members[row.discord_id])
        vote = cast.get(pair)
        if vote and vote.source is VoteSource.REACTION and (vote.value > 0) in thumbs:
            wishes[pair] = Wish(0, VoteSource.REACTION)
    await save_reactions(session, rows)
    await settle(session, forum, wishes, {post.number: post}, cast, now)


def differences(
    message_id: int, known: Iterable[Standing], ups: Collection[int], downs: Collection[int]
) -> list[ReactionEvent]:
    """Return the events that lead from what is known of a message to what was observed."""
    stood = {row.discord_id: (row.up, row.down) for row in known}
    events = []
    for user in sorted({*stood, *ups, *downs}):
        before, after = stood.get(user, (False, False)), (user in ups, user in downs)
        if before == (False, False) and after == (True, True):
            events.append(ReactionEvent(message_id, user, is_up=True, change=Change.BOTH_FOUND))
            continue
        for is_up, was, is_ in ((True, before[0], after[0]), (False, before[1], after[1])):
            if was != is_:
                change = Change.ADDED if is_ else Change.REMOVED
                events.append(ReactionEvent(message_id, user, is_up=is_up, change=change))
    return sorted(events, key=lambda event: event.change is Change.ADDED)


async def reconcile_message(
    database: Database,
    *,
    message_id: int,
    ups: Collection[int],
    downs: Collection[int],
    except_for: Collection[int] = (),
    now: datetime,
) -> None:
    """Make what is known of a message's reactions what was observed, bots left out.

    What was observed of those `except_for` is out of date, so it says nothing about them.
    """
    async with database.read() as session:
        known = await reactions_on(session, message_id)
    found = differences(message_id, known, ups, downs)
    events = [event for event in found if event.discord_id not in except_for]
    for start in range(0, len(events), 500):
        part = events[start : start + 500]
        await apply_events(database, events=part, now=now, is_observed=True)
