"""Wishes to be erased: what a person chose, when it is due, and how to take it back.

A wish is one sealed row a person, found by their mark. Posts stand in it with the random times at
which they go; nothing else does.
"""

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import own_posts_anywhere
from bot.forum.identity import sealer_in_view, sealer_of
from data.database import Database
from data.erasing import delete_erasures, erasure_of, put_erasure
from data.sealing import KEY_ID_BYTES
from data.tables import PostKind

# Randomness nobody can guess from earlier draws.
RANDOM = secrets.SystemRandom()
# Half a day less than is promised: a short absence of the bot breaks no promise.
SPREAD = timedelta(days=13, hours=12)
PROMISED_SPREAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class Erasure:
    """What somebody chose to have erased.

    `due_at` is None until they confirm it. `removes`: of which kinds the texts go too; the others
    stay without an author. `posts`: anonymous posts to go, each with its time once confirmed.
    `is_done`: all but those anonymous posts is erased, and `due_at` is when that was, with the
    pauses of the bot since. `kept_until`: what was carried out before they came back is kept until
    then, so that the row doesn't go with the last of its posts. A negative `user_id` is nobody's:
    minus the number of a post whose seal is destroyed, and whose text is still to go.
    """

    user_id: int
    chosen_at: datetime
    due_at: datetime | None = None
    removes: frozenset[PostKind] = frozenset()
    posts: Mapping[int, datetime | None] = field(default_factory=dict)
    is_done: bool = False
    kept_until: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When what was carried out is nothing any more, and its posts are gone."""
        return None if self.due_at is None else self.due_at + timedelta(days=PROMISED_SPREAD_DAYS)

    @property
    def is_pending(self) -> bool:
        """Whether it is confirmed and not yet carried out."""
        return self.due_at is not None and not self.is_done

    @property
    def going(self) -> dict[int, datetime]:
        """The anonymous posts that are to go, each with its time."""
        return {id_: at for id_, at in self.posts.items() if at is not None}


async def erasure(database: Database, *, user_id: int) -> Erasure | None:
    """Return what somebody chose; None when they chose nothing."""
    async with database.read() as session:
        return await find(session, user_id)


async def choose(
    database: Database, *, user_id: int, kind: PostKind, removes: bool, now: datetime
) -> None:
    """Choose whether the texts of somebody's named posts of a kind go, or stay without a name.

    What is confirmed already stays as it is.
    """
    async with database.write() as session:
        known = await _open_wish(session, user_id, now)
        if known is not None:
            kinds = known.removes | {kind} if removes else known.removes - {kind}
            await save(session, replace(known, removes=kinds))


async def tick(
    database: Database,
    *,
    user_id: int,
    shown: Collection[int],
    ticked: Collection[int],
    now: datetime,
) -> None:
    """Choose, of somebody's anonymous posts that were shown, those to go; the others stay.

    What is confirmed already stays as it is.
    """
    async with database.write() as session:
        known = await _open_wish(session, user_id, now)
        if known is None:
            return
        own = {post.post_id for post in await own_posts_anywhere(session, user_id)}
        kept = {id_: at for id_, at in known.posts.items() if at or id_ not in shown}
        added = dict.fromkeys(sorted(own & set(ticked) & set(shown) - kept.keys()))
        await save(session, replace(known, posts=kept | added))


async def confirm(database: Database, *, user_id: int, now: datetime, grace: timedelta) -> Erasure:
    """Have what was chosen carried out after a grace period; confirmed again it stays as it is."""
    async with database.write() as session:
        known = await find(session, user_id) or Erasure(user_id, now)
        if known.is_pending:
            return known
        due_at = now + grace
        posts = {id_: at or due_at + RANDOM.random() * SPREAD for id_, at in known.posts.items()}
        known = replace(known, chosen_at=now, due_at=due_at, posts=posts, is_done=False)
        await save(session, known)
    return known


async def demand(
    database: Database,
    *,
    user_id: int,
    removes: Collection[PostKind],
    posts: Collection[int],
    now: datetime,
) -> Erasure:
    """Have somebody erased at once who asked the operator; what they chose before goes as well.

    Of the anonymous posts named, only those that are theirs go, each at its own time.
    """
    async with database.write() as session:
        known = await find(session, user_id) or Erasure(user_id, now)
        own = {post.post_id for post in await own_posts_anywhere(session, user_id)}
        named = dict.fromkeys(sorted(own & set(posts) - known.posts.keys()))
        posts_to_go = {**known.posts, **named}
        last = now + SPREAD
        times = {
            # One that is past, or reckoned from a later erasure, is drawn anew.
            id_: at if at is not None and now < at <= last else now + RANDOM.random() * SPREAD
            for id_, at in posts_to_go.items()
        }
        chosen = frozenset(removes) | (known.removes if known.is_pending else frozenset())
        wish = Erasure(user_id, now, due_at=now, removes=chosen, posts=times)
        await save(session, wish)
    return wish


async def undo(database: Database, *, user_id: int, now: datetime) -> bool:
    """Take back what is not yet carried out, and tell whether some of it may be.

    Harmless when there is nothing.
    """
    async with database.write() as session:
        wish = await find(session, user_id)
        await drop(session, user_id)
    return wish is not None and wish.due_at is not None and wish.due_at <= now


async def find(session: AsyncSession, user_id: int) -> Erasure | None:
    """Return somebody's wish. Raises `WrongKey`."""
    sealer = await sealer_in_view(session)
    found = await erasure_of(session, sealer.marks("erase", user_id))
    return None if found is None else opened(session, *found)


