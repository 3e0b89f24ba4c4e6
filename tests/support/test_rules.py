from datetime import timedelta

import discord
import pytest

from tests.support.bench import Bench
from tests.support.calls import REACT, on
from tests.support.moderators import fall_asleep
from tests.support.reading import fresh, starter_of
from tests.support.tiny_bot import TinyBot, card


async def test_the_same_nonce_within_five_minutes_gives_the_first_message_back(
    bench: Bench,
) -> None:
    first = await bench.channel.send("once", nonce="d1")
    again = await bench.channel.send("once", nonce="d1")
    other = await bench.channel.send("other", nonce="d2")
    assert first.id == again.id != other.id
    await bench.env.advance_time(300)
    assert (await bench.channel.send("later", nonce="d1")).id != first.id


async def test_a_reply_to_no_message_is_refused(bench: Bench) -> None:
    channel = bench.channel
    for number in (channel.id, 1):
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send("reply", reference=channel.get_partial_message(number))
        assert refused.value.code == 50035
    assert bench.text.history() == []
    first = await channel.send("first")
    await channel.send("reply", reference=first)
    assert [message.content for message in bench.text.history()] == ["first", "reply"]


async def test_a_forum_post_and_its_first_message_share_an_id(bench: Bench) -> None:
    made = await bench.posts.create_thread(name="A question", content="text")
    assert made.thread.id == made.message.id
    assert (await made.thread.fetch_message(made.thread.id)).content == "text"


async def test_a_thread_is_started_from_a_message_once(bench: Bench) -> None:
    message = await bench.channel.send(view=card("text"))
    thread = await message.create_thread(name="A question")
    with pytest.raises(discord.HTTPException) as again:
        await message.create_thread(name="A question")
    assert again.value.code == 160004
    assert thread.id == message.id
    assert [m.type for m in bench.text.history()] == [discord.MessageType.default]
    notices = [m.type async for m in thread.history()]
    assert notices == [discord.MessageType.thread_starter_message]
    assert starter_of(bench.text.threads[0]).id == message.id


async def test_history_after_a_message_is_complete(bench: Bench) -> None:
    sent = [await bench.channel.send(str(number)) for number in range(230)]
    after = [m.id async for m in bench.channel.history(after=sent[9], limit=None)]
    assert after == [message.id for message in sent[10:]]
    three = [m.content async for m in bench.channel.history(after=sent[9], limit=3)]
    assert three == ["10", "11", "12"]
    since = discord.utils.utcnow() - timedelta(minutes=1)
    assert len([m async for m in bench.channel.history(after=since, limit=None)]) == 230


async def test_who_reacted_comes_in_pages(bench: Bench) -> None:
    message = await bench.channel.send("vote")
    people = [bench.env.create_user(f"u{number}") for number in range(250)]
    for person in reversed(people):
        bench.env.backend.set_reaction(bench.text.id, message.id, "👍", person.id, reacted=True)
    await bench.env.settle()
    reaction = fresh(bench.env, message).reactions[0]
    found = [user.id async for user in reaction.users(limit=None)]
    assert sorted(found) == [person.id for person in people]
    assert bench.gaps.count(on("GET", "/channels/*/messages/*/reactions/*")) == 3
    assert len([user async for user in reaction.users(limit=10)]) == 10
    later = [u.id async for u in reaction.users(limit=None, after=discord.Object(people[100].id))]
    assert sorted(later) == [person.id for person in people[101:]]


async def test_a_reaction_says_whose_message_it_is_on(bench: Bench) -> None:
    message = await bench.channel.send("vote")
    await bench.alice.react(message, "👍")
    assert bench.bot.heard[-1] == ("reaction", bench.env.backend.bot_user.id)


async def test_an_archived_thread_refuses_changes_until_it_is_opened(bench: Bench) -> None:
    post = await bench.post()
    await fall_asleep(post)
    thread = await bench.thread(post)
    message = thread.get_partial_message(thread.id)
    changes = (
        lambda: message.edit(content="x", view=None),
        message.delete,
        lambda: message.add_reaction("👍"),
        message.clear_reactions,
        lambda: thread.edit(name="another"),
        lambda: thread.edit(locked=True),
        thread.join,
    )
    for change in changes:
        with pytest.raises(discord.HTTPException) as refused:
            await change()
        assert (refused.value.status, refused.value.code) == (400, 50083)
    assert bench.gaps.count(REACT) == 0
    await thread.edit(archived=False, name="another")
    await message.add_reaction("👍")


async def test_a_server_comes_without_its_archived_threads(bench: Bench) -> None:
    posts = [await bench.post() for _ in range(2)]
    await fall_asleep(posts[0])
    await bench.env.restart_bot(TinyBot())
    assert [thread.id for thread in bench.posts.threads] == [posts[1].id]


async def test_sending_opens_an_archived_thread(bench: Bench) -> None:
    post = await bench.post()
    await fall_asleep(post)
    await (await bench.thread(post)).send("hello")
    assert not (await bench.thread(post)).archived


async def test_archived_threads_come_in_pages_the_last_archived_first(bench: Bench) -> None:
    posts = [await bench.post() for _ in range(3)]
    for post in posts:
        await bench.env.advance_time(1)
        await fall_asleep(post)
    found = [thread.id async for thread in bench.posts.archived_threads(limit=None)]
    assert found == [post.id for post in reversed(posts)]
    assert [t.id async for t in bench.posts.archived_threads(limit=1)] == [posts[2].id]
    before = (await bench.thread(posts[2])).archive_timestamp
    older = [thread.id async for thread in bench.posts.archived_threads(before=before)]
    assert older == [posts[1].id, posts[0].id]


async def test_a_forum_holds_twenty_tags_with_different_names(bench: Bench) -> None:
    tags = [discord.ForumTag(name=str(number)) for number in range(21)]
    with pytest.raises(discord.HTTPException) as many:
        await bench.posts.edit(available_tags=tags)
    assert many.value.code == 50035
    with pytest.raises(discord.HTTPException) as same:
        await bench.posts.edit(available_tags=[tags[0], tags[0]])
    assert same.value.code == 40061
    await bench.posts.edit(available_tags=tags[:20])


async def test_threads_ask_for_manage_threads_and_not_for_manage_channels(bench: Bench) -> None:
    post = await bench.post()
    role = next(r for r in bench.env.backend.get_guild(bench.guild.id).roles.values() if r.managed)
    few = discord.Permissions(view_channel=True, send_messages=True)
    bench.env.backend.edit_role(bench.guild.id, role.id, {"permissions": few.value})
    thread = await bench.thread(post)
    await thread.edit(name="its owner may")
    for refused in (lambda: thread.edit(locked=True), thread.delete):
        with pytest.raises(discord.Forbidden):
            await refused()
    few.update(manage_threads=True)
    bench.env.backend.edit_role(bench.guild.id, role.id, {"permissions": few.value})
    await thread.edit(locked=True)
    await thread.delete()
