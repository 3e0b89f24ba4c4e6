"""Sealed DMs that are given up: `/forum health` shows them, and says nothing of whom they tell."""

import pytest
from simcord.actors import MemberActor

from bot.forum.privacy.retention import Retention, forget_old
from data.tables import Delivery, DeliveryKind, DeliveryState
from tests.acceptance.facts import rows
from tests.acceptance.test_copies_in_an_outage import (
    AUTHORS,
    Copies,
    answered_anonymously,
    copies,
    followers,
    to,
)
from tests.acceptance.test_health import panel
from tests.acceptance.test_unheard import ONE
from tests.support.people import answer, press
from tests.support.reading import dms, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

__all__ = ["copies"]


async def answered(
    world: ForumWorld, author: str = "alice", *, refused: str = "carol"
) -> dict[str, MemberActor]:
    """Have three follow, and one of them answer while Discord refuses what another is sent."""
    people = await followers(world)
    world.gaps.refuse(to(world, people[refused]), 400, 50009, times=None)
    await answered_anonymously(world, people[author])
    await world.pass_time(90)
    return people


async def mail(world: ForumWorld) -> list[Delivery]:
    """Return the rows of sealed direct messages."""
    found = [each for each in await rows(world, Delivery) if each.sealed is not None]
    return [each for each in found if each.kind is DeliveryKind.DIRECT_MESSAGE]


async def pressed(world: ForumWorld, button: str) -> str:
    """Have the owner press a button of the health panel; return what is said."""
    shown = reply_of(await world.owner.slash(world.lobby, "forum health"))
    return private_text(await press(world.owner, shown, button))


async def hears(world: ForumWorld, person: MemberActor) -> bool:
    """Tell whether a word after a command says that there is something."""
    return ONE in private_text(await person.slash(world.lobby, "following"))


def came(people: dict[str, MemberActor]) -> dict[str, int]:
    """Return how many DMs each has."""
    return {name: len(dms(each)) for name, each in people.items()}


@pytest.mark.parametrize("author", AUTHORS)
async def test_all_of_a_post_fail_alike_and_at_once(
    forum_world: ForumWorld, copies: Copies, author: str
) -> None:
    world, refused = forum_world, next(each for each in AUTHORS if each != author)
    copies.mail.clear()
    people = await answered(world, author, refused=refused)
    (clear,) = {
        (each.state, each.attempts, each.is_uncertain, each.reason, each.due_at)
        for each in await mail(world)
    }
    assert clear[0] is DeliveryState.FAILED
    assert len(await mail(world)) == len(AUTHORS)
    assert copies.missing() == {0}
    failed = [[said[0] for said in each.values()].count("failed") for each in copies.mail]
    assert set(failed) == {0, len(AUTHORS)}
    first = failed.index(len(AUTHORS))
    before, after = copies.mail[first - 1 : first + 1]
    assert all(before[number][-1] != after[number][-1] for number in after), "all sealed anew"
    assert copies.times_sealed() == {1}
    assert came(people) == {each: int(each not in {author, refused}) for each in AUTHORS}


async def test_health_says_how_many_and_why_and_not_whose(forum_world: ForumWorld) -> None:
    world, people = forum_world, await answered(forum_world)
    said = await panel(world)
    assert "**3 deliveries had trouble:**" in said
    (line,) = [each for each in said.splitlines() if "❌" in each]
    assert line.startswith("❌ 3 direct messages (")
    assert "`Refused:50009`" in line
    assert "it is in their /inbox" in line
    assert not any(each.name in line or str(each.id) in line for each in people.values())


async def test_tried_again_it_comes_and_nothing_comes_twice(
    forum_world: ForumWorld, copies: Copies
) -> None:
    world, people = forum_world, await answered(forum_world)
    assert (await pressed(world, "Try again now")).startswith("Trying 3 deliveries again.")
    await world.pass_time(30)
    assert {each.state for each in await mail(world)} == {DeliveryState.FAILED}, "still refused"
    world.gaps.heal()
    await pressed(world, "Try again now")
    await world.pass_time(30)
    assert came(people) == {"alice": 0, "carol": 1, "dave": 1}
    assert await mail(world) == []
    assert copies.missing() == {0}, "they go together"
    assert copies.times_sealed() == {2}
    assert "✅ Everything is delivered." in await panel(world)


async def test_what_was_brought_is_told_again_neither_before_nor_after_it_is_forgotten(
    forum_world: ForumWorld, copies: Copies
) -> None:
    world, people = forum_world, await answered(forum_world)
    assert not await hears(world, people["dave"])
    said = await pressed(world, "Forget what failed")
    assert said == "3 deliveries are forgotten. What still waits goes on."
    assert await mail(world) == []
    assert copies.times_sealed() == {2}
    await world.restart()
    heard = {name: await hears(world, each) for name, each in people.items()}
    assert heard == {"alice": False, "carol": True, "dave": False}


async def test_the_word_tells_of_it_while_it_stands_there(forum_world: ForumWorld) -> None:
    world, people = forum_world, await answered(forum_world)
    heard = {name: await hears(world, each) for name, each in people.items()}
    assert heard == {"alice": False, "carol": True, "dave": False}


async def test_it_holds_up_nothing(forum_world: ForumWorld) -> None:
    world, people = forum_world, await answered(forum_world)
    world.gaps.heal()
    await answer(world.bob, starter_of(world.thread), "What Bob found out himself, by his name.")
    await world.pass_time(5)
    assert came(people) == {"alice": 1, "carol": 1, "dave": 2}
    await world.pass_time(20)
    assert len(await mail(world)) == len(AUTHORS), "nor does it go with what is done since"


async def test_after_thirty_days_it_is_forgotten_as_by_hand(forum_world: ForumWorld) -> None:
    world, people = forum_world, await answered(forum_world)
    keep = Retention()
    await forget_old(world.bot.database, keep=keep, now=world.bot.now())
    assert len(await mail(world)) == len(AUTHORS)
    late = world.bot.now() + keep.members_who_left
    await forget_old(world.bot.database, keep=keep, now=late)
    assert await mail(world) == []
    await world.restart()
    assert not await hears(world, people["dave"])
    assert await hears(world, people["carol"])
