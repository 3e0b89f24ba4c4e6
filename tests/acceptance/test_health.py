"""`/forum health`: what waits, what failed, and what to do about it."""

from datetime import timedelta

from bot.forum.deliveries import offer_question
from data.tables import PostState
from tests.acceptance.seen import posts_in
from tests.support.calls import EDIT, NEW_THREAD, OPEN_DM
from tests.support.moderators import allow_again, delete_channel, deny
from tests.support.people import answer, ask, press
from tests.support.reading import buttons_of, dm_texts, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld


async def panel(world: ForumWorld) -> str:
    return private_text(await world.owner.slash(world.lobby, "forum health"))


async def test_all_well(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby)
    await forum_world.pass_time(3)
    shown = await forum_world.owner.slash(forum_world.lobby, "forum health")
    said = private_text(shown)
    assert f"✅ Questions go to <#{forum_world.channel.id}>; I have every permission." in said
    assert "✅ Everything is delivered." in said
    assert buttons_of(reply_of(shown)) == []


async def test_a_missing_permission_is_named_with_how_to_give_it(forum_world: ForumWorld) -> None:
    await deny(forum_world.env, forum_world.channel, "add_reactions")
    said = await panel(forum_world)
    assert f"⚠️ I lack **Add Reactions** in <#{forum_world.channel.id}>." in said
    assert "Open that channel's settings › Permissions, add my role, and allow them." in said


async def test_a_channel_that_is_gone_is_said(forum_world: ForumWorld) -> None:
    await delete_channel(forum_world.channel)
    assert "The questions' channel is gone. Run /forum setup" in await panel(forum_world)


async def test_a_refused_question_waits_and_try_again_now_publishes_it(
    forum_world: ForumWorld,
) -> None:
    await deny(forum_world.env, forum_world.channel, "send_messages")
    said = private_text(await ask(forum_world.alice, forum_world.lobby))
    assert "saved as #1" in said
    shown = await forum_world.owner.slash(forum_world.lobby, "forum health")
    said = private_text(shown)
    assert "**Send Messages**" in said
    assert "**1 delivery had trouble:**" in said
    assert "⏳ Publishing question #1" in said
    assert "Give me the permissions above, then press Try again now." in said
    assert "How can I sleep" not in said
    assert buttons_of(reply_of(shown)) == ["Try again now"]
    await allow_again(forum_world.env, forum_world.channel)
    again = await press(forum_world.owner, reply_of(shown), "Try again now")
    assert private_text(again) == "Trying 1 delivery again. Look at /forum health in a moment."
    assert [thread.name for thread in forum_world.threads] == ["How can I sleep before an exam?"]
    await forum_world.pass_time(3)
    assert "✅ Everything is delivered." in await panel(forum_world)


async def test_other_updates_are_counted_beside_the_trouble(forum_world: ForumWorld) -> None:
    await deny(forum_world.env, forum_world.channel, "send_messages")
    await ask(forum_world.alice, forum_world.lobby)
    await allow_again(forum_world.env, forum_world.channel)
    async with forum_world.bot.database.write() as session:
        await offer_question(session, 1, 1, forum_world.bot.now() + timedelta(hours=1))
    said = await panel(forum_world)
    assert "**1 delivery had trouble:**" in said
    assert "I wasn't allowed to. When my permissions" in said
    assert "✅ 1 update is on its way." in said


async def test_at_most_ten_troubles_are_listed(forum_world: ForumWorld) -> None:
    now = forum_world.bot.now()
    async with forum_world.bot.database.write() as session:
        for number in range(11):
            await offer_question(session, 1, 1000 + number, now)
    await forum_world.pass_time(3)
    shown = await forum_world.owner.slash(forum_world.lobby, "forum health")
    said = private_text(shown)
    assert "**11 deliveries had trouble:**" in said
    assert said.count("❌ Replying to a New Post") == 10
    assert said.count("Its thread was deleted in Discord. Nothing can be done.") == 10
    assert "Only the 10 oldest are shown." in said


async def test_after_the_channel_was_deleted_setup_and_a_new_try_mend_it(
    forum_world: ForumWorld,
) -> None:
    forum_world.gaps.refuse(NEW_THREAD, 404, 10003)
    await ask(forum_world.alice, forum_world.lobby)
    await delete_channel(forum_world.channel)
    said = await panel(forum_world)
    assert "The questions' channel is gone." in said
    assert "The channel is gone. Run /forum setup" in said
    private_text(await forum_world.owner.slash(forum_world.lobby, "forum setup"))
    await forum_world.pass_time(3)
    assert "✅ Everything is delivered." in await panel(forum_world)


async def test_it_also_goes_on_by_itself_once_allowed(forum_world: ForumWorld) -> None:
    await deny(forum_world.env, forum_world.channel, "send_messages")
    await ask(forum_world.alice, forum_world.lobby)
    await allow_again(forum_world.env, forum_world.channel)
    await forum_world.pass_time(630)
    assert len(forum_world.threads) == 1


