"""Breaking the glass: two moderators, a written reason, a log, and word to the author."""

import json

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult, ResponseMessage

from data.anonymity import forget_authors
from data.forums import update_forum
from data.tables import Anonymity, AuditEntry, Notification, UnmaskRequest
from tests.acceptance.facts import rows
from tests.acceptance.masked import ask_masked
from tests.support.people import press, submit
from tests.support.reading import (
    buttons_of,
    dm_texts,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import MODERATOR, ForumWorld

ASK, CONFIRM, SHOW = "Ask who wrote this", "Confirm", "Show who wrote this"
REASON = "They write that they will hurt somebody tonight."


@pytest.fixture
async def glass(forum_world: ForumWorld) -> ForumWorld:
    """Give a forum with break-glass, and Alice's anonymous question in it."""
    async with forum_world.bot.database.write() as session:
        await update_forum(session, 1, anonymity=Anonymity.BREAK_GLASS)
    await ask_masked(forum_world, forum_world.alice)
    return forum_world


@pytest.fixture
def second(glass: ForumWorld) -> MemberActor:
    """Give another moderator."""
    role = glass.guild.create_role("Second", permissions=MODERATOR)
    user = glass.env.create_user("mo", global_name="Mo")
    return glass.guild.add_member(user, roles=[role])


async def more(world: ForumWorld, who: MemberActor) -> ResponseMessage:
    return reply_of(await press(who, starter_of(world.thread), "More"))


async def ask_author(world: ForumWorld, who: MemberActor, *options: str) -> InteractionResult:
    form = await press(who, await more(world, who), ASK)
    assert list(fields_of(form)) == ["reason", "options"]
    return await submit(who, form, reason=REASON, options=list(options))


async def acts(world: ForumWorld) -> list[str]:
    entries = await rows(world, AuditEntry)
    return [entry.action for entry in entries if entry.post_id == 1]


async def test_two_moderators_together_learn_it(glass: ForumWorld, second: MemberActor) -> None:
    world, author = glass, f"<@{glass.alice.id}>"
    asked = private_text(await ask_author(world, world.mod))
    assert asked.startswith("You asked who wrote #1. Another moderator has to confirm it")
    own = await more(world, world.mod)
    assert f"who wrote this: {REASON[:-1]}" in text_of(own)
    assert not {ASK, CONFIRM, SHOW} & set(buttons_of(own))
    theirs = await more(world, second)
    assert f"<@{world.mod.id}> asked <t:" in text_of(theirs)
    assert "The author is told." in text_of(theirs)
    await press(second, theirs, CONFIRM)
    assert text_of(theirs).startswith(f"#1 was written by {author}.")
    for who in (world.mod, second):
        menu = await more(world, who)
        await press(who, menu, SHOW)
        assert text_of(menu).startswith(f"#1 was written by {author}.")
    assert await acts(world) == [
        "ask who wrote",
        "unmask",
        "look who wrote",
        "look who wrote",
    ]
    entry = next(each for each in await rows(world, AuditEntry) if each.action == "unmask")
    assert json.loads(entry.detail)["reason"] == REASON
    assert str(world.alice.id) not in entry.detail
    assert await rows(world, UnmaskRequest) == []


async def test_others_see_no_sign_of_it(glass: ForumWorld, second: MemberActor) -> None:
    await ask_author(glass, glass.mod)
    await press(second, await more(glass, second), CONFIRM)
    for who in (glass.bob, glass.alice):
        menu = await more(glass, who)
        assert not {ASK, CONFIRM, SHOW} & set(buttons_of(menu))
        assert REASON not in text_of(menu)
    assert str(glass.alice.id) not in text_of(starter_of(glass.thread))
    assert ASK in buttons_of(await more(glass, glass.owner)), "a third moderator asks anew"


async def test_the_author_is_told(glass: ForumWorld, second: MemberActor) -> None:
    await ask_author(glass, glass.mod)
    assert await rows(glass, Notification) == []
    await press(second, await more(glass, second), CONFIRM)
    (told,) = await rows(glass, Notification)
    assert (told.kind.value, told.recipient_id, told.post_id) == ("unmasked", None, None)


async def test_unless_a_life_is_in_danger(glass: ForumWorld, second: MemberActor) -> None:
    await ask_author(glass, glass.mod, "danger")
    menu = await more(glass, second)
    assert "Danger to life is marked, so the author isn't told." in text_of(menu)
    await press(second, menu, CONFIRM)
    await glass.pass_time(5)
    assert await rows(glass, Notification) == []
    assert dm_texts(glass.alice) == []


async def test_what_was_promised_otherwise_stays_sealed(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    async with world.bot.database.write() as session:
        await update_forum(session, 1, anonymity=Anonymity.BREAK_GLASS)
    assert ASK not in buttons_of(await more(world, world.mod))


async def test_a_destroyed_seal_does_not_show_until_it_is_to_be_opened(
    glass: ForumWorld, second: MemberActor
) -> None:
    async with glass.bot.database.write() as session:
        await forget_authors(session, [1])
    await ask_author(glass, glass.mod)
    said = private_text(await press(second, await more(glass, second), CONFIRM))
    assert said.endswith("\nNobody can tell any more who wrote this.")


async def test_who_is_no_moderator_any_more_is_refused(
    glass: ForumWorld, second: MemberActor
) -> None:
    form = await press(glass.mod, await more(glass, glass.mod), ASK)
    glass.guild._guild.members[glass.mod.id].role_ids.clear()
    said = private_text(await submit(glass.mod, form, reason=REASON))
    assert said == "Only moderators can do that."
    await ask_author(glass, second)
    assert await acts(glass) == ["ask who wrote"]


async def test_it_survives_a_restart(glass: ForumWorld, second: MemberActor) -> None:
    form = await press(glass.mod, await more(glass, glass.mod), ASK)
    await glass.restart()
    await submit(glass.mod, form, reason=REASON)
    menu = await more(glass, second)
    await glass.restart()
    await press(second, menu, CONFIRM)
    assert text_of(menu).startswith(f"#1 was written by <@{glass.alice.id}>.")
