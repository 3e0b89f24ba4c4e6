"""`/privacy delete-my-data`: chosen, confirmed, taken back, carried out; seen from the screen."""

from datetime import timedelta
from pathlib import Path

import discord
import pytest
from simcord.actors import MemberActor

from bot.forum.privacy import erasing, pauses
from bot.forum.privacy.erasing import erase
from bot.forum.privacy.erasures import find
from data.tables import (
    Account,
    Delivery,
    DeliveryState,
    Draft,
    Erasure,
    FollowIndex,
    Identity,
    IgnoredUser,
    Member,
    Notification,
    Post,
    PostState,
    Reaction,
    Vote,
)
from tests.acceptance.facts import counts_are_right, post_of, rows, told
from tests.acceptance.seen import posts_in
from tests.support.moderators import archive
from tests.support.people import answer, ask, press, submit, vote
from tests.support.reading import (
    Shown,
    buttons_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

DAY = timedelta(days=1).total_seconds()
TITLE = "How can I sleep before an exam?"


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let days in which the bot is away count."""
    monkeypatch.setattr(pauses, "PAUSE", timedelta.max)


async def choose(member: MemberActor, shown: Shown, custom_id: str, *values: str) -> None:
    await member.select(shown, values=list(values), custom_id=custom_id)


async def confirmed(world: ForumWorld, member: MemberActor, **choices: str) -> Shown:
    """Choose, confirm, and return the private message."""
    shown = reply_of(await member.slash(world.lobby, "privacy delete-my-data"))
    for kind, value in choices.items():
        await choose(member, shown, f"erase-{kind}:0", value)
    await press(member, shown, "Delete my data")
    await press(member, shown, "Yes, delete my data")
    return shown


async def days_later(world: ForumWorld, days: float) -> None:
    """Let days pass while the bot is away; then it erases what is due."""
    await world.bot.close()
    world.env.backend.advance_clock(days * DAY)
    await world.come_back()
    # The score on an old card is drawn within a minute, and the name after it.
    await world.pass_time(75)


async def conversation(world: ForumWorld) -> None:
    """Have a question of Alice's with an answer of Bob's, and votes of each and of Carol."""
    await ask(world.alice, world.lobby, TITLE, "I lie awake for hours.", options=["notify"])
    await answer(world.bob, world.thread)
    await vote(world.carol, starter_of(world.thread))
    await vote(world.alice, world.thread.history()[-1])
    await vote(world.bob, starter_of(world.thread))
    await world.pass_time(10)


async def test_the_preview_counts_and_explains(forum_world: ForumWorld) -> None:
    await conversation(forum_world)
    shown = reply_of(await forum_world.alice.slash(forum_world.lobby, "privacy delete-my-data"))
    said = text_of(shown)
    assert "- 1 question\n- 1 vote\n- 2 notifications\n- your settings" in said
    assert "anonymous" not in said
    assert buttons_of(shown) == ["Delete my data"]


async def test_who_is_unknown_hears_that_there_is_nothing(forum_world: ForumWorld) -> None:
    result = await forum_world.carol.slash(forum_world.lobby, "privacy delete-my-data")
    assert private_text(result) == "There is nothing about you here."
    assert await rows(forum_world, Erasure) == []


async def test_what_is_confirmed_is_done_a_week_later_and_texts_stay(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await conversation(world)
    shown = await confirmed(world, world.alice)
    assert "Your data will be deleted <t:" in text_of(shown)
    await days_later(world, 6.9)
    assert f"asked by <@{world.alice.id}>" in text_of(starter_of(world.thread))
    await days_later(world, 0.2)
    card = text_of(starter_of(world.thread))
    assert "asked by someone" in card
    assert "I lie awake for hours." in card
    assert str(world.alice.id) not in card
    assert [each.external_id for each in await rows(world, Identity)] == [
        str(world.bob.id),
        str(world.carol.id),
    ]
    assert len(await rows(world, Member)) == 2
    assert {each.member_id for each in await rows(world, Vote)} == {
        each.id for each in await rows(world, Member)
    }
    assert {each.discord_id for each in await rows(world, Reaction)} == {
        world.bob.id,
        world.carol.id,
    }
    assert await told(world) == []
    assert len(await rows(world, Notification)) == 1, "Bob is still welcome"
    assert (await post_of(world, 2)).up == 0
    assert await counts_are_right(world)
    assert [
        each for each in await rows(world, Delivery) if each.state is DeliveryState.FAILED
    ] == []


async def test_texts_go_when_that_is_chosen(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    await confirmed(world, world.bob, answer="remove")
    await days_later(world, 7.1)
    (question, gone) = await posts_in(world)
    assert (gone.state, gone.body, gone.author_id) == (PostState.DELETED, "", None)
    assert question.answers == 0
    assert len(world.thread.history()) == 1
    assert await counts_are_right(world)


async def test_it_can_be_taken_back(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    shown = await confirmed(world, world.alice, question="remove")
    await press(world.alice, shown, "Take it back")
    assert "Delete my data" in buttons_of(shown)
    await days_later(world, 8)
    assert (await post_of(world, 1)).body == "I lie awake for hours."
    assert await rows(world, Erasure) == []


async def test_choices_survive_a_restart_and_confirming_twice_changes_nothing(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await conversation(world)
    shown = reply_of(await world.alice.slash(world.lobby, "privacy delete-my-data"))
    await choose(world.alice, shown, "erase-question:0", "remove")
    await world.restart()
    await press(world.alice, shown, "Delete my data")
    await press(world.alice, shown, "Yes, delete my data")
    (row,) = await rows(world, Erasure)
    again = reply_of(await world.alice.slash(world.lobby, "privacy delete-my-data"))
    assert buttons_of(again) == ["Take it back"]
    assert [each.sealed for each in await rows(world, Erasure)] == [row.sealed]
    await days_later(world, 7.1)
    assert (await post_of(world, 1)).state is PostState.DELETED


async def test_a_name_goes_from_the_card_of_an_archived_thread_too(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await conversation(world)
    await confirmed(world, world.alice)
    await archive(world.mod, world.thread)
    await days_later(world, 7.1)
    assert "asked by someone" in text_of(starter_of(world.thread))
    metadata = world.thread._channel.thread_metadata
    assert metadata is not None
    assert metadata.archived


async def test_reactions_that_still_stand_are_no_votes_until_they_act_again(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await conversation(world)
    await confirmed(world, world.carol)
    await days_later(world, 7.1)
    assert (await post_of(world, 1)).up == 1
    await world.restart()
    await world.pass_time(10)
    assert (await post_of(world, 1)).up == 1
    assert len(await rows(world, IgnoredUser)) == 1
    await world.carol.unreact(starter_of(world.thread), "👍")
    await world.pass_time(5)
    assert len(await rows(world, Member)) == 2
    await vote(world.carol, starter_of(world.thread))
    await world.pass_time(5)
    assert (await post_of(world, 1)).up == 2
    assert await rows(world, IgnoredUser) == []
    assert await counts_are_right(world)


async def test_nothing_remembers_whoever_left_no_thumb(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, TITLE)
    await answer(world.bob, world.thread)
    await world.bob.react(starter_of(world.thread), "👍")
    await world.bob.unreact(starter_of(world.thread), "👍")
    await world.pass_time(5)
    await confirmed(world, world.bob)
    await days_later(world, 7.1)
    assert [each.name for each in await rows(world, Member)] == ["Alice"]
    assert await rows(world, IgnoredUser) == []


async def test_the_preview_says_what_stays(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    said = text_of(reply_of(await world.alice.slash(world.lobby, "privacy delete-my-data")))
    assert "sealed: what you choose here, for 14 days; when your quiet hours end next" in said
    assert "that thumbs of yours that stand in Discord don't count" in said
    assert "a block until it ends" in said
    await ask(world.alice, world.lobby, "How do I fall asleep early?", options=["anonymous"])
    said = text_of(reply_of(await world.alice.slash(world.lobby, "privacy delete-my-data")))
    assert "What you are told about your anonymous posts stays too, sealed, for 90 days" in said


@pytest.mark.usefixtures("_at_once")
async def test_anonymous_posts_stay_unless_ticked_one_by_one(forum_world: ForumWorld) -> None:
    world = forum_world
    for title in (TITLE, "How do I fall asleep early?"):
        form = await world.alice.slash(world.lobby, "ask")
        await submit(world.alice, form, title=title, details="Secret.", options=["anonymous"])
        await world.pass_time(25)
    before = await rows(world, Post)
    shown = reply_of(await world.alice.slash(world.lobby, "privacy delete-my-data"))
    assert "- 2 anonymous posts" in text_of(shown)
    await press(world.alice, shown, "Choose anonymous posts")
    await choose(world.alice, shown, "erasetick:0", "1")
    await press(world.alice, shown, "Back")
    assert "1 is ticked." in text_of(shown)
    await press(world.alice, shown, "Delete my data")
    assert "at random moments" not in text_of(shown)
    assert "goes at a random moment" in text_of(shown)
    await press(world.alice, shown, "Yes, delete my data")
    await days_later(world, 7)
    assert [each.sealed for each in await rows(world, Erasure)]
    await days_later(world, 14.1)
    await days_later(world, 0.1)
    gone, stays = await posts_in(world)
    assert (gone.state, gone.title, gone.author_mark) == (PostState.DELETED, "", None)
    assert stays.model_dump() == before[1].model_dump()
    assert await rows(world, Erasure) == []


async def test_anonymous_texts_go_each_at_its_own_time(forum_world: ForumWorld) -> None:
    world = forum_world
    for number in range(6):
        form = await world.alice.slash(world.lobby, "ask")
        title = f"How do I fall asleep early, {number}?"
        await submit(world.alice, form, title=title, details="Secret.", options=["anonymous"])
        await world.env.settle()
    shown = reply_of(await world.alice.slash(world.lobby, "privacy delete-my-data"))
    await press(world.alice, shown, "Choose anonymous posts")
    await choose(world.alice, shown, "erasetick:0", *(str(each) for each in range(1, 6)))
    await press(world.alice, shown, "Back")
    await press(world.alice, shown, "Delete my data")
    await press(world.alice, shown, "Yes, delete my data")
    async with world.bot.database.read() as session:
        wish = await find(session, world.alice.id)
    assert wish is not None
    assert sorted(wish.going) == [1, 2, 3, 4, 5]
    assert wish.due_at is not None
    assert len(set(wish.going.values())) == 5
    for at in wish.going.values():
        assert wish.due_at <= at <= wish.due_at + timedelta(days=14)


async def test_nothing_in_the_file_names_who_wants_to_go(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    await confirmed(world, world.alice)
    (row,) = await rows(world, Erasure)
    for written in (str(world.alice.id).encode(), world.alice.id.to_bytes(8, "big")):
        assert written not in row.owner_mark + row.sealed
    assert len(row.sealed) > 4096


async def test_no_byte_of_them_is_left_in_the_files(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    wide = "Alice lives at the old mill."
    await ask(world.alice, world.lobby, "Where do I find a quiet place?", wide)
    await world.pass_time(5)
    file = world.bot.database.file
    traces = [
        str(world.alice.id).encode(),
        world.alice.id.to_bytes(8, "big"),
        world.alice.id.to_bytes(8, "little"),
        b"Alice",
        wide.encode(),
    ]
    assert any(trace in stored_bytes(file) for trace in traces)
    await confirmed(world, world.alice, question="remove")
    await days_later(world, 7.1)
    await world.bot.close()
    await world.come_back()
    await world.pass_time(5)
    assert [trace for trace in traces if trace in stored_bytes(file)] == []


def stored_bytes(file: Path) -> bytes:
    """Return everything in a database's files."""
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


async def test_it_works_in_direct_messages(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    shown = reply_of(await world.alice.user.slash("privacy delete-my-data"))
    await press(world.alice.user, shown, "Delete my data")
    await press(world.alice.user, shown, "Yes, delete my data")
    assert len(await rows(world, Erasure)) == 1


async def test_a_crash_anywhere_is_made_good(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = forum_world
    await conversation(world)
    await confirmed(world, world.alice, question="remove")
    world.env.backend.advance_clock(7.1 * DAY)
    whole, steps = erasing._step, 0
    for allowed in range(6):
        left = allowed

        async def some(*args: object) -> bool:
            nonlocal left, steps
            if left == 0:
                raise RuntimeError("pulled the plug")
            left, steps = left - 1, steps + 1
            return await whole(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(erasing, "_step", some)
        await erasing.carry_out(world.bot.database, now=world.bot.now())
        assert await counts_are_right(world)
    assert steps > 3
    assert str(world.alice.id) not in [each.external_id for each in await rows(world, Identity)]
    assert [*await rows(world, Draft), *await rows(world, Account)] == []


async def test_who_only_follows_a_question_can_be_erased(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    dana = world.join("dana")
    private_text(await press(dana, starter_of(world.thread), "Notify me"))
    assert await rows(world, FollowIndex)
    await confirmed(world, dana)
    await days_later(world, 7.1)
    assert await rows(world, FollowIndex) == []
    said = private_text(await dana.slash(world.lobby, "privacy delete-my-data"))
    assert said == "There is nothing about you here."


async def test_thumbs_on_a_message_that_is_no_more_go_too(forum_world: ForumWorld) -> None:
    world = forum_world
    await conversation(world)
    card = world.thread.history()[-1]
    await vote(world.carol, card)
    await world.mod.delete(card)
    await world.pass_time(10)
    private_text(await world.mod.slash(world.lobby, "mod unhide", post="2"))
    await world.pass_time(10)
    assert card.id not in {each.message_id for each in await rows(world, Reaction)}


async def test_a_dm_on_its_way_brings_no_erased_account_back(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = forum_world
    private_text(await ask(world.alice, world.lobby, "How do I wake up?", options=["notify"]))
    await world.pass_time(5)
    send, sent = discord.PartialMessageable.send, set[int]()

    async def sending(
        channel: discord.PartialMessageable, view: discord.ui.LayoutView, nonce: str
    ) -> object:
        if not sent:
            sent.add(channel.id)
            now = world.bot.now()
            await erase(world.bot.database, user_id=world.alice.id, removes=(), now=now)
        return await send(channel, view=view, nonce=nonce)

    monkeypatch.setattr(discord.PartialMessageable, "send", sending)
    await answer(world.bob, world.thread)
    await world.pass_time(30)
    assert sent
    assert world.alice.id not in {each.discord_id for each in await rows(world, Account)}
