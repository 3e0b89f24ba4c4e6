"""The wire server does what Discord does, and sees what a bot does wrong."""

import asyncio

import aiohttp
import discord
import pytest

from .conftest import Town
from .connect import running
from .tiny_bot import TinyBot, card


async def test_main_path_of_a_bot_is_clean(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        opened = await town.ann.slash("ask", town.text)
        assert opened.modal["title"] == "Ask"
        await town.ann.submit(opened, title="How do I sleep?", options=["notify"])
        (thread,) = bot.guilds[0].threads
        assert town.server.world.texts_in(thread.id) == ["How do I sleep?"]
        starter = town.server.world.messages[thread.id][thread.id]
        town.bob.react(starter, "👍")
        await town.server.until(lambda: bot.heard)
        assert bot.heard[0].user_id == town.bob.id
        message = await thread.fetch_message(thread.id)
        users = [user.id async for user in message.reactions[0].users()]
        assert sorted(users) == sorted([town.server.world.my_id, town.bob.id])
        await town.bob.click(starter, "More")
        assert town.server.world.texts_in(thread.id) == ["Pressed."]
        assert [m["components"][0]["type"] for m in town.ann.inbox] == [17]
    town.server.assert_clean()


async def test_faulty_requests_are_violations(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        channel = bot.get_partial_messageable(int(town.text["id"]))
        for content in ("x" * 2001, ""):
            with pytest.raises(discord.HTTPException):
                await channel.send(content)
        route = discord.http.Route("POST", "/channels/{channel_id}/nothing", channel_id=1)
        with pytest.raises(discord.NotFound):
            await bot.http.request(route, json={})
    said = "\n".join(town.server.violations)
    assert "content is longer than 2000" in said
    assert "50006" in said
    assert "no such path" in said
    assert len(town.server.violations) == 3


async def test_a_reply_to_no_message_is_refused_and_is_no_violation(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        channel = bot.get_partial_messageable(int(town.text["id"]))
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send("x", reference=channel.get_partial_message(channel.id))
        assert refused.value.code == 50035
        assert town.server.world.texts_in(channel.id) == []
        first = await channel.send("first")
        await channel.send("second", reference=first)
        assert town.server.world.texts_in(channel.id) == ["first", "second"]
    town.server.assert_clean()


async def test_rate_limits_hold_back_and_refuse(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        channel = bot.get_partial_messageable(int(town.text["id"]))
        loop = asyncio.get_running_loop()
        message = await channel.send("x")
        started = loop.time()
        for emoji in "👍👎🎉":
            await message.add_reaction(emoji)
        assert loop.time() - started >= 0.5
        assert not town.server.limits.refused
        url = f"{town.server.api}/channels/{town.text['id']}/messages"
        headers = {"Authorization": "Bot wire"}
        async with aiohttp.ClientSession(headers=headers) as session:
            statuses = []
            for _ in range(5):
                async with session.post(url, json={"content": "y"}) as response:
                    statuses.append(response.status)
                    body = await response.json()
        assert statuses == [200] * 4 + [429]
        assert 0 < body["retry_after"] <= 5
    assert town.server.limits.invalid == 1
    town.server.assert_clean()


async def test_lost_answer_was_carried_out(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        town.server.faults.lose_answer("POST", r"/channels/\d+/threads$")
        (forum,) = bot.guilds[0].forums
        with pytest.raises(aiohttp.ClientError):
            await forum.create_thread(name="Lost", view=card("Lost"))
        await town.server.until(lambda: bot.guilds[0].threads)
        assert bot.guilds[0].threads[0].name == "Lost"
    town.server.assert_clean()


async def test_nonce_gives_the_first_message_back(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        channel = bot.get_partial_messageable(int(town.text["id"]))
        first, second = [await channel.send("x", nonce="7") for _ in range(2)]
        assert first.id == second.id
    town.server.assert_clean()


async def test_resume_replays_and_invalid_session_loses(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        channel = bot.get_partial_messageable(int(town.text["id"]))
        sent = await channel.send("x")
        stored = town.server.world.messages[int(town.text["id"])][sent.id]
        await town.server.gateway.drop()
        town.ann.react(stored, "👍")
        await town.server.until(lambda: len(bot.heard) == 1)
        assert town.server.gateway.resumes == 1
        await town.server.gateway.drop(resumable=False)
        town.bob.react(stored, "👍")
        await town.server.until(lambda: town.server.gateway.identifies == 2)
        await town.server.until(
            lambda: any(s.connection for s in town.server.gateway.sessions.values())
        )
        town.cem.react(stored, "👍")
        await town.server.until(lambda: len(bot.heard) == 2)
        assert [event.user_id for event in bot.heard] == [town.ann.id, town.cem.id]
    town.server.assert_clean()


async def test_members_are_asked_for_over_the_gateway(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        found = await bot.guilds[0].query_members(user_ids=[town.ann.id, 1])
        assert [member.id for member in found] == [town.ann.id]
        with pytest.raises(discord.NotFound):
            await bot.guilds[0].fetch_member(1)
    town.server.assert_clean()


async def test_closed_dms_and_missing_permissions_are_refused(town: Town) -> None:
    town.server.world.refuses_dms.add(town.ann.id)
    bot = TinyBot()
    async with running(bot, town.server):
        ann = await bot.guilds[0].fetch_member(town.ann.id)
        with pytest.raises(discord.Forbidden) as refused:
            await ann.send("hello")
        assert refused.value.code == 50007
        with pytest.raises(discord.Forbidden) as refused:
            await bot.guilds[0].create_role(name="x")
        assert refused.value.code == 50013
    assert town.server.limits.invalid == 2
    town.server.assert_clean()


async def test_privileged_intents_are_refused(town: Town) -> None:
    bot = TinyBot()
    bot._connection._intents.message_content = True
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(bot, town.server):
            pass
    assert "privileged" in town.server.violations[0]


async def test_archived_threads_refuse_edits_and_wake_for_messages(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        (forum,) = bot.guilds[0].forums
        made = await forum.create_thread(name="Old", view=card("Old"))
        await made.thread.edit(archived=True)
        with pytest.raises(discord.HTTPException) as refused:
            await made.message.edit(view=card("New"))
        assert refused.value.code == 50083
        archived = [thread.id async for thread in forum.archived_threads()]
        assert archived == [made.thread.id]
        await made.thread.send("hello")
        await made.message.edit(view=card("New"))
        assert town.server.world.texts_in(made.thread.id) == ["New", "hello"]
    town.server.assert_clean()


async def test_thread_of_a_message_starts_once(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        channel = bot.get_channel(int(town.text["id"]))
        assert isinstance(channel, discord.TextChannel)
        message = await channel.send(view=card("Ask away"))
        thread = await message.create_thread(name="Once")
        assert thread.id == message.id
        with pytest.raises(discord.HTTPException) as refused:
            await message.create_thread(name="Twice")
        assert refused.value.code == 160004
    town.server.assert_clean()


async def test_bad_gateway_makes_the_library_repeat(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        town.server.faults.bad_gateway("POST", r"/channels/\d+/messages$")
        channel = bot.get_partial_messageable(int(town.text["id"]))
        await channel.send("once, thanks to its nonce")
        assert len(town.server.world.texts_in(channel.id)) == 1
        town.server.faults.refuse("POST", r"/messages$", status=403, code=50013)
        with pytest.raises(discord.Forbidden):
            await channel.send("refused")
        assert len(town.server.world.texts_in(channel.id)) == 1
    town.server.assert_clean()


async def test_what_pings_is_what_was_allowed(town: Town) -> None:
    bot = TinyBot()
    async with running(bot, town.server):
        channel = bot.get_partial_messageable(int(town.text["id"]))
        text = f"@everyone <@{town.ann.id}>"
        quiet = await channel.send(view=card(text))
        loud = await channel.send(view=card(text), allowed_mentions=discord.AllowedMentions.all())
    stored = town.server.world.messages[channel.id]
    assert not stored[quiet.id]["mentions"]
    assert not stored[quiet.id]["mention_everyone"]
    assert [user["id"] for user in stored[loud.id]["mentions"]] == [town.ann.user["id"]]
    assert stored[loud.id]["mention_everyone"]
    town.server.assert_clean()
