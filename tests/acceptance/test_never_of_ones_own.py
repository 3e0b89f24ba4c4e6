"""Nobody is told what they did themselves, though its rows are there like anybody's."""

from collections.abc import Callable

import pytest
from simcord.actors import MemberActor

from data.tables import Account, Delivery, Notification, NotificationKind
from tests.acceptance.facts import rows
from tests.acceptance.test_quiet_nights import morning, sleeps
from tests.acceptance.town import Town
from tests.support.calls import OPEN_DM, SEND, When, in_channel
from tests.support.gaps import Gaps
from tests.support.people import answer, ask, press, submit
from tests.support.reading import buttons_of, dms, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

WALK = "I found it out by myself: a walk."


async def asked(world: ForumWorld, person: MemberActor, *options: str) -> None:
    await ask(person, world.lobby, options=options)
    await world.pass_time(30)


async def acts(world: ForumWorld, person: MemberActor, label: str, number: int = -1) -> None:
    """Press a button under More, and what asks whether to."""
    card = starter_of(world.thread) if number == 0 else world.thread.history()[number]
    menu = reply_of(await press(person, card, "More"))
    (found,) = [each for each in buttons_of(menu) if each.startswith(label)]
    shown = await press(person, menu, found)
    if shown.modal is not None:
        await submit(person, shown)
    await world.pass_time(30)


async def inbox(world: ForumWorld, person: MemberActor) -> str:
    return private_text(await person.slash(world.lobby, "inbox"))


async def test_an_asker_is_not_told_of_their_anonymous_answer(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, world.alice, "notify")
    await answer(world.alice, starter_of(world.thread), WALK, options=["anonymous"])
    await world.pass_time(60)
    assert dms(world.alice) == []
    assert "answered your question" not in await inbox(world, world.alice)
    await answer(world.bob, starter_of(world.thread), "Tea helped me.")
    await world.pass_time(30)
    assert len(dms(world.alice)) == 1
    assert (await inbox(world, world.alice)).count("answered your question") == 1


async def test_no_word_after_a_command_tells_of_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, world.alice)
    await answer(world.alice, starter_of(world.thread), WALK, options=["anonymous"])
    await world.pass_time(60)
    assert "new notification" not in private_text(await world.alice.slash(world.lobby, "help"))


async def what_is_stored(world: ForumWorld) -> dict[str, object]:
    """Return what a copy of the file shows of a DM about an answer."""
    (told,) = [
        each for each in await rows(world, Notification) if each.kind is NotificationKind.ANSWER
    ]
    known = [each for each in await rows(world, Account) if each.discord_id == world.alice.id]
    return {
        "heard": told.is_heard,
        "held": told.held_at is not None,
        "channel": any(each.dm_channel_id is not None for each in known),
        "refused": any(each.dm_refused_at is not None for each in known),
        "waiting": [(each.lane, each.reason) for each in await rows(world, Delivery)],
    }


TROUBLES: dict[str, tuple[Callable[[Gaps, When], None], str | None]] = {
    "none": (lambda *_: None, None),
    "it cannot be opened": (lambda gaps, _: gaps.break_server(OPEN_DM, times=None), "ServerError"),
    "503": (lambda gaps, when: gaps.break_server(when, times=None), "ServerError"),
    "lost": (lambda gaps, when: gaps.lose_answer(when), None),
    "429": (lambda gaps, when: gaps.rate_limit(when, seconds=600, times=None), "RateLimited"),
    "50001": (lambda gaps, when: gaps.refuse(when, 403, 50001, times=None), "Forbidden:50001"),
    "50007": (lambda gaps, when: gaps.refuse(when, 403, 50007, times=None), None),
    "50278": (lambda gaps, when: gaps.refuse(when, 403, 50278, times=None), None),
}


@pytest.mark.parametrize("by", ["alice", "bob"])
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_the_file_shows_the_same_whoever_answers(
    forum_world: ForumWorld, by: str, trouble: str
) -> None:
    world = forum_world
    await asked(world, world.alice, "notify")
    cause, reason = TROUBLES[trouble]
    channel_id = world.env.backend.get_dm_channel(world.alice.id).id
    cause(world.gaps, in_channel(SEND, channel_id))
    person = world.alice if by == "alice" else world.bob
    await answer(person, starter_of(world.thread), WALK, options=["anonymous"])
    await world.pass_time(60)
    lane = f"dm:{world.alice.id}"
    assert await what_is_stored(world) == {
        "heard": reason is None,
        "held": False,
        "channel": reason is None,
        "refused": False,
        "waiting": [] if reason is None else [(lane, reason)],
    }
    assert by == "bob" or dms(world.alice) == []


async def test_what_waited_in_quiet_hours_leaves_it_out(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.ask(notify=True)
    form = await press(town.alice, starter_of(town.channel.threads[0]), "Answer")
    await submit(town.alice, form, body=WALK, options=["anonymous"])
    await town.pass_time(60)
    (told,) = [
        each for each in await rows(town, Notification) if each.kind is NotificationKind.ANSWER
    ]
    assert told.held_at is not None
    await morning(town)
    assert dms(town.alice) == []


async def test_an_anonymous_asker_is_not_told_of_their_answer_by_name(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world, world.alice, "anonymous", "notify")
    await answer(world.alice, starter_of(world.thread), WALK)
    await world.pass_time(60)
    assert dms(world.alice) == []
    assert "answered your question" not in await inbox(world, world.alice)


async def test_a_moderator_is_not_told_what_they_did_to_their_anonymous_post(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world, world.mod, "anonymous", "notify")
    await acts(world, world.mod, "Hide", 0)
    assert dms(world.mod) == []
    assert "hid your post" not in await inbox(world, world.mod)


async def test_what_another_moderator_did_is_told(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, world.mod, "anonymous", "notify")
    await acts(world, world.owner, "Hide", 0)
    assert len(dms(world.mod)) == 1
    assert "hid your post" in await inbox(world, world.mod)


async def test_a_moderator_is_not_told_that_they_chose_their_own_answer(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world, world.alice)
    await answer(world.mod, starter_of(world.thread), WALK, options=["notify"])
    await acts(world, world.mod, "Best answer")
    assert dms(world.mod) == []
    assert "was chosen" not in await inbox(world, world.mod)
    await acts(world, world.mod, "Undo best answer")
    await acts(world, world.owner, "Best answer")
    assert len(dms(world.mod)) == 1
    assert (await inbox(world, world.mod)).count("was chosen") == 1