def opened(session: AsyncSession, mark: bytes, sealed: bytes) -> Erasure:
    """Open a sealed wish. Raises `WrongKey`."""
    plain = sealer_of(session).open(sealed, table="erasure", row=mark)
    found = json.loads(plain)
    return Erasure(
        user_id=found["user"],
        chosen_at=_moment(found["at"]),
        due_at=None if found["due"] is None else _moment(found["due"]),
        removes=frozenset(PostKind(kind) for kind in found["removes"]),
        posts={id_: None if at is None else _moment(at) for id_, at in found["posts"]},
        is_done=bool(found["done"]),
        kept_until=_moment(found["until"]) if found.get("until") else None,
    )


async def save(session: AsyncSession, wish: Erasure) -> None:
    """Keep a wish, sealed with the present key."""
    sealer = sealer_of(session)
    mark, *older = sealer.marks("erase", wish.user_id)
    await delete_erasures(session, older)
    await put_erasure(session, mark, sealer.seal(told(wish), table="erasure", row=mark))


async def save_alike(session: AsyncSession, wish: Erasure, mark: bytes, sealed: bytes) -> None:
    """Keep a wish that was opened from these bytes, sealed as long as before."""
    sealer = sealer_of(session)
    if sealed[:KEY_ID_BYTES] == sealer.key_id:
        again = sealer.seal_alike(told(wish), sealed, table="erasure", row=mark)
        await put_erasure(session, mark, again)
    else:
        # A rotation is under way: it gets the present key now.
        await save(session, wish)


def told(wish: Erasure) -> bytes:
    """Return what is sealed of a wish."""
    found = {
        "user": wish.user_id,
        "at": wish.chosen_at.timestamp(),
        "due": wish.due_at and wish.due_at.timestamp(),
        "removes": sorted(wish.removes),
        "posts": [[id_, at and at.timestamp()] for id_, at in wish.posts.items()],
        "done": wish.is_done,
        "until": wish.kept_until and wish.kept_until.timestamp(),
    }
    return json.dumps(found).encode()


async def drop(session: AsyncSession, user_id: int) -> None:
    """Forget a wish."""
    await delete_erasures(session, sealer_of(session).marks("erase", user_id))


async def _open_wish(session: AsyncSession, user_id: int, now: datetime) -> Erasure | None:
    """Return what somebody still chooses; None when it is confirmed and not yet carried out."""
    known = await find(session, user_id)
    if known is None:
        return Erasure(user_id, now)
    if known.is_pending:
        return None
    if known.is_done:
        # They came back, and want to go again; what is still to go by then goes on.
        return Erasure(user_id, now, posts=known.posts, kept_until=known.ends_at)
    return replace(known, chosen_at=now)


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
