"""The word on what no DM brought: nothing is left out of it, and it is said until it was said."""

import pytest

from data.hearing import note_heard
from data.members import member_of_discord
from data.notices import insert_notification
from data.tables import NotificationKind
from tests.acceptance.test_digests import DAY, HOUR, TITLE, later, wants_digest
from tests.acceptance.test_unheard import ONE, answered, said
from tests.acceptance.town import Town
from tests.support.calls import FOLLOWUP, SEND
from tests.support.people import answer, ask, press
from tests.support.reading import (
    dm_texts,
    private_text,
    replies_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld


async def word(town: Town) -> str:
    return private_text(await town.carol.slash(town.lobby, "following"))


async def chooses(town: Town, *every: str) -> None:
    """Let Carol choose how often a digest comes, one after another in one panel."""
    panel = reply_of(await town.carol.slash(town.lobby, "notifications", time_zone="UTC"))
    for each in every:
        await town.carol.select(panel, [each], custom_id="digest-every:0")


async def test_of_what_came_before_a_digest_was_chosen(town: Town) -> None:
    await town.ask("How do I stay awake at noon?", by=town.bob, tags=["sleep"])
    await town.carol.slash(town.lobby, "follow", tag="sleep")
    panel = reply_of(await town.carol.slash(town.lobby, "notifications", time_zone="UTC"))
    await town.ask(TITLE, tags=["sleep"])
    await town.pass_time(5)
    await town.carol.select(panel, ["daily"], custom_id="digest-every:0")
    assert ONE in await word(town)
    await later(town, 18.1 * HOUR)
    assert dm_texts(town.carol) == []
    assert ONE not in await word(town)


async def test_of_what_was_to_come_when_a_digest_was_stopped_and_chosen_again(
    town: Town,
) -> None:
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.ask(TITLE, tags=["sleep"])
    await town.carol.select(panel, ["never"], custom_id="digest-every:0")
    await town.pass_time(5)
    await town.carol.select(panel, ["daily"], custom_id="digest-every:0")
    assert ONE in await word(town)


async def test_of_what_a_refused_digest_would_have_brought(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    town.gaps.refuse(SEND, 403, 50007)
    await later(town, 18.1 * HOUR)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    assert ONE in await word(town)


@pytest.mark.parametrize("is_refused", [False, True])
async def test_not_of_what_a_digest_brought_before_it_was_stopped_or_refused(
    town: Town, *, is_refused: bool
) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    assert TITLE in dm_texts(town.carol)[0]
    if is_refused:
        await town.ask("How long does a nap take?", tags=["sleep"])
        town.gaps.refuse(SEND, 403, 50007)
        await later(town, DAY)
        assert ONE in await word(town), "of the second alone"
    await chooses(town, "never")
    assert ONE not in await word(town)
    await chooses(town, "daily")
    assert ONE not in await word(town)


async def test_a_failing_digest_keeps_what_it_brought(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    await town.ask("How long does a nap take?", tags=["sleep"])
    town.gaps.break_server(SEND, times=1)
    await later(town, DAY)
    await later(town, HOUR)
    assert len(dm_texts(town.carol)) == 2
    assert "new notification" not in await word(town)


async def test_of_what_lies_behind_a_hundred_others(town: Town) -> None:
    question = await town.ask(TITLE)
    await town.answer(question)
    async with town.bot.database.write() as session:
        member = await member_of_discord(session, town.forum_id, town.alice.id)
        assert member is not None
        for _ in range(100):
            number = await insert_notification(
                session,
                forum_id=town.forum_id,
                recipient_id=member.id,
                kind=NotificationKind.ANSWER,
                post_id=question,
                created_at=town.bot.now(),
            )
            await note_heard(session, [number])
    assert ONE in private_text(await town.alice.slash(town.lobby, "following"))


@pytest.mark.parametrize("options", [(), ("anonymous",)])
async def test_beneath_the_answer_to_a_form_and_once(
    forum_world: ForumWorld, options: tuple[str, ...]
) -> None:
    world = forum_world
    await answered(world)
    texts = []
    for number in range(2):
        title = f"Which pillow number {number} do you take?"
        sent = await ask(world.alice, world.lobby, title=title, options=options)
        texts.append("".join(text_of(each) for each in replies_of(sent)))
    assert ONE in texts[0]
    assert ONE not in texts[1]
    assert ONE not in await said(world)
    await world.restart()
    assert ONE not in await said(world), "the command had it written"


async def test_what_a_form_says_changes_no_row_at_that_moment(forum_world: ForumWorld) -> None:
    """It would say by the moment who wrote what was just posted anonymously."""
    world = forum_world
    await answered(world)
    await ask(world.alice, world.lobby, title="Which pillow is it?", options=["anonymous"])
    await world.restart()
    assert ONE in await said(world), "nothing of it was written"


@pytest.mark.parametrize("options", [(), ("anonymous",)])
@pytest.mark.parametrize("times", [2, None])
async def test_one_that_could_not_be_said_is_said_the_next_time(
    forum_world: ForumWorld, options: tuple[str, ...], times: int | None
) -> None:
    world = forum_world
    await answered(world, *options)
    world.gaps.break_server(FOLLOWUP, times=times)
    await world.alice.slash(world.lobby, "help")
    world.gaps.heal()
    assert ONE in await said(world)
    assert ONE not in await said(world)


async def test_a_kill_before_it_is_said_loses_it_not(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    world.gaps.crash(FOLLOWUP)
    await world.alice.slash(world.lobby, "help")
    assert world.gaps.is_dead
    await world.come_back()
    assert ONE in await said(world)


async def test_two_commands_at_once_say_it_once(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await answer(world.carol, starter_of(world.thread), "Another walk helped me even more.")
    await world.pass_time(15)
    first = await world.bot.unheard.find(discord_id=world.alice.id)
    second = await world.bot.unheard.find(discord_id=world.alice.id)
    assert (first.count, second.count) == (2, 0)
    await world.bot.unheard.note(second)
    world.bot.unheard.take_back(first)
    assert "There are 2 new notifications" in await said(world)
