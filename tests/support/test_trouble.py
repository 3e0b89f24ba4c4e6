import aiohttp
import discord
import pytest

from tests.support.bench import Bench
from tests.support.calls import ANY_CALL, EDIT, OPEN_DM, SEND, in_channel, on
from tests.support.tiny_bot import TinyBot


async def test_calls_are_counted_by_kind_and_by_route(bench: Bench) -> None:
    message = await bench.channel.send("one")
    await message.edit(content="two")
    await message.edit(content="three")
    await message.add_reaction("👍")
    assert bench.gaps.count(SEND) == 1
    assert bench.gaps.count(in_channel(EDIT, bench.text.id)) == 2
    assert bench.gaps.count(in_channel(EDIT, bench.forum.id)) == 0
    assert bench.gaps.routes()["PUT /channels/*/messages/*/reactions/*/@me"] == 1
    bench.gaps.forget()
    assert bench.gaps.count(ANY_CALL) == 0


async def test_the_next_calls_of_a_kind_are_refused_and_then_no_more(bench: Bench) -> None:
    bench.gaps.refuse(SEND, 403, 50013, times=2)
    for _ in range(2):
        with pytest.raises(discord.Forbidden) as refused:
            await bench.channel.send("no")
        assert refused.value.code == 50013
    await bench.channel.send("yes")
    assert [message.content for message in bench.text.history()] == ["yes"]
    assert bench.gaps.count(SEND) == 1
    assert len(bench.gaps.tried(SEND)) == 3


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, 50001, discord.Forbidden),
        (403, 50007, discord.Forbidden),
        (404, 10003, discord.NotFound),
        (404, 10008, discord.NotFound),
    ],
)
async def test_a_refusal_is_what_discord_py_raises(
    bench: Bench, status: int, code: int, kind: type[discord.HTTPException]
) -> None:
    bench.gaps.refuse(SEND, status, code)
    with pytest.raises(kind) as refused:
        await bench.channel.send("no")
    assert (refused.value.status, refused.value.code) == (status, code)


async def test_rate_limits_come_in_both_forms(bench: Bench) -> None:
    bench.gaps.rate_limit(SEND)
    with pytest.raises(discord.HTTPException) as limited:
        await bench.channel.send("no")
    assert limited.value.status == 429
    bench.gaps.rate_limit(SEND, seconds=90)
    with pytest.raises(discord.RateLimited) as long:
        await bench.channel.send("no")
    assert long.value.retry_after == 90


async def test_a_broken_server_did_nothing(bench: Bench) -> None:
    bench.gaps.break_server(SEND, status=502)
    with pytest.raises(discord.DiscordServerError) as broken:
        await bench.channel.send("no")
    assert broken.value.status == 502
    assert bench.text.history() == []


async def test_a_lost_answer_was_carried_out(bench: Bench) -> None:
    bench.gaps.lose_answer(SEND)
    with pytest.raises(discord.DiscordServerError):
        await bench.channel.send("there")
    assert bench.gaps.count(SEND) == 1
    assert [message.content for message in bench.text.history()] == ["there"]


async def test_what_was_refused_is_lost_as_well(bench: Bench) -> None:
    bench.gaps.lose_answer(SEND)
    with pytest.raises(discord.DiscordServerError):
        await bench.channel.send("reply", reference=bench.channel.get_partial_message(1))
    assert bench.gaps.count(SEND) == 0
    assert bench.text.history() == []


async def test_a_connection_breaks_before_or_after_the_call(bench: Bench) -> None:
    bench.gaps.disconnect(SEND)
    bench.gaps.disconnect(SEND, after=True)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientOSError):
            await bench.channel.send("once")
    assert len(bench.text.history()) == 1


async def test_healing_takes_back_what_has_not_struck(bench: Bench) -> None:
    bench.gaps.break_server(SEND, times=None)
    bench.gaps.heal()
    await bench.channel.send("fine")
    assert bench.gaps.count(SEND) == 1


@pytest.mark.parametrize(("after", "said"), [(False, []), (True, ["first"])])
async def test_a_crash_kills_the_bot_and_all_it_would_still_do(
    bench: Bench, *, after: bool, said: list[str]
) -> None:
    bench.gaps.crash(in_channel(SEND, bench.text.id), after=after)
    result = await bench.alice.slash(bench.text, "crash")
    texts = [m.content for m in bench.text.history() if m.content]
    assert texts == said
    assert not result.followups
    await bench.alice.slash(bench.text, "crash")
    assert [m.content for m in bench.text.history() if m.content] == said


async def test_a_restarted_bot_lives_and_is_still_counted(bench: Bench) -> None:
    bench.gaps.crash(SEND)
    await bench.alice.slash(bench.text, "crash")
    bench.gaps.forget()
    newcomer = TinyBot()
    await bench.env.restart_bot(newcomer)
    await bench.alice.slash(bench.text, "crash")
    assert [m.content for m in bench.text.history() if m.content] == ["first", "second"]
    assert bench.gaps.count(SEND) == 2
    await newcomer.close()


async def test_a_closed_door_for_direct_messages(bench: Bench) -> None:
    bench.gaps.refuse(
        on("POST", f"/channels/{bench.alice.user.dm_channel.id}/messages"), 403, 50007
    )
    user = await bench.bot.fetch_user(bench.alice.id)
    with pytest.raises(discord.Forbidden):
        await user.send("hello")
    assert bench.gaps.count(OPEN_DM) == 1


async def test_a_closed_door_that_looks_at_the_message_first(bench: Bench) -> None:
    bench.gaps.close_dms(bench.alice.user.dm_channel.id)
    user = await bench.bot.fetch_user(bench.alice.id)
    channel = await user.create_dm()
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("reply", reference=channel.get_partial_message(1))
    assert refused.value.code == 50035
    with pytest.raises(discord.Forbidden) as closed:
        await channel.send("hello")
    assert closed.value.code == 50007
    bench.gaps.heal()
    await channel.send("hello")


async def test_trouble_shows_in_the_transcript(bench: Bench) -> None:
    bench.gaps.break_server(SEND)
    with pytest.raises(discord.DiscordServerError):
        await bench.channel.send("no")
    assert "TROUBLE" in bench.env.transcript()
