"""Who stopped a question's DMs: for good, or as an alias until nobody can learn whose it is."""

import json

import pytest

from bot.forum import stopping
from bot.forum.anonymous.naming import take_name
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.anonymous.rotation import note_key, rotate
from bot.forum.followers import tell_followers, tell_part
from bot.forum.identity import Sealer, provide
from bot.forum.notifying import notify_me
from bot.forum.privacy.retention import Retention
from bot.forum.privacy.tidying import forget_what_aged_out
from bot.forum.summaries import Actor
from bot.forum.topics import MOST_STOPPED, Preferences
from data.forums import update_forum
from data.tables import DeliveryKind, Notification, NotificationKind, Preference
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, World

SEAL_DAYS = 10


@pytest.fixture
async def faded(world: World) -> int:
    """A question that Anna asked anonymously, whose seal goes ten days after Ben's answer."""
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, seal_days=SEAL_DAYS)
    question = await anonymously(world, ANNA)
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, seal_days=None)
    await world.answer(question, BEN)
    return question


async def stop(world: World, actor: Actor, row: Notification) -> None:
    await stopping.stop(
        world.database, notification_id=row.id or 0, discord_id=actor.discord_id, now=world.now
    )


async def told(world: World, kind: NotificationKind) -> Notification:
    """Return the newest that somebody is told of a kind."""
    return [row for row in await world.notices() if row.kind is kind][-1]


async def fade(world: World) -> None:
    world.later(days=SEAL_DAYS + 0.1)
    await forget_what_aged_out(world.database, keep=Retention(), now=world.now, is_daily=False)


async def chosen(world: World, actor: Actor) -> Preferences:
    async with world.database.read() as session:
        return await preferences_of(session, actor.discord_id)


async def held(world: World, sealer: Sealer) -> list[dict[str, object]]:
    """Return what whoever has this key finds in everybody's choices."""
    return [
        json.loads(sealer.open(row.sealed, table="preference", row=row.owner_mark))
        for row in await world.all(Preference)
    ]


async def test_it_goes_with_the_seals_of_what_was_written_there(
    world: World, sealer: Sealer, faded: int
) -> None:
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    other = await anonymously(world, ANNA)
    await world.answer(other, CLEO)
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    assert (await chosen(world, ANNA)).stopped_as_alias == (faded, other)
    await fade(world)
    (choices,) = await held(world, sealer)
    assert choices["stopped_as_alias"] == [other]
    assert "stopped" not in choices


async def test_where_nothing_else_was_chosen_no_row_is_left(world: World, faded: int) -> None:
    assert (await world.post(faded)).author_seal
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    await fade(world)
    assert await world.all(Preference) == []


async def test_what_others_stopped_there_goes_on(world: World, sealer: Sealer, faded: int) -> None:
    """Cleo followed and pressed it on a DM, Ben answered by name and pressed **Notify me**."""
    await notify_me(world.database, post_id=faded, actor=CLEO, now=world.now)
    answer = await world.answer(faded, BEN)
    async with world.database.write() as session:
        await tell_followers(session, world.forum_id, answer, world.now)
    (telling,) = await world.deliveries(DeliveryKind.TELL_FOLLOWERS)
    async with world.database.write() as session:
        await tell_part(session, telling, world.now)
    await stop(world, CLEO, await told(world, NotificationKind.FOLLOWED))
    for _ in range(2):
        await notify_me(world.database, post_id=faded, actor=BEN, now=world.now)
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    await fade(world)
    whose = {choices["user"] for choices in await held(world, sealer)}
    assert whose == {CLEO.discord_id, BEN.discord_id}
    for actor in (CLEO, BEN):
        assert (await chosen(world, actor)).has_stopped(faded)


async def test_every_row_is_sealed_anew_so_that_none_stands_out(world: World, faded: int) -> None:
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    async with world.database.write() as session:
        for actor in (ANNA, BEN, CLEO):
            before = await preferences_of(session, actor.discord_id)
            await keep(session, before.without_dms_of(faded + 1000))
    rows = {row.owner_mark: row.sealed for row in await world.all(Preference)}
    await fade(world)
    after = {row.owner_mark: row.sealed for row in await world.all(Preference)}
    assert rows.keys() == after.keys()
    assert all(rows[mark] != sealed for mark, sealed in after.items())
    assert {len(sealed) for sealed in rows.values()} == {len(sealed) for sealed in after.values()}


async def test_it_goes_amid_a_rotation_too(world: World, faded: int) -> None:
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    async with world.database.write() as session:
        before = await preferences_of(session, ANNA.discord_id)
        await keep(session, before.without_dms_of(faded + 1000))
    new = Sealer(b"another secret", b"a secret for tests")
    provide(world.database, new)
    await note_key(world.database, new, world.now)
    await anext(rotate(world.database, new))
    await fade(world)
    (choices,) = await held(world, Sealer(b"another secret"))
    assert "stopped_as_alias" not in choices
    assert choices["stopped"] == [faded + 1000]


async def test_it_stays_with_whoever_put_their_name_there(
    world: World, sealer: Sealer, faded: int
) -> None:
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    await take_name(
        world.database, forum_id=world.forum_id, post_id=faded, actor=ANNA, now=world.now
    )
    await forget_what_aged_out(world.database, keep=Retention(), now=world.now)
    assert [choices["stopped"] for choices in await held(world, sealer)] == [[faded]]


async def test_whoever_stopped_it_before_is_left_as_they_were(world: World, faded: int) -> None:
    """The order of what was stopped would say that an author stopped it once more."""
    for question in (faded, await world.ask(BEN)):
        for _ in range(2):
            await notify_me(world.database, post_id=question, actor=ANNA, now=world.now)
    before = await chosen(world, ANNA)
    assert before.stopped[0] == faded
    await stop(world, ANNA, await told(world, NotificationKind.ANSWER))
    assert await chosen(world, ANNA) == before


def test_what_is_stopped_by_name_too_is_no_more_an_aliass() -> None:
    stopped = Preferences(1).without_dms_of(7, as_alias=True).without_dms_of(7)
    assert stopped == Preferences(1, stopped=(7,))


def test_what_an_alias_stopped_first_is_forgotten_of_too_many() -> None:
    stopped = Preferences(1)
    for number in range(MOST_STOPPED + 2):
        stopped = stopped.without_dms_of(number, as_alias=True)
    assert stopped.stopped_as_alias == tuple(range(2, MOST_STOPPED + 2))
