"""`/mod block`, `/mod unblock` and `/mod log`: they say the same whoever is anonymous."""

import json
from collections.abc import Awaitable, Callable

import pytest
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.results import InteractionResult

from data.anonymity import forget_authors
from data.tables import AuditEntry, Block, Member
from tests.acceptance.facts import answered, asked, deleted, rows
from tests.acceptance.masked import answer_masked, ask_masked
from tests.acceptance.seen import refusal
from tests.support.people import answer, ask, press, submit
from tests.support.reading import private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

REFUSED = "You can't post here at the moment"


async def mod(world: ForumWorld, command: str, **options: object) -> str:
    return private_text(await world.mod.slash(world.lobby, f"mod {command}", **options))


async def refused(world: ForumWorld, command: str, **options: object) -> str:
    return refusal(world, await world.mod.slash(world.lobby, f"mod {command}", **options))


async def posts(world: ForumWorld, member: MemberActor, title: str, *options: str) -> str:
    """Let somebody ask, and return what they are told."""
    return private_text(await ask(member, world.lobby, title, options=options))


async def acts(world: ForumWorld) -> list[tuple[str, int | None, dict[str, object]]]:
    entries = [entry for entry in await rows(world, AuditEntry) if "block" in entry.action]
    return [(entry.action, entry.post_id, json.loads(entry.detail)) for entry in entries]


async def test_a_member_is_blocked_for_a_while(forum_world: ForumWorld) -> None:
    world = forum_world
    said = await mod(world, "block", member=world.bob, hours=2, reason="Be kind")
    assert said.startswith(f"<@{world.bob.id}> can't post here until <t:")
    told = await posts(world, world.bob, "How do I begin again tomorrow?")
    assert f"{REFUSED}: Be kind." in told
    assert REFUSED in await posts(world, world.bob, "How do I begin again today?", "anonymous")
    assert await rows(world, Member) == [
        member for member in await rows(world, Member) if member.name is None
    ]
    world.env.backend.advance_clock(2 * 3600 + 1)
    assert "posted as [#1](" in await posts(world, world.bob, "How do I begin again now, then?")


async def test_nobody_becomes_a_member_by_being_blocked(forum_world: ForumWorld) -> None:
    world = forum_world
    await mod(world, "block", member=world.bob)
    await mod(world, "unblock", member=world.bob)
    (moderator,) = await rows(world, Member)
    assert moderator.name is None
    assert [(action, post) for action, post, _ in await acts(world)] == [
        ("block", None),
        ("unblock", None),
    ]
    assert (await acts(world))[0][2]["user"] == world.bob.id


async def test_a_block_without_an_end_is_taken_back(forum_world: ForumWorld) -> None:
    world = forum_world
    said = await mod(world, "block", member=world.bob)
    assert said == f"<@{world.bob.id}> can't post here until you unblock them."
    assert REFUSED in await posts(world, world.bob, "How do I begin again tomorrow?")
    said = await mod(world, "unblock", member=world.bob)
    assert said == f"The account <@{world.bob.id}> isn't blocked here any more."
    assert "posted as" in await posts(world, world.bob, "How do I begin again tomorrow, then?")


