import discord
import pytest
from simcord import BackendError, SetupError

from tests.support.bench import Bench
from tests.support.moderators import (
    allow_again,
    archive,
    clear_reactions,
    delete_channel,
    delete_messages,
    delete_thread,
    deny,
    fall_asleep,
    invite_with,
    lock,
    new_post,
    new_thread,
    rename,
    retag,
    unarchive,
    unlock,
)
from tests.support.people import vote
from tests.support.reading import reactions_of, starter_of


async def test_a_person_who_acts_in_an_archived_thread_opens_it(bench: Bench) -> None:
    post = await bench.post()
    await fall_asleep(post)
    await bench.alice.react(starter_of(post), "👍")
    assert not (await bench.thread(post)).archived


async def test_nobody_presses_buttons_in_a_locked_thread(bench: Bench) -> None:
    post = await bench.post()
    await lock(bench.mod, post)
    with pytest.raises(SetupError, match="locked"):
        await bench.mod.click(starter_of(post), label="Answer")
    with pytest.raises(SetupError, match="locked"):
        await bench.alice.react(starter_of(post), "👍")
    await bench.mod.react(starter_of(post), "👍")


async def test_a_locked_archived_thread_stays_shut_for_members(bench: Bench) -> None:
    post = await bench.post()
    await lock(bench.mod, post)
    await fall_asleep(post)
    with pytest.raises(SetupError, match="locked"):
        await bench.alice.send(post, "hello")
    await bench.mod.send(post, "hello")
    assert not (await bench.thread(post)).archived


async def test_a_member_makes_a_post_of_their_own(bench: Bench) -> None:
    post = await new_post(bench.alice, bench.forum, "Help", "my text")
    assert bench.bot.heard[-1] == ("thread made", bench.alice.id)
    assert starter_of(post).content == "my text"
    message = await bench.alice.send(bench.text, "hi")
    thread = await new_thread(bench.alice, bench.text, "talk", on=message)
    assert thread.id == message.id


async def test_moderators_change_threads_and_members_do_not(bench: Bench) -> None:
    post = await bench.post()
    for act in (lock, unlock, archive, delete_thread):
        with pytest.raises(BackendError):
            await act(bench.alice, post)
    await rename(bench.mod, post, "New name")
    await lock(bench.mod, post)
    await unlock(bench.mod, post)
    await archive(bench.mod, post)
    await unarchive(bench.alice, post)
    await archive(bench.mod, post)
    await retag(bench.mod, post, [])
    thread = await bench.thread(post)
    assert (thread.name, thread.locked, thread.archived) == ("New name", False, False)
    assert bench.bot.heard.count(("thread", post.id)) == 7
    await delete_thread(bench.mod, post)
    assert bench.forum.threads == []


async def test_the_bot_is_denied_a_permission_and_given_it_back(bench: Bench) -> None:
    await deny(bench.env, bench.text, "send_messages")
    with pytest.raises(discord.Forbidden) as denied:
        await bench.channel.send("no")
    assert denied.value.code == 50013
    await deny(bench.env, bench.text, "view_channel")
    with pytest.raises(discord.Forbidden) as hidden:
        await bench.channel.send("no")
    assert hidden.value.code == 50001
    await allow_again(bench.env, bench.text)
    await bench.channel.send("yes")


async def test_a_bot_has_what_it_was_invited_with_and_what_everyone_has(bench: Bench) -> None:
    await invite_with(bench.guild, discord.Permissions(manage_threads=True))
    has = bench.channel.permissions_for(bench.channel.guild.me)
    assert has.manage_threads
    assert has.send_messages
    assert not has.manage_messages


async def test_messages_reactions_and_channels_go(bench: Bench) -> None:
    await invite_with(bench.guild, discord.Permissions.all())
    sent = [await bench.channel.send(str(number)) for number in range(3)]
    await vote(bench.alice, sent[0])
    assert reactions_of(bench.env, sent[0]) == {"👍": 1}
    with pytest.raises(BackendError):
        await clear_reactions(bench.alice, bench.text, sent[0])
    await clear_reactions(bench.mod, bench.text, sent[0], "👍")
    await clear_reactions(bench.mod, bench.text, sent[0])
    assert reactions_of(bench.env, sent[0]) == {}
    await delete_messages(bench.mod, bench.text, sent[:2])
    assert [message.id for message in bench.text.history()] == [sent[2].id]
    post = await bench.post()
    await delete_channel(bench.forum)
    assert bench.bot.get_channel(post.id) is None
    with pytest.raises(discord.NotFound):
        await bench.bot.fetch_channel(post.id)
