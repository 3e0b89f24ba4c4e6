"""Anonymous authors: sealed into their posts, found again by keyed marks, and by nothing else.

A post's mark is keyed over its question and the person, so that without the key it links to no
post of another question. Each person's posts in a forum stand in one sealed index row. A row that
is nobody's comes with each further post of theirs, anywhere among the others, so that rows tell
neither how many people there are nor whether somebody was anonymous before.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.stirring import bucket, stir
from bot.forum.identity import WrongKey, sealer_in_view, sealer_of
from data.anonymity import (
    count_indexes,
    delete_index,
    index_of,
    indexes_between,
    indexes_of,
    posts_marked,
    put_index,
    sign_post,
)
from data.forums import all_forums
from data.tables import Post, PostKind

# A Discord id of 20 digits and a choice: every sealed author has the same length.
AUTHOR_PAD_BYTES = 64
# Rows of a forum beyond which no more of them are nobody's: that somebody was anonymous before says
# little then, and rows that are sealed anew together take their time.
MOST_ROWS_WITH_NOBODY = 128
NOBODY_BITS = 62
# With a newcomer's bucket that of somebody made up is stirred, always the same in a forum: so an
# author's own is stirred, each time that a row which is nobody's comes with a post of theirs.
BESIDE_NEWCOMERS = 0


@dataclass(frozen=True, slots=True)
class SealedAuthor:
    """Who wrote an anonymous post, and whether they want DMs about it."""

    user_id: int
    notify: bool

    def without_dms(self) -> "SealedAuthor":
        """Return the same author, who wants no DMs any more."""
        return SealedAuthor(self.user_id, notify=False)


@dataclass(frozen=True, slots=True)
class OwnPost:
    """One of somebody's anonymous posts, as their index row lists it.

    `kind` is what it was written as: an index that changed together with a post would link them.
    """

    post_id: int
    question_id: int
    kind: PostKind
    at: datetime


def author_marks(session: AsyncSession, question_id: int, user_id: int) -> list[bytes]:
    """Return the marks that somebody's posts in a question may have, the present key's first."""
    return sealer_of(session).marks("author", question_id, user_id)


def wrote(session: AsyncSession, post: Post, user_id: int) -> bool:
    """Tell whether somebody wrote a post anonymously."""
    if post.author_mark is None:
        return False
    return post.author_mark in author_marks(session, post.root_id, user_id)


def sealed_author(session: AsyncSession, post: Post) -> SealedAuthor | None:
    """Open a post's author; None when it has none. Raises `WrongKey`."""
    if post.author_seal is None:
        return None
    plain = sealer_of(session).open(post.author_seal, table="post", row=_row(post.number))
    user_id, notify = json.loads(plain)
    return SealedAuthor(user_id, bool(notify))


def author_at_hand(session: AsyncSession, post: Post) -> SealedAuthor | None:
    """Open a post's author; None also where no key at hand does: it is nobody's any more."""
    try:
        return sealed_author(session, post)
    except WrongKey:
        return None


async def sign(session: AsyncSession, post: OwnPost, forum_id: int, author: SealedAuthor) -> None:
    """Seal a post's author into it, and note it in their index."""
    await seal_author(session, post.post_id, post.question_id, author)
    known = await own_posts(session, forum_id, author.user_id)
    beside: list[bytes] = []
    if await count_indexes(session, forum_id) < MOST_ROWS_WITH_NOBODY:
        added = await _add_nobody(session, forum_id) if known else None
        beside = [added or sealer_of(session).mark("index", forum_id, BESIDE_NEWCOMERS)]
    await _put(session, forum_id, author.user_id, [*known, post], beside=beside)


async def list_again(
    session: AsyncSession, forum_id: int, user_id: int, posts: Collection[OwnPost]
) -> None:
    """List posts of somebody's that their index lacks; `fill_up` follows. Raises `WrongKey`."""
    known = {post.post_id: post for post in await own_posts(session, forum_id, user_id)}
    missing = {post.post_id: post for post in posts if post.post_id not in known}
    if missing:
        listed = known | missing
        await _put(session, forum_id, user_id, [listed[number] for number in sorted(listed)])


async def fill_up(session: AsyncSession, forum_id: int, rows: int) -> None:
    """Add rows that are nobody's until a forum has so many, or as many as it gets of them."""
    for _ in range(await count_indexes(session, forum_id), min(rows, MOST_ROWS_WITH_NOBODY)):
        await _stir(session, forum_id, await _add_nobody(session, forum_id))