async def test_a_gone_channel_is_given_up_visibly(forum_world: ForumWorld) -> None:
    forum_world.gaps.refuse(NEW_THREAD, 404, 10003)
    await ask(forum_world.alice, forum_world.lobby)
    said = await panel(forum_world)
    assert "❌ Publishing question #1" in said
    assert len(await posts_in(forum_world)) == 1


async def test_a_fault_of_discord_is_retried_and_leaves_no_trace(forum_world: ForumWorld) -> None:
    forum_world.gaps.break_server(NEW_THREAD, times=2)
    await ask(forum_world.alice, forum_world.lobby)
    said = await panel(forum_world)
    assert "Discord had a fault. It goes on by itself." in said
    await forum_world.pass_time(30)
    assert len(forum_world.threads) == 1
    assert "✅ Everything is delivered." in await panel(forum_world)


async def test_a_dm_that_waits_names_nobody(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, options=["notify"])
    forum_world.gaps.break_server(OPEN_DM, times=None)
    await answer(forum_world.bob, starter_of(forum_world.thread))
    await forum_world.pass_time(5)
    said = await panel(forum_world)
    assert "⏳ A direct message (" in said
    assert str(forum_world.alice.id) not in said
    assert "Alice" not in said
    forum_world.gaps.heal()
    await forum_world.pass_time(60)
    assert len(dm_texts(forum_world.alice)) == 1


async def test_what_failed_for_good_can_be_forgotten(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    await world.pass_time(3)
    world.gaps.refuse(EDIT, 400, 50035)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(3)
    shown = await world.owner.slash(world.lobby, "forum health")
    assert "❌ Updating the card of #1" in private_text(shown)
    assert buttons_of(reply_of(shown)) == ["Try again now", "Forget what failed"]
    said = private_text(await press(world.owner, reply_of(shown), "Forget what failed"))
    assert said == "1 delivery is forgotten. What still waits goes on."
    assert "✅ Everything is delivered." in await panel(world)


async def test_nobody_sees_when_an_anonymous_post_was_submitted(forum_world: ForumWorld) -> None:
    world = forum_world
    await world.owner.slash(world.lobby, "forum category add", name="Sleep")
    await world.pass_time(3)
    before = await panel(world)
    await ask(world.alice, world.lobby, category="Sleep", options=["anonymous"])
    assert [post.state for post in await posts_in(world)] == [PostState.QUEUED]
    assert await panel(world) == before
    gone = await world.owner.slash(world.lobby, "forum category remove", category="Sleep")
    assert "is removed" in private_text(gone)
    await world.pass_time(25)
    assert [post.state for post in await posts_in(world)] == [PostState.VISIBLE]


async def has_a_turn(world: ForumWorld) -> None:
    """Let Alice have quiet hours that end at one o'clock, and a digest then."""
    shown = reply_of(await world.alice.slash(world.lobby, "notifications", time_zone="UTC"))
    await world.alice.select(shown, ["22"], custom_id="quiet-start:0")
    await world.alice.select(shown, ["1"], custom_id="quiet-end:0")
    await world.alice.select(shown, ["daily"], custom_id="digest-every:0")
    await world.alice.select(shown, ["1"], custom_id="digest-hour:0")


async def an_hour_later(world: ForumWorld) -> None:
    await world.bot.close()
    world.env.backend.advance_clock(3601)
    await world.come_back()
    await world.pass_time(5)


async def test_members_turns_that_had_trouble_are_counted_and_tried_again(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await has_a_turn(world)
    world.gaps.refuse(OPEN_DM, 403, 40001, times=None)
    await an_hour_later(world)
    shown = await world.owner.slash(world.lobby, "forum health")
    said = private_text(shown)
    assert "**2 deliveries had trouble:**" in said
    assert "⏳ What waited for the end of somebody's quiet hours (1 member, `Forbidden:" in said
    assert "⏳ Somebody's summary of what is new (1 member, `Forbidden:" in said
    assert said.count("Discord doesn't let me write to them.") == 2
    assert "permissions in the channel" not in said
    assert "Everything is delivered" not in said
    assert "Alice" not in said
    assert str(world.alice.id) not in said
    world.gaps.heal()
    again = private_text(await press(world.owner, reply_of(shown), "Try again now"))
    assert again.startswith("Trying 2 deliveries again.")
    await world.pass_time(5)
    assert "✅ Everything is delivered." in await panel(world)


async def test_turns_of_people_elsewhere_are_no_forum_s_trouble(forum_world: ForumWorld) -> None:
    world = forum_world
    await has_a_turn(world)
    world.gaps.refuse(OPEN_DM, 403, 40001, times=None)
    world.guild.remove_member(world.alice)
    await an_hour_later(world)
    shown = await world.owner.slash(world.lobby, "forum health")
    assert "✅ Everything is delivered." in private_text(shown)
    assert buttons_of(reply_of(shown)) == []


async def test_a_dm_that_discord_forbids_is_not_about_permissions(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, options=["notify"])
    world.gaps.refuse(OPEN_DM, 403, 40001, times=None)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(5)
    said = await panel(world)
    assert "⏳ A direct message (" in said
    assert "Discord doesn't let me write to them." in said
    assert "permissions in the channel" not in said
