import pytest

from bot.forum import drafts
from bot.forum.drafts import Submission, marked
from bot.forum.errors import DraftGone
from bot.forum.identity import Sealer
from data.drafts import delete_draft
from data.tables import Draft
from tests.forum.world import ANNA, BEN, GUILD, World

WRITTEN = Submission(
    "answer:5", {"body": "Grüße 👋 " * 300}, {"options": ["notify", "spoiler"]}, GUILD
)


async def keep(
    world: World, sealer: Sealer, submission: Submission = WRITTEN, user: int = ANNA.discord_id
) -> int:
    return await drafts.keep(
        world.database, sealer, user_id=user, submission=submission, now=world.now
    )


async def reopen(
    world: World, sealer: Sealer, draft_id: int, user: int = ANNA.discord_id
) -> Submission:
    return await drafts.reopen(
        world.database, sealer, user_id=user, draft_id=draft_id, now=world.now
    )


async def latest(world: World, sealer: Sealer, subject: str) -> Submission | None:
    return await drafts.latest(
        world.database,
        sealer,
        user_id=ANNA.discord_id,
        subject=subject,
        guild_id=GUILD,
        now=world.now,
    )


async def test_a_draft_comes_back_as_it_was_submitted(world: World, sealer: Sealer) -> None:
    assert await reopen(world, sealer, await keep(world, sealer)) == WRITTEN


async def test_a_draft_names_nobody_in_clear(world: World, sealer: Sealer) -> None:
    await keep(world, sealer)
    (row,) = await world.all(Draft)
    stored = row.owner_mark + row.sealed
    assert str(ANNA.discord_id).encode() not in row.owner_mark
    assert "Grüße".encode() not in stored
    assert b"answer" not in stored
    assert await world.member(ANNA) is None


async def test_somebody_elses_draft_stays_closed(world: World, sealer: Sealer) -> None:
    draft_id = await keep(world, sealer)
    with pytest.raises(DraftGone):
        await reopen(world, sealer, draft_id, BEN.discord_id)


async def test_a_draft_is_kept_for_a_day(world: World, sealer: Sealer) -> None:
    draft_id = await keep(world, sealer)
    world.later(hours=23, minutes=59)
    assert await reopen(world, sealer, draft_id) == WRITTEN
    world.later(minutes=1)
    with pytest.raises(DraftGone):
        await reopen(world, sealer, draft_id)
    assert await latest(world, sealer, "answer:5") is None
    await keep(world, sealer)
    assert len(await world.all(Draft)) == 1


async def test_an_unknown_draft_is_gone(world: World, sealer: Sealer) -> None:
    with pytest.raises(DraftGone):
        await reopen(world, sealer, 4711)


async def test_a_draft_sealed_with_another_key_is_gone(world: World, sealer: Sealer) -> None:
    draft_id = await keep(world, sealer)
    async with world.database.write() as session:
        row = await session.get(Draft, draft_id)
        assert row is not None
        row.sealed = b"x" * 100
    with pytest.raises(DraftGone):
        await reopen(world, sealer, draft_id)


async def test_the_newest_draft_about_a_subject_is_offered(world: World, sealer: Sealer) -> None:
    await keep(world, sealer, Submission("edit:5:1", {"body": "one"}, {}, GUILD))
    newer = Submission("edit:5:2", {"body": "two"}, {}, GUILD)
    await keep(world, sealer, newer)
    await keep(world, sealer, Submission("edit:6:1", {"body": "other post"}, {}, GUILD))
    await keep(world, sealer, Submission("edit:5:3", {"body": "other server"}, {}, 1))
    await keep(world, sealer, Submission("edit:5:4", {}, {}, GUILD), BEN.discord_id)
    assert await latest(world, sealer, "edit:5") == newer
    assert await latest(world, sealer, "edit:7") is None