async def test_the_author_of_a_named_post_is_blocked_by_account(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    said = await mod(world, "block", post="1", hours=1)
    assert said.startswith(f"<@{world.alice.id}> can't post here until <t:")
    assert REFUSED in await posts(world, world.alice, "How do I begin again tomorrow?")
    ((action, post, detail),) = await acts(world)
    assert (action, post, detail["user"]) == ("block", 1, world.alice.id)
    said = await mod(world, "unblock", post="1")
    assert said == f"The account <@{world.alice.id}> isn't blocked here any more."


async def test_an_alias_is_blocked_from_anonymous_posts_only(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    said = await mod(world, "block", post="1", reason="Be kind")
    assert said.startswith(
        "Whoever wrote #1 can't post here anonymously. This holds until you unblock them."
    )
    told = await posts(world, world.alice, "How do I begin again tomorrow?", "anonymous")
    assert f"{REFUSED}: Be kind." in told
    assert "posted as" in await posts(world, world.alice, "How do I begin again tomorrow?")
    ((action, post, detail),) = await acts(world)
    assert (action, post) == ("block alias", 1)
    assert detail == {"hours": None, "reason": "Be kind", "is_named_too": False}
    said = await mod(world, "unblock", post="1")
    assert said == "Whoever wrote #1 isn't blocked by it any more."
    await posts(world, world.alice, "How do I begin once again tomorrow?", "anonymous")
    assert await rows(world, Block) == []


async def test_posts_by_name_are_stopped_too_only_by_choice(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    said = await mod(world, "block", post="1", hours=3, **{"by-name-too": "too"})
    assert said.startswith(
        "Whoever wrote #1 can't post here, neither anonymously nor by name. "
        "Others may notice. This holds until <t:"
    )
    assert REFUSED in await posts(world, world.alice, "How do I begin again tomorrow?")
    assert "posted as" in await posts(world, world.bob, "How do I begin again tomorrow?")


async def test_exactly_one_is_meant(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    for command in ("block", "unblock"):
        assert "either a member or a post" in await refused(world, command)
        both = {"member": world.bob, "post": "1"}
        assert "either a member or a post" in await refused(world, command, **both)
        assert "can't find that post" in await refused(world, command, post="77")
    extent = {"by-name-too": "only"}
    assert "leave by-name-too out" in await refused(world, "block", member=world.bob, **extent)


async def test_moderators_and_the_owner_are_not_blocked_by_account(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask(world.mod, world.lobby, "A moderator's own question, by name")
    for options in ({"member": world.owner}, {"member": world.mod}, {"post": "1"}):
        said = await refused(world, "block", **options)
        assert said == "Moderators and the owner can't be blocked."
    assert await rows(world, Block) == []


async def test_who_left_can_be_blocked(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    world.guild._guild.members.pop(world.alice.id)
    assert "can't post here" in await mod(world, "block", post="1")


Prepare = Callable[[ForumWorld], Awaitable[None]]


async def _nothing(_: ForumWorld) -> None: ...


async def _is_blocked_already(world: ForumWorld) -> None:
    await world.owner.slash(world.lobby, "mod block", post="1", hours=5)


async def _is_blocked_by_account(world: ForumWorld) -> None:
    await world.owner.slash(world.lobby, "mod block", member=world.bob)


async def _has_another_alias_blocked(world: ForumWorld) -> None:
    await answer_masked(world, world.bob, "What I found out meanwhile, a walk.")
    await world.owner.slash(world.lobby, "mod block", post="2", hours=5)


async def _has_left(world: ForumWorld) -> None:
    world.guild._guild.members.pop(world.bob.id)


async def _is_forgotten(world: ForumWorld) -> None:
    async with world.bot.database.write() as session:
        await forget_authors(session, [1])


@pytest.mark.parametrize("command", ["block", "unblock"])
@pytest.mark.parametrize(
    ("author", "prepare"),
    [
        ("bob", _nothing),
        ("bob", _is_blocked_already),
        ("bob", _is_blocked_by_account),
        ("bob", _has_another_alias_blocked),
        ("bob", _has_left),
        ("bob", _is_forgotten),
        ("mod", _nothing),
        ("owner", _nothing),
    ],
)
async def test_the_reply_is_the_same_whoever_wrote_it(
    forum_world: ForumWorld, command: str, author: str, prepare: Prepare
) -> None:
    world = forum_world
    await ask_masked(world, getattr(world, author))
    await prepare(world)
    world.gaps.forget()
    said = await mod(world, command, post="1")
    expected = {
        "block": "Whoever wrote #1 can't post here anonymously. This holds until you unblock them."
        "\n-# If nobody can tell any more who that is, nobody is blocked; it doesn't show.",
        "unblock": "Whoever wrote #1 isn't blocked by it any more.",
    }
    assert said == expected[command]
    assert [call.method for call in world.gaps.calls] == ["POST", "POST"], "nothing is looked up"


async def test_the_log_of_a_member_knows_no_alias(forum_world: ForumWorld) -> None:
    world = forum_world
    nothing = f"The log has nothing about <@{world.bob.id}>."
    assert await mod(world, "log", member=world.bob) == nothing
    await ask_masked(world, world.bob)
    await mod(world, "block", post="1")
    await mod(world, "hide", post="1")
    await mod(world, "unhide", post="1")
    await mod(world, "unblock", post="1")
    assert await mod(world, "log", member=world.bob) == nothing
    await asked(world, title="How do I begin again tomorrow?")
    await answered(world)
    await mod(world, "block", member=world.bob, hours=1, reason="Be kind")
    await mod(world, "hide", post="3")
    await mod(world, "unblock", member=world.bob)
    first, *lines = (await mod(world, "log", member=world.bob)).splitlines()
    assert first == f"Log of <@{world.bob.id}>, the newest first:"
    by = f"<@{world.mod.id}>"
    assert [line.split("> ", 1)[1] for line in lines] == [
        f"{by} took the block back",
        f"{by} hid #3",
        f"{by} blocked them for 1 hour: Be kind",
    ]


async def test_the_log_shows_the_newest(forum_world: ForumWorld) -> None:
    world = forum_world
    for hours in range(1, 18):
        await mod(world, "block", member=world.bob, hours=hours)
    lines = (await mod(world, "log", member=world.bob)).splitlines()
    assert len(lines) == 1 + 15 + 1
    assert "for 17 hours" in lines[1]
    assert lines[-1] == "-# There is more; only the newest are shown."


async def test_members_have_no_such_commands(forum_world: ForumWorld) -> None:
    world = forum_world
    with pytest.raises(SetupError, match="default-member-permissions"):
        await world.bob.slash(world.lobby, "mod block", member=world.carol)


async def _form_of(world: ForumWorld) -> InteractionResult:
    return await world.bob.slash(world.lobby, "ask")


async def test_a_block_also_stops_an_answer_in_a_form_that_was_open(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    form = await _form_of(world)
    await mod(world, "block", member=world.bob)
    said = await submit(world.bob, form, title="How do I begin again tomorrow?")
    assert REFUSED in private_text(said)
    await asked(world)
    assert REFUSED in private_text(await answer(world.bob, world.thread))


async def test_the_block_of_a_post_that_is_gone_can_be_taken_back(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    await mod(world, "block", post="1")
    await deleted(world, world.alice, starter_of(world.thread))
    assert REFUSED in await posts(world, world.alice, "How do I begin again today?", "anonymous")
    await mod(world, "unblock", post="1")
    assert await rows(world, Block) == []


async def show_name(world: ForumWorld) -> None:
    """Let Alice put her name to the last question."""
    menu = reply_of(await press(world.alice, starter_of(world.thread), "More"))
    sure = reply_of(await press(world.alice, menu, "Show my name"))
    await press(world.alice, sure, "Show my name")


async def test_a_block_of_anonymous_posts_outlives_the_name(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    await mod(world, "block", post="1")
    await show_name(world)
    assert REFUSED in await posts(world, world.alice, "How do I begin again today?", "anonymous")
    assert "posted as [#2](" in await posts(world, world.alice, "How do I begin again by name?")
    await mod(world, "unblock", post="1")
    assert "Saved as #3" in await posts(
        world, world.alice, "How do I begin again now?", "anonymous"
    )


@pytest.mark.parametrize(("of_account", "of_alias", "left"), [(None, 1, None), (1, None, None)])
async def test_nobody_shortens_a_block_by_showing_their_name(
    forum_world: ForumWorld, of_account: int | None, of_alias: int | None, left: int | None
) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    for options, hours in (
        ({"member": world.alice}, of_account),
        ({"post": "1", "by-name-too": "too"}, of_alias),
    ):
        await mod(world, "block", **options | ({"hours": hours} if hours else {}))
    await show_name(world)
    (block,) = await rows(world, Block)
    assert block.discord_id == world.alice.id
    assert block.until == left


async def test_a_named_post_says_nothing_of_its_authors_alias(forum_world: ForumWorld) -> None:
    """Else unblocking one member after another would tell which of them is behind it."""
    world = forum_world
    await asked(world)
    await answer_masked(world, world.bob)
    form = await press(world.bob, starter_of(world.thread), "Answer")
    slip = await submit(world.bob, form, body="And this is what I say by name.", options=[])
    await press(world.bob, reply_of(slip), "Post as myself")
    await mod(world, "block", post="2")
    await mod(world, "unblock", post="3")
    assert len(await rows(world, Block)) == 1
    await mod(world, "unblock", post="2")
    assert await rows(world, Block) == []
