"""What a digest brings: all that is new, once, and of what its reader sees alone."""

import asyncio
import time

import discord
import pytest
from simcord.actors import MemberActor

from bot.forum import forums
from bot.forum.anonymous.sealed_turns import opened_turn
from bot.forum.followers import tell_part
from bot.publishing import digests
from bot.publishing.digest_views import digest
from data.deliveries import finish
from data.tables import ChannelKind, Delivery, DeliveryKind
from tests.acceptance.facts import rows
from tests.acceptance.test_digests import DAY, HOUR, TITLE, later, wants_digest
from tests.acceptance.town import Town
from tests.support.calls import SEND, on
from tests.support.people import press
from tests.support.reading import dm_texts, dms, reply_of

NAP = "How long does a nap take?"


async def the_digest(town: Town) -> Delivery:
    (found,) = [each for each in await rows(town, Delivery) if each.kind is DeliveryKind.DIGEST]
    return found


async def test_what_is_being_told_while_it_is_made_is_not_lost(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wants_digest(town, town.carol)
    await town.ask(NAP, tags=["sleep"])
    made: list[asyncio.Task[object]] = []

    async def tell_slowly(*given: object) -> bool:
        # The digest is made after these rows have their moment, and before they are committed.
        is_done = await tell_part(*given)  # type: ignore[arg-type]  # handed on as it is
        if is_done and not made:
            town.env.backend.advance_clock(1)
            delivery = await the_digest(town)
            made.append(asyncio.create_task(_carried_out(town, delivery)))
            # Not asyncio's own sleep, whose clock stands still here.
            await asyncio.to_thread(time.sleep, 0.3)
        return is_done

    monkeypatch.setattr("bot.publishing.followers.tell_part", tell_slowly)
    await town.ask(TITLE, tags=["sleep"])
    await asyncio.wait_for(made[0], 5)
    await later(town, 2 * DAY)
    assert "".join(dm_texts(town.carol)).count(TITLE) == 1


async def _carried_out(town: Town, delivery: Delivery) -> None:
    record = await digests.deliver(town.bot.context, delivery)
    assert record is not None
    async with town.bot.database.write() as session:
        await record(session)
        await finish(session, delivery.id or 0)


async def test_what_came_between_its_making_and_its_sending_is_in_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])

    def sends_late(*given: object, **more: object) -> discord.ui.LayoutView:
        town.env.backend.advance_clock(60)
        return digest(*given, **more)  # type: ignore[arg-type]  # handed on as it is

    monkeypatch.setattr("bot.publishing.digests.digest", sends_late)
    town.gaps.lose_answer(SEND)
    town.gaps.break_server(on("GET", "/channels/*/messages"), times=None)
    await later(town, 18.01 * HOUR)
    (message,) = dms(town.carol)
    town.gaps.heal()
    await later(town, HOUR)
    assert len(dms(town.carol)) == 1
    found = await the_digest(town)
    async with town.bot.database.read() as session:
        until = opened_turn(session, found).since
    assert until is not None
    assert (message.created_at - until).total_seconds() >= 60, "as its buttons say"
    assert found.created_at > message.created_at, "in clear it is as if none had been found"


async def closes(town: Town, person: MemberActor) -> None:
    """Have the forum move elsewhere, and somebody see its first channel no more."""
    new = town.guild.create_forum_channel("elsewhere")
    await town.env.settle()
    await forums.set_up(
        town.bot.database,
        guild_id=town.guild.id,
        channel_id=new.id,
        channel_kind=ChannelKind.FORUM,
        name="Calm Waters",
        locale="en",
        now=town.bot.now(),
    )
    old = town.bot.get_channel(town.channel.id)
    assert isinstance(old, discord.ForumChannel)
    member = await old.guild.fetch_member(person.id)
    await old.set_permissions(member, view_channel=False)
    await town.env.settle()


@pytest.mark.parametrize("is_answering", [False, True])
async def test_nothing_of_a_channel_that_one_sees_no_more(
    town: Town, *, is_answering: bool
) -> None:
    await wants_digest(town, town.carol)
    if is_answering:
        question = await town.ask("How do I rest?", by=town.bob)
        await town.answer(question, by=town.carol)
    await town.ask(TITLE, tags=["sleep"])
    await closes(town, town.carol)
    await town.ask(NAP, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    (text,) = dm_texts(town.carol)
    assert NAP in text
    assert TITLE not in text
    assert "/inbox." not in text


async def test_a_discreet_one_shows_nothing_of_such_a_channel(town: Town) -> None:
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await press(town.carol, panel, "Make DMs discreet")
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    await closes(town, town.carol)
    (message,) = dms(town.carol)
    shown = await press(town.carol, message, "Show")
    assert "There is nothing new any more." in str(reply_of(shown).components)


async def test_a_question_that_a_dm_brought_needs_no_reply_in_it(town: Town) -> None:
    question = await town.ask("How do I rest?", by=town.bob)
    await town.answer(question, by=town.carol)
    await wants_digest(town, town.carol)
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    await press(town.carol, shown, "DM me each one")
    await town.ask(TITLE, tags=["sleep"])
    await town.ask(NAP)
    assert TITLE in dm_texts(town.carol)[0]
    await later(town, 18.1 * HOUR)
    _, text = dm_texts(town.carol)
    assert "**Need a reply**" in text
    assert NAP in text
    assert TITLE not in text