@pytest.mark.parametrize(
    ("custom_id", "form", "subject"),
    [
        ("ask:3:sleep", "ask", "ask"),
        ("ask", "ask", "ask"),
        ("ask:0::77", "ask", "ask:77"),
        ("ask:3:sleep,exam:77", "ask", "ask:77"),
        ("answer:5", "answer", "answer:5"),
        ("edit:5:2", "edit", "edit:5"),
    ],
)
def test_what_a_form_is_about(custom_id: str, form: str, subject: str) -> None:
    submission = Submission(custom_id)
    assert (submission.form, submission.subject) == (form, subject)


async def test_posting_uses_the_draft_up(world: World, sealer: Sealer) -> None:
    question = await world.ask(draft_id=await keep(world, sealer))
    await world.answer(question, draft_id=await keep(world, sealer))
    body = "An edit of the question"
    await world.edit(question, ANNA, title=body, body=body, draft_id=await keep(world, sealer))
    assert await world.all(Draft) == []


async def test_a_refused_post_leaves_the_draft(world: World, sealer: Sealer) -> None:
    draft_id = await keep(world, sealer)
    await world.ask(title="How do I sleep again?")
    with pytest.raises(Exception, match="AlreadyPosted"):
        await world.ask(title="How do I sleep again?", draft_id=draft_id)
    assert await reopen(world, sealer, draft_id) == WRITTEN


async def test_two_forms_that_were_open_at_once_are_both_kept(world: World, sealer: Sealer) -> None:
    first = await keep(world, sealer, Submission("ask:0:", {"title": "one"}, {}, GUILD))
    second = await keep(world, sealer, Submission("ask:0:", {"title": "two"}, {}, GUILD))
    assert (await reopen(world, sealer, first)).texts == {"title": "one"}
    assert (await reopen(world, sealer, second)).texts == {"title": "two"}


async def test_a_form_that_was_filled_with_a_draft_takes_its_place(
    world: World, sealer: Sealer
) -> None:
    first = await keep(world, sealer, Submission("ask:0:", {"title": "one"}, {}, GUILD))
    again = marked("ask:0:", promised="b30", draft_id=first)
    world.later(seconds=1)
    await keep(world, sealer, Submission(again, {"title": "better"}, {}, GUILD))
    with pytest.raises(DraftGone):
        await reopen(world, sealer, first)
    found = await latest(world, sealer, "ask")
    assert found is not None
    assert (found.texts, found.promised) == ({"title": "better"}, "b30")


async def test_the_same_form_twice_is_kept_once(world: World, sealer: Sealer) -> None:
    await keep(world, sealer)
    await keep(world, sealer)
    assert len(await world.all(Draft)) == 1


async def test_a_button_never_opens_a_later_text(world: World, sealer: Sealer) -> None:
    posted = await keep(world, sealer)
    async with world.database.write() as session:
        await delete_draft(session, posted)
    world.later(seconds=1)
    await keep(world, sealer, Submission("ask:0:", {"title": "later"}, {}, GUILD))
    with pytest.raises(DraftGone):
        await reopen(world, sealer, posted)


def test_a_form_names_what_it_promised_and_its_draft_as_far_as_there_is_room() -> None:
    assert marked("answer:5") == "answer:5"
    assert marked("answer:5", draft_id=7) == "answer:5~~7"
    longest = "ask:1000:" + "x" * 80
    assert marked(longest, promised="b365", draft_id=123456) == f"{longest}~b365"
    both = Submission(marked("ask:0::77", promised="30", draft_id=7))
    assert (both.about, both.promised, both.filled_from) == ("ask:0::77", "30", 7)
    assert both.subject == "ask:77"
    assert Submission("answer:5").filled_from is None


async def test_numbers_tell_nobody_of_other_drafts(world: World, sealer: Sealer) -> None:
    first = await keep(world, sealer)
    world.later(seconds=5)
    await keep(world, sealer, Submission("ask:0:", {"title": "secret"}, {}, GUILD), BEN.discord_id)
    world.later(seconds=5)
    last = await keep(world, sealer, Submission("edit:6:1", {"body": "x"}, {}, GUILD))
    assert last - first == 10_000
