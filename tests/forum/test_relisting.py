"""A key is lost amid a rotation: whose posts still open keep the lists of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous import authors, relisting, seals, stops
from bot.forum.anonymous.authors import OwnPost, list_again, own_posts, sealed_author
from bot.forum.anonymous.followed import followed_by
from bot.forum.anonymous.follows import follow_question
from bot.forum.anonymous.lost_lists import has_lost_lists
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.anonymous.relisting import list_anew
from bot.forum.anonymous.rotation import Batch, abandon, note_key, rotate
from bot.forum.anonymous.seals import tidy_indexes
from bot.forum.anonymous.stops import forget_stops
from bot.forum.identity import Sealer, provide
from bot.forum.topics import Preferences, Topic, Way
from data.database import Database
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
    await note_key(world.database, left, NOW)
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


MANY = range(1000, 1070)


async def complete(world: World, people: Iterable[int]) -> bool:
    """Tell whether people's own lists name all that they wrote."""
    posts = await written(world)
    async with world.database.read() as session:
        own = {each: await own_posts(session, world.forum_id, each) for each in people}
    return all([post.post_id for post in own[each]] == posts[each] for each in people)


async def lost_amid_a_rotation(world: World, *, amid: int = 1) -> None:
    """Lose the old key after posts got the new one, and others wrote, which stirs many rows."""
    await rotate_until(world, "post")
    for writer in range(5000, 5000 + amid):
        await ask_anonymously(world, writer)
    await lose_all_but(world, NEW)


async def asked_by_many(world: World, sealer: Sealer) -> None:
    await note_key(world.database, sealer, NOW)
    for each in MANY:
        await ask_anonymously(world, each)


@pytest.mark.parametrize("amid", [1, 6])
async def test_lists_stay_complete_of_whoever_was_stirred_amid_the_rotation(
    world: World, sealer: Sealer, amid: int
) -> None:
    await asked_by_many(world, sealer)
    await lost_amid_a_rotation(world, amid=amid)
    await list_anew(world.database)
    for each in MANY:
        await ask_anonymously(world, each)
    assert await complete(world, MANY)
    await tidy_indexes(world.database)
    assert await complete(world, MANY)


@pytest.mark.parametrize("batches", [3, 16, 17])
async def test_rows_may_be_brought_to_their_marks_in_several_runs(
    world: World, sealer: Sealer, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    await asked_by_many(world, sealer)
    await lost_amid_a_rotation(world)

    async def interrupted(database: Database, sealer: Sealer) -> AsyncIterator[Batch]:
        left = batches
        async for batch in rotate(database, sealer, limit=5):
            yield batch
            left -= 1
            if not left:
                raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(relisting, "rotate", interrupted)
        with pytest.raises(Killed):
            await list_anew(world.database)
    await lose_all_but(world, NEW)
    await list_anew(world.database)
    await tidy_indexes(world.database)
    assert await complete(world, MANY)


async def no_rotation(*_: object) -> AsyncIterator[Batch]:
    """Bring nothing to its mark, as an earlier version did."""
    nothing: tuple[Batch, ...] = ()
    for batch in nothing:
        yield batch


async def listed_twice(world: World, sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave somebody two lists, as an earlier version did amid a rotation."""
    await asked_by_many(world, sealer)
    await lost_amid_a_rotation(world)
    with monkeypatch.context() as patch:
        patch.setattr(relisting, "rotate", no_rotation)
        await list_anew(world.database)
    for each in MANY:
        await ask_anonymously(world, each)


@pytest.mark.parametrize("at_once", [1, 50])
async def test_tidying_makes_one_list_of_the_two_that_an_earlier_version_left(
    world: World, sealer: Sealer, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    await listed_twice(world, sealer, monkeypatch)
    before = rows(world)
    monkeypatch.setattr(seals, "INDEXES_AT_ONCE", at_once)
    await tidy_indexes(world.database)
    assert len(rows(world)) < len(before), "somebody had two"
    assert await complete(world, MANY)


async def test_so_does_another_rotation(
    world: World, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await listed_twice(world, sealer, monkeypatch)
    newest = Sealer(b"the newest secret", NEW)
    provide(world.database, newest)
    await note_key(world.database, newest, NOW)
    batches = [each async for each in rotate(world.database, newest, limit=7)]
    assert sum(each.dropped for each in batches if each.table == "anonymous_index")
    assert await complete(world, MANY)


async def chosen(world: World) -> list[Preferences]:
    async with world.database.read() as session:
        return [await preferences_of(session, each) for each in PEOPLE]


async def choose(world: World, *people: int, topic: Topic = Topic.COMMENTS) -> None:
    """Let people turn something off, besides what they chose before."""
    async with world.database.write() as session:
        for each in people:
            own = await preferences_of(session, each)
            await keep(session, own.with_way(topic, Way.OFF, None))


@pytest.mark.usefixtures("made")
async def test_what_people_chose_is_found_after_a_choice_amid_the_rotation(world: World) -> None:
    before = await chosen(world)
    await rotate_until(world, "post")
    await choose(world, 99)
    await lose_all_but(world, NEW)
    await list_anew(world.database)
    assert await chosen(world) == before
    await forget_stops(world.database)
    assert await chosen(world) == before


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("is_rotated", [False, True])
@pytest.mark.parametrize("at_once", [1, ALL])
async def test_what_people_choose_after_an_earlier_version_lost_sight_of_it_stays(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int, *, is_rotated: bool
) -> None:
    await rotate_until(world, "post")
    await choose(world, 99)
    await lose_all_but(world, NEW)
    with monkeypatch.context() as patch:
        patch.setattr(relisting, "rotate", no_rotation)
        await list_anew(world.database)
    await choose(world, *PEOPLE, topic=Topic.FOLLOWED)
    before = await chosen(world)
    if is_rotated:
        newest = Sealer(b"the newest secret", NEW)
        provide(world.database, newest)
        await note_key(world.database, newest, NOW)
        batches = [each async for each in rotate(world.database, newest, limit=at_once)]
        assert sum(each.dropped for each in batches if each.table == "preference")
    else:
        monkeypatch.setattr(stops, "ROWS_AT_ONCE", at_once)
        await forget_stops(world.database)
    assert await chosen(world) == before


async def test_what_was_followed_before_and_after_is_in_one_list(
    world: World, made: list[Sealed], monkeypatch: pytest.MonkeyPatch
) -> None:
    await rotate_until(world, "question_follow")
    async with world.database.write() as session:
        await follow_question(session, world.forum_id, made[0].questions[1], 99, NOW)
    await lose_all_but(world, NEW)
    with monkeypatch.context() as patch:
        patch.setattr(relisting, "rotate", no_rotation)
        await list_anew(world.database)
    async with world.database.write() as session:
        for each in made:
            await follow_question(session, world.forum_id, each.questions[2], each.user_id, NOW)
    newest = Sealer(b"the newest secret", NEW)
    provide(world.database, newest)
    await note_key(world.database, newest, NOW)
    batches = [each async for each in rotate(world.database, newest)]
    assert sum(each.dropped for each in batches if each.table == "follow_index")
    async with world.database.read() as session:
        for each in made:
            followed = await followed_by(session, each.user_id, None)
            numbers = {each.question_id for each in followed}
            assert numbers == {each.questions[0], each.questions[2]}
