"""While no DM gets through, the file says from whom of those told none is missing: from nobody."""

from simcord.actors import MemberActor

from data.tables import Delivery, DeliveryKind, Notification
from tests.acceptance.facts import rows
from tests.support.calls import SEND
from tests.support.people import answer, ask, press, submit
from tests.support.reading import button_ids, dms, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

Waiting = dict[str, set[tuple[object, ...]]]


def no_dm_gets_through(world: ForumWorld, *people: MemberActor) -> None:
    channels = {world.env.backend.get_dm_channel(each.id).id for each in people}

    def is_dm(method: str, path: str) -> bool:
        return SEND(method, path) and int(path.split("/")[2]) in channels

    world.gaps.break_server(is_dm, times=None)


async def told(world: ForumWorld) -> set[str]:
    """Return the marks of all who are told of something, sealed."""
    found = await rows(world, Notification)
    return {each.recipient_mark.hex() for each in found if each.recipient_mark is not None}


async def waiting(world: ForumWorld) -> Waiting:
    """Return what the file says of the sealed DMs that wait, by their marks."""
    found: Waiting = {}
    for each in await rows(world, Delivery):
        if each.kind is DeliveryKind.DIRECT_MESSAGE and each.lane.startswith("inbox:"):
            said = (each.attempts, each.is_uncertain, each.reason, each.due_at, each.state)
            found.setdefault(each.lane.removeprefix("inbox:"), set()).add(said)
    return found


async def answered_anonymously(world: ForumWorld, who: MemberActor) -> None:
    form = await press(who, starter_of(world.thread), "Answer")
    body = "What I found out, anonymously told."
    private_text(await submit(who, form, body=body, options=["anonymous"]))
    await world.pass_time(90)


async def followed(world: ForumWorld, *people: MemberActor) -> None:
    await ask(world.bob, world.lobby, "A question that Bob asks by name")
    await world.pass_time(10)
    for person in people:
        private_text(await press(person, starter_of(world.thread), "Notify me"))
    await world.pass_time(5)


async def test_the_authors_own_message_as_a_follower_waits_like_the_others(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await followed(world, world.alice, world.carol)
    no_dm_gets_through(world, world.alice, world.carol)
    await answered_anonymously(world, world.alice)
    found = await waiting(world)
    assert len(found) == 2
    assert found.keys() == await told(world)
    # Nor does anything else that stands beside the marks differ.
    assert len({frozenset(each) for each in found.values()}) == 1
    world.gaps.heal()
    await world.pass_time(200)
    assert len(dms(world.carol)) == 1
    assert dms(world.alice) == []
    assert await rows(world, Delivery) == []


async def test_two_events_in_an_outage_name_nobody_by_what_is_missing(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    dave = world.join("dave")
    await followed(world, world.alice, world.carol, dave)
    await world.alice.slash(world.lobby, "follow", member=world.bob)
    shown = reply_of(await world.alice.slash(world.lobby, "following"))
    for custom_id in button_ids(shown):
        if custom_id.startswith("each:"):
            await world.alice.click(shown, custom_id=custom_id)
    no_dm_gets_through(world, world.alice, world.bob, world.carol, dave)
    # Of this one Alice is told by name, and gets no sealed DM.
    await answer(world.bob, starter_of(world.thread), "What Bob found out himself, by his name.")
    await world.pass_time(60)
    assert (await waiting(world)).keys() == await told(world)
    await answered_anonymously(world, world.alice)
    found = await waiting(world)
    assert len(found) == 3
    assert found.keys() == await told(world)
    assert {len(each) for each in found.values()} == {2}


async def test_nothing_says_that_whoever_asked_anonymously_follows_the_question(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, "What Alice asks here", options=["anonymous", "notify"])
    await world.pass_time(30)
    card = starter_of(world.thread)
    private_text(await press(world.alice, card, "Notify me"))
    await world.pass_time(5)
    no_dm_gets_through(world, world.alice)
    await answer(world.bob, card)
    await world.pass_time(60)
    found = await waiting(world)
    assert len(found) == 2
    assert found.keys() == await told(world)
    world.gaps.heal()
    await world.pass_time(200)
    assert len(dms(world.alice)) == 1
    assert await rows(world, Delivery) == []