async def seal_author(
    session: AsyncSession, post_id: int, question_id: int, author: SealedAuthor
) -> None:
    """Seal a post's author into it with the present key, in place of what was sealed there."""
    sealer = sealer_of(session)
    plain = json.dumps([author.user_id, int(author.notify)]).encode()
    await sign_post(
        session,
        post_id,
        mark=sealer.mark("author", question_id, author.user_id),
        seal=sealer.seal(plain, table="post", row=_row(post_id), pad_to=AUTHOR_PAD_BYTES),
    )


async def own_posts(session: AsyncSession, forum_id: int, user_id: int) -> tuple[OwnPost, ...]:
    """Return somebody's anonymous posts in a forum, the oldest first. Raises `WrongKey`."""
    sealer = await sealer_in_view(session)
    row = await index_of(session, sealer.marks("index", forum_id, user_id))
    if row is None:
        return ()
    mark, sealed = row
    plain = sealer.open(sealed, table="anonymous_index", row=mark)
    return tuple(_listed(*entry) for entry in json.loads(plain)["posts"])


async def own_posts_anywhere(session: AsyncSession, user_id: int) -> tuple[OwnPost, ...]:
    """Return somebody's anonymous posts in every forum. Raises `WrongKey`."""
    sealer = await sealer_in_view(session)
    marks = [
        mark
        for forum in await all_forums(session)
        for mark in sealer.marks("index", forum.id or 0, user_id)
    ]
    found: list[OwnPost] = []
    for mark, sealed in await indexes_of(session, marks):
        plain = sealer.open(sealed, table="anonymous_index", row=mark)
        found += [_listed(*entry) for entry in json.loads(plain)["posts"]]
    return tuple(found)


async def forget(
    session: AsyncSession, forum_id: int, user_id: int, post_ids: Collection[int]
) -> None:
    """Take posts out of somebody's index; an empty index goes."""
    known = await own_posts(session, forum_id, user_id)
    await _put(session, forum_id, user_id, [p for p in known if p.post_id not in post_ids])


async def own_in(session: AsyncSession, question_id: int, user_id: int) -> list[Post]:
    """Return somebody's anonymous posts in a question, the oldest first."""
    return await posts_marked(session, question_id, author_marks(session, question_id, user_id))


async def _put(
    session: AsyncSession,
    forum_id: int,
    user_id: int,
    posts: Sequence[OwnPost],
    *,
    beside: Sequence[bytes] = (),
) -> None:
    """Put somebody's posts into their index row, and stir its bucket, and those of marks beside."""
    sealer = sealer_of(session)
    marks = sealer.marks("index", forum_id, user_id)
    for older in marks[1:] if posts else marks:
        await delete_index(session, older)
    if not posts:
        return
    entries = [[p.post_id, p.question_id, p.kind.value, int(p.at.timestamp())] for p in posts]
    plain = json.dumps({"user": user_id, "posts": entries}).encode()
    sealed = sealer.seal(plain, table="anonymous_index", row=marks[0])
    await _put_in(session, forum_id, marks[0], sealed)
    await _stir(session, forum_id, marks[0], *beside)


async def _stir(session: AsyncSession, forum_id: int, *marks: bytes) -> None:
    """Stir the buckets of marks."""
    count = await count_indexes(session, forum_id)
    for mark in {bucket(mark, count): mark for mark in marks}.values():
        await stir(
            sealer_of(session),
            mark,
            table="anonymous_index",
            count=count,
            between=partial(indexes_between, session, forum_id),
            put=partial(_put_in, session, forum_id),
        )


async def _add_nobody(session: AsyncSession, forum_id: int) -> bytes:
    """Add a row that is nobody's wherever its mark falls, as a newcomer's does; return the mark."""
    sealer, nobody = sealer_of(session), -1 - secrets.randbits(NOBODY_BITS)
    mark = sealer.mark("index", forum_id, nobody)
    plain = json.dumps({"user": nobody, "posts": []}).encode()
    await _put_in(session, forum_id, mark, sealer.seal(plain, table="anonymous_index", row=mark))
    return mark


def is_nobodys(held: Mapping[str, Any]) -> bool:
    """Tell whether what an index row holds is nobody's."""
    return bool(held["user"] < 0)


async def _put_in(session: AsyncSession, forum_id: int, mark: bytes, sealed: bytes) -> None:
    await put_index(session, owner_mark=mark, forum_id=forum_id, sealed=sealed)


def _listed(post_id: int, question_id: int, kind: str, at: int) -> OwnPost:
    return OwnPost(post_id, question_id, PostKind(kind), datetime.fromtimestamp(at, UTC))


def _row(post_id: int) -> bytes:
    return b"%d" % post_id
