"""Roles by points: chosen in the settings, given and taken back as points change."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle

from bot.publishing import roles as giving
from data.forums import update_forum
from data.tables import AuditEntry, Delivery, Forum
from tests.acceptance.facts import asked, deleted, rows, waiting
from tests.acceptance.masked import ask_masked
from tests.acceptance.seen import public_button
from tests.support.calls import on
from tests.support.moderators import invite_with
from tests.support.people import answer, press, submit, vote
from tests.support.reading import fields_of, private_text, reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld

PUT = on("PUT", "/guilds/*/members/*/roles/*")
TAKE = on("DELETE", "/guilds/*/members/*/roles/*")
LOOK_AT_ONE = on("GET", "/guilds/*/members/*")
HIGH = 50  # above the bot's own role


def role(world: ForumWorld, name: str = "Regular") -> RoleHandle:
    return world.guild.create_role(name)


def has(world: ForumWorld, person: MemberActor, wanted: RoleHandle) -> bool:
    member = world.env.backend.get_member(world.guild.id, person.id)
    return wanted.id in member.role_ids


async def choose(
    world: ForumWorld, wanted: RoleHandle, points: str, who: MemberActor | None = None
) -> str:
    """Choose in the settings from how many points on a role is given; return what was said."""
    person = who or world.owner
    panel = reply_of(await person.slash(world.lobby, "forum settings"))
    form = await press(person, panel, "Change roles")
    assert list(fields_of(form)) == ["role", "points"]
    said = private_text(await submit(person, form, role=[wanted], points=points))
    await world.pass_time(3)
    return said


async def listed(world: ForumWorld) -> list[tuple[int, int]]:
    (forum,) = await rows(world, Forum)
    return [(points, id_) for points, id_ in forum.roles_by_points]


async def settings(world: ForumWorld) -> str:
    return private_text(await world.owner.slash(world.lobby, "forum settings"))


async def health(world: ForumWorld) -> str:
    return private_text(await world.owner.slash(world.lobby, "forum health"))


async def test_it_is_given_at_a_threshold_and_taken_back_below_it(forum_world: ForumWorld) -> None:
    world, regular = forum_world, role(forum_world)
    said = await choose(world, regular, "120")
    assert said.startswith(f"Saved: <@&{regular.id}> from 120 points.")
    await asked(world)
    await world.pass_time(2)
    assert has(world, world.alice, regular), "100 to begin with, and 20 for a question"
    assert f"- <@&{regular.id}> from 120 points" in await settings(world)
    await deleted(world, world.alice, starter_of(world.thread))
    await world.pass_time(3)
    assert not has(world, world.alice, regular)
    assert await waiting(world) == []


async def test_lower_roles_stay_when_a_higher_one_is_earned(forum_world: ForumWorld) -> None:
    world = forum_world
    newcomer, regular = role(world, "Newcomer"), role(world)
    await choose(world, newcomer, "110")
    await choose(world, regular, "120")
    await asked(world)
    await world.pass_time(2)
    assert has(world, world.alice, newcomer)
    assert has(world, world.alice, regular)


async def test_votes_move_it_and_nothing_is_asked_between_thresholds(
    forum_world: ForumWorld,
) -> None:
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "130")
    card = await asked(world)
    await world.pass_time(2)
    world.gaps.forget()
    await vote(world.bob, card)
    await world.pass_time(5)
    assert has(world, world.alice, regular)
    assert world.gaps.count(PUT) == 1
    await vote(world.carol, card)
    await world.pass_time(5)
    assert world.gaps.count(LOOK_AT_ONE) == 1, "the second vote crossed no threshold"
    await world.bob.unreact(card, "👍")
    await world.carol.unreact(card, "👍")
    await world.pass_time(65)
    assert not has(world, world.alice, regular)


async def test_who_only_votes_gets_none(forum_world: ForumWorld) -> None:
    """It would show everybody that they do."""
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "105")
    card = await asked(world)
    menu = reply_of(await press(world.bob, card, "More"))
    await press(world.bob, menu, "Vote up")
    await world.pass_time(5)
    assert not has(world, world.bob, regular)
    await answer(world.bob, card)
    await world.pass_time(3)
    assert has(world, world.bob, regular)


async def test_anonymous_posts_move_nothing(forum_world: ForumWorld) -> None:
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "101")
    await ask_masked(world, world.alice)
    await vote(world.bob, starter_of(world.thread))
    await world.pass_time(5)
    assert not has(world, world.alice, regular)
    assert world.gaps.count(LOOK_AT_ONE) == 0


async def test_a_new_list_holds_for_everybody(forum_world: ForumWorld) -> None:
    world, regular = forum_world, role(forum_world)
    card = await asked(world)
    await answer(world.bob, card)
    await world.pass_time(3)
    await choose(world, regular, "120")
    await world.pass_time(3)
    assert [has(world, who, regular) for who in (world.alice, world.bob)] == [True, True]
    await choose(world, regular, "130")
    await world.pass_time(3)
    assert [has(world, who, regular) for who in (world.alice, world.bob)] == [False, True]
    assert f"<@&{regular.id}> is off the list. Who has it keeps it." in await choose(
        world, regular, ""
    )
    assert has(world, world.bob, regular)
    assert await listed(world) == []
    acts = [entry.detail for entry in await rows(world, AuditEntry)]
    assert acts.count("roles_by_points: 0 -> 1") == 1


async def test_everybody_is_looked_at_in_parts(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, regular = forum_world, role(forum_world)
    monkeypatch.setattr(giving, "MOST_AT_ONCE", 1)
    card = await asked(world)
    for person in (world.bob, world.carol):
        await answer(person, card, f"What {person.name} thinks of it all.")
    await world.pass_time(3)
    await choose(world, regular, "120")
    await world.pass_time(30)
    people = (world.alice, world.bob, world.carol)
    assert [has(world, person, regular) for person in people] == [True] * 3
    assert await waiting(world) == []


async def test_who_left_is_left_alone_and_gets_it_when_they_are_back(
    forum_world: ForumWorld,
) -> None:
    world, regular = forum_world, role(forum_world)
    card = await asked(world)
    await answer(world.bob, card)
    await world.pass_time(3)
    world.guild.remove_member(world.bob)
    await world.env.settle()
    await choose(world, regular, "120")
    await world.pass_time(3)
    assert await waiting(world) == []
    world.guild.add_member(world.bob.user)
    await world.env.settle()
    await answer(world.bob, card, "I am back, and have more to say.")
    await world.pass_time(3)
    assert has(world, world.bob, regular)


async def test_without_manage_roles_settings_and_health_say_so(forum_world: ForumWorld) -> None:
    world, regular = forum_world, role(forum_world)
    everything_else = discord.Permissions.all()
    everything_else.update(administrator=False, manage_roles=False)
    await invite_with(world.guild, everything_else)
    said = await choose(world, regular, "120")
    assert f"I can't give <@&{regular.id}>: I lack **Manage Roles**" in said
    assert "I lack **Manage Roles**" in await settings(world)
    await asked(world)
    await world.pass_time(3)
    assert world.gaps.count(PUT) == 0
    told = await health(world)
    assert "I lack **Manage Roles**" in told
    assert "⏳ Giving members roles by points" in told
    assert "/forum settings says which role it is and what to do" in told
    assert len(await rows(world, Delivery)) == 1, "one waits, however many members there are"
    everything_else.update(manage_roles=True)
    await invite_with(world.guild, everything_else)
    panel = reply_of(await world.owner.slash(world.lobby, "forum health"))
    await press(world.owner, panel, "Try again now")
    await world.pass_time(5)
    assert has(world, world.alice, regular)
    assert await waiting(world) == []
    assert "Manage Roles" not in await health(world)


async def test_a_role_above_the_bots_own_waits_and_others_do_not(forum_world: ForumWorld) -> None:
    world = forum_world
    regular, high = role(world), role(world, "High")
    world.env.backend.edit_role(world.guild.id, high.id, {"position": HIGH})
    await world.env.settle()
    await choose(world, regular, "120")
    said = await choose(world, high, "120")
    assert f"I can't give <@&{high.id}>: my own role must stand above" in said
    await asked(world)
    await world.pass_time(3)
    assert has(world, world.alice, regular)
    assert not has(world, world.alice, high)
    assert "my own role must stand above" in await health(world)
    world.env.backend.edit_role(world.guild.id, high.id, {"position": 1})
    await world.pass_time(620)
    assert has(world, world.alice, high), "it goes on by itself"


async def test_a_deleted_role_is_no_trouble(forum_world: ForumWorld) -> None:
    world = forum_world
    regular, old = role(world), role(world, "Old")
    await choose(world, old, "110")
    world.env.backend.delete_role(world.guild.id, old.id)
    await world.env.settle()
    await asked(world)
    await world.pass_time(3)
    assert await waiting(world) == []
    assert "was deleted in Discord. It leaves with the next change." in await settings(world)
    await choose(world, regular, "120")
    assert await listed(world) == [(120, regular.id)]
    assert has(world, world.alice, regular)


async def test_it_is_given_after_a_kill_and_only_once(forum_world: ForumWorld) -> None:
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "120")
    world.gaps.crash(PUT, after=True)
    await asked(world)
    await world.pass_time(2)
    await world.come_back()
    await world.pass_time(5)
    assert has(world, world.alice, regular)
    assert await waiting(world) == []


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_a_refusal_is_tried_again(forum_world: ForumWorld, status: int) -> None:
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "120")
    world.gaps.refuse(PUT, status, 50013 if status == 403 else 0)
    await asked(world)
    await world.pass_time(3)
    if status == 403:
        assert "Giving a member roles by points" in await health(world)
        await world.pass_time(620)
    assert has(world, world.alice, regular)


@pytest.mark.parametrize("code", [10007, 10011])
async def test_what_is_gone_meanwhile_is_done(forum_world: ForumWorld, code: int) -> None:
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "120")
    world.gaps.refuse(PUT, 404, code)
    await asked(world)
    await world.pass_time(3)
    assert await waiting(world) == []


async def test_the_audit_log_says_no_more_than_the_settings(forum_world: ForumWorld) -> None:
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "120")
    await asked(world)
    await world.pass_time(3)
    entries = world.env.backend.get_guild(world.guild.id).audit_log_entries
    reasons = {entry.reason for entry in entries if entry.reason}
    assert "Roles by points, as chosen in /forum settings" in reasons


async def test_moderators_roles_and_those_of_apps_are_refused(forum_world: ForumWorld) -> None:
    world = forum_world
    said = await choose(world, world.moderators, "120")
    assert "“Moderator” carries permissions of moderators" in said
    assert "everybody has it" in await choose(world, world.guild.default_role, "120")
    own = next(each for each in world.guild._guild.roles.values() if each.managed)
    bots = next(each for each in world.guild.roles.values() if each.id == own.id)
    assert "another app gives it" in await choose(world, bots, "120")
    assert await listed(world) == []


async def test_a_role_that_becomes_a_moderators_is_given_no_more(forum_world: ForumWorld) -> None:
    world, regular = forum_world, role(forum_world)
    await choose(world, regular, "120")
    powers = discord.Permissions(ban_members=True).value
    world.env.backend.edit_role(world.guild.id, regular.id, {"permissions": powers})
    await asked(world)
    await world.pass_time(3)
    assert not has(world, world.alice, regular)
    assert f"I don't give <@&{regular.id}>" in await settings(world)


async def test_nobody_has_the_bot_give_what_they_may_not(forum_world: ForumWorld) -> None:
    world = forum_world
    low, regular = role(world, "Low"), role(world)
    manager = world.guild.create_role(
        "Manager", permissions=discord.Permissions(manage_guild=True, manage_roles=True)
    )
    world.env.backend.edit_role(world.guild.id, low.id, {"position": 1})
    world.env.backend.edit_role(world.guild.id, manager.id, {"position": 5})
    world.env.backend.edit_role(world.guild.id, regular.id, {"position": 6})
    world.env.backend.edit_role(
        world.guild.id,
        next(each for each in world.guild._guild.roles.values() if each.managed).id,
        {"position": 20},
    )
    world.env.backend.add_member_role(world.guild.id, world.carol.id, manager.id)
    await world.env.settle()
    assert "only choose roles that you may give yourself" in await choose(
        world, regular, "120", world.carol
    )
    assert "Saved" in await choose(world, low, "120", world.carol)
    button = await public_button(world, "Change roles", "roles:1")
    said = private_text(await press(world.alice, button, "Change roles"))
    assert said == "You don't have permission to do that here."


@pytest.mark.parametrize("points", ["many", "12345678", "1.5", "ten"])
async def test_points_must_be_a_number(forum_world: ForumWorld, points: str) -> None:
    world = forum_world
    said = await choose(world, role(world), points)
    assert f"“{points}” is no number of points" in said
    assert await listed(world) == []


async def test_what_is_not_listed_can_not_be_taken_off(forum_world: ForumWorld) -> None:
    assert "isn't on the list" in await choose(forum_world, role(forum_world), "")


async def test_a_list_has_room_for_twenty(forum_world: ForumWorld) -> None:
    world = forum_world
    async with world.bot.database.write() as session:
        full = [(number, 1_000 + number) for number in range(20)]
        await update_forum(session, 1, roles_by_points=full)
    panel = text_of(reply_of(await world.owner.slash(world.lobby, "forum settings")))
    assert panel.count(" from ") >= 20
    assert "Saved" in await choose(world, role(world), "120"), "deleted ones leave the list"
