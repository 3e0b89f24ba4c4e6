"""A key is lost amid a rotation: whose posts still open keep the lists of their own."""

from collections.abc import Awaitable, Callable, Collection

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous import authors, relisting
from bot.forum.anonymous.authors import OwnPost, list_again, own_posts, sealed_author
from bot.forum.anonymous.followed import followed_by
from bot.forum.anonymous.relisting import has_lost_lists, list_anew
from bot.forum.anonymous.rotation import abandon, note_key, rotate
from bot.forum.anonymous.seals import tidy_indexes
from bot.forum.identity import Sealer, provide
from data.tables import Post
from tests.forum.sealed_things import PEOPLE, QUESTIONS_EACH, Sealed, ask_anonymously, fill
from tests.forum.test_rows_of_nobody import rows
from tests.forum.world import NOW, World

OLD, NEW = b"a secret for tests", b"another secret"
ALL = 100


class Killed(BaseException):
    """Where a process was killed."""


def killed_after(runs: int) -> Callable[..., Awaitable[None]]:
    """Return what lists somebody's posts again, and is killed once it did so often."""
    left = runs

    async def killed(
        session: AsyncSession, forum_id: int, user_id: int, posts: Collection[OwnPost]
    ) -> None:
        nonlocal left
        await list_again(session, forum_id, user_id, posts)
        left -= 1
        if not left:
            raise Killed

    return killed


@pytest.fixture
async def made(world: World, sealer: Sealer) -> list[Sealed]:
    await note_key(world.database, sealer, NOW)
    return await fill(world, sealer)


async def rotate_until(world: World, table: str, *, limit: int = ALL) -> None:
    """Begin a rotation, and end after its first batch in a table."""
    new = Sealer(NEW, OLD)
    provide(world.database, new)
    await note_key(world.database, new, NOW)
    async for batch in rotate(world.database, new, limit=limit):
        if batch.table == table:
            return


async def lose_all_but(world: World, secret: bytes) -> None:
    left = Sealer(secret)
    await abandon(world.database, left.key_ids)
    provide(world.database, left)


async def written(world: World) -> dict[int, list[int]]:
    """Return who wrote which posts, as these say themselves."""
    found: dict[int, list[int]] = {}
    posts = await world.all(Post)
    async with world.database.read() as session:
        for post in posts:
            author = sealed_author(session, post)
            if author is not None:
                found.setdefault(author.user_id, []).append(post.number)
    return found


async def listed(world: World) -> dict[int, list[int]]:
    """Return which posts people's own lists name."""
    found = {}
    async with world.database.read() as session:
        for user_id in PEOPLE:
            own = await own_posts(session, world.forum_id, user_id)
            if own:
                found[user_id] = [each.post_id for each in own]
    return found


@pytest.mark.parametrize("limit", [1, 5, ALL])
async def test_whoever_wrote_what_still_opens_is_listed_as_before(
    world: World, made: list[Sealed], limit: int
) -> None:
    before = rows(world)
    await rotate_until(world, "anonymous_index", limit=limit)
    await lose_all_but(world, NEW)
    await list_anew(world.database)
    assert await listed(world) == await written(world)
    assert await listed(world) == {each.user_id: each.questions for each in made}
    assert len(rows(world)) == len(before) == len(PEOPLE) * QUESTIONS_EACH
    assert {len(sealed) for sealed in rows(world).values()} == {len(s) for s in before.values()}


@pytest.mark.usefixtures("made")
async def test_what_was_lost_with_the_new_key_is_listed_no_more(world: World) -> None:
    """Some posts had the new key, and so had the list of who posted since."""
    await rotate_until(world, "post", limit=3)
    for _ in range(3):
        await ask_anonymously(world, PEOPLE[0])
    before = rows(world)
    await lose_all_but(world, OLD)
    await list_anew(world.database)
    assert len(rows(world)) == len(before)
    await tidy_indexes(world.database)
    kept = await written(world)
    assert 0 < sum(len(posts) for posts in kept.values()) < len(PEOPLE) * QUESTIONS_EACH
    assert await listed(world) == kept


async def test_where_no_author_is_left_there_are_no_rows(world: World, made: list[Sealed]) -> None:
    assert len(made) == len(PEOPLE)
    await lose_all_but(world, NEW)
    await list_anew(world.database)
    assert rows(world) == {}


@pytest.mark.usefixtures("made")
async def test_a_large_forum_is_not_filled_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rotate_until(world, "post")
    await lose_all_but(world, NEW)
    monkeypatch.setattr(authors, "MOST_ROWS_WITH_NOBODY", len(PEOPLE) + 1)
    await list_anew(world.database)
    assert len(rows(world)) == len(PEOPLE) + 1


async def test_what_people_follow_is_listed_again(world: World, made: list[Sealed]) -> None:
    await rotate_until(world, "question_follow")
    await lose_all_but(world, NEW)
    await list_anew(world.database)
    async with world.database.read() as session:
        for each in made:
            (followed,) = await followed_by(session, each.user_id, None)
            assert (followed.question_id, followed.is_on) == (each.questions[0], True)


@pytest.mark.parametrize("runs", [1, 3, 6])
async def test_it_may_end_anywhere_and_be_begun_again(
    world: World, made: list[Sealed], monkeypatch: pytest.MonkeyPatch, runs: int
) -> None:
    before = rows(world)
    await rotate_until(world, "anonymous_index", limit=5)
    await lose_all_but(world, NEW)
    monkeypatch.setattr(relisting, "ROWS_AT_ONCE", 2)
    with monkeypatch.context() as patch:
        patch.setattr(relisting, "list_again", killed_after(runs))
        with pytest.raises(Killed):
            await list_anew(world.database)
    await lose_all_but(world, NEW)
    await list_anew(world.database)
    assert await listed(world) == {each.user_id: each.questions for each in made}
    assert len(rows(world)) == len(before)
    async with world.database.read() as session:
        assert not await has_lost_lists(session)
