"""One sealed row that no key opens any more concerns nobody but whose it was."""

from bot.forum.anonymous.notices import write_reads
from bot.forum.blocks import block_author, unblock_author
from bot.forum.privacy.retention import Retention
from bot.forum.privacy.tidying import forget_what_aged_out
from data.forums import update_forum
from data.tables import Notification, Post, PostState, QuestionFollow
from tests.forum.test_exporting import anonymously
from tests.forum.test_following import notified, told
from tests.forum.world import ANNA, BEN, CLEO, World

SEAL_DAYS = 10


def flipped(sealed: bytes | None) -> bytes:
    """Return sealed bytes that are as long, and name the same key, but don't open."""
    assert sealed
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


async def damage(world: World, *rows: Post | Notification | QuestionFollow) -> None:
    """Damage what is sealed of some rows."""
    async with world.database.write() as session:
        for row in rows:
            if isinstance(row, Post):
                row.author_seal = flipped(row.author_seal)
            else:
                row.sealed = flipped(row.sealed)
            session.add(row)


async def test_a_question_whose_author_is_damaged_takes_answers_and_comments(world: World) -> None:
    question = await anonymously(world, ANNA)
    await damage(world, await world.post(question))
    by_name = await world.answer(question, BEN)
    by_alias = await anonymously(world, CLEO, question)
    commented = await world.comment(question, BEN)
    for number in (by_name, by_alias, commented):
        assert (await world.post(number)).state in {PostState.VISIBLE, PostState.QUEUED}
    post = await world.post(question)
    async with world.database.write() as session:
        await block_author(session, post, until=None, reason="Please be kind.", is_named_too=False)
        await unblock_author(session, post)
    await world.check_counts()


async def test_a_damaged_follow_keeps_nobody_else_from_being_told(world: World) -> None:
    question = await world.ask(ANNA)
    await notified(world, question, BEN, CLEO)
    await damage(world, (await world.all(QuestionFollow))[0])
    await world.answer(question, ANNA)
    await told(world)
    assert len([each for each in await world.notices() if each.sealed]) == 1


async def test_a_damaged_notification_keeps_nobodys_seal(world: World) -> None:
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, seal_days=SEAL_DAYS)
    questions = [await anonymously(world, each) for each in (ANNA, CLEO)]
    for number in questions:
        await world.answer(number, BEN)
    first, *others = [each for each in await world.notices() if each.sealed]
    await damage(world, first)
    await write_reads(world.database)
    assert {each.id for each in await world.notices()} >= {each.id for each in (first, *others)}
    world.later(days=SEAL_DAYS + 0.1)
    await forget_what_aged_out(world.database, keep=Retention(), now=world.now)
    assert [(await world.post(number)).author_seal for number in questions] == [None, None]
