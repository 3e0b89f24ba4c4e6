"""**Answer**, **Reply** and **Best answer** on direct messages: done there, and said there."""

from datetime import timedelta

import discord
from simcord.enums import OverwriteType

from data.tables import Post, PostKind
from tests.acceptance.facts import rows
from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.town import Town
from tests.support.people import filled, press, submit
from tests.support.reading import (
    buttons_of,
    dms,
    fields_of,
    private_text,
    reply_of,
    text_of,
)

TITLE = "How can I sleep before an exam?"
BLANK = " " * 20 + "."
BODY = "That helped me as well, thank you."


async def told_of_answer(town: Town) -> discord.Message:
    """Let Bob answer Alice's question, and return the DM that she gets."""
    await town.answer(await town.ask(TITLE, notify=True))
    (message,) = dms(town.alice)
    return message


async def texts(town: Town, kind: PostKind) -> list[str]:
    return [post.body for post in await rows(town, Post) if post.kind is kind]


async def test_reply_comments_on_the_answer_and_the_link_comes_in_the_dm(town: Town) -> None:
    message = await told_of_answer(town)
    assert buttons_of(message)[:3] == ["Open", "Best answer", "Reply"]
    await town.restart()
    form = await press(town.alice, message, "Reply")
    said = private_text(await submit(town.alice.user, form, body=BODY))
    assert said.startswith("Your comment is posted as [#3](https://discord.com/channels/")
    assert await texts(town, PostKind.COMMENT) == [BODY]
    assert f"<@{town.alice.id}>" in text_of(town.channel.threads[0].history()[-1])


async def test_answer_to_a_question_of_what_one_follows(town: Town) -> None:
    await town.ask("How do I stay awake at noon?", tags=["sleep"])
    await town.carol.slash(town.lobby, "follow", tag="sleep")
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    await press(town.carol, shown, "DM me each one")
    await town.ask(TITLE, tags=["sleep"])
    (message,) = dms(town.carol)
    stops = ["Stop for this question", "Stop this kind"]
    assert buttons_of(message) == ["Open", "Answer", *stops, "Make these discreet"]
    form = await press(town.carol, message, "Answer")
    said = private_text(await submit(town.carol.user, form, body=BODY))
    assert said.startswith("Your answer is posted as [#")
    assert await texts(town, PostKind.ANSWER) == [BODY]


async def test_the_name_is_the_one_shown_in_the_server(town: Town) -> None:
    message = await told_of_answer(town)
    member = town.env.backend.get_member(town.guild.id, town.alice.id)
    member.nick = "Alice of the Lake"
    form = await press(town.alice, message, "Reply")
    await submit(town.alice.user, form, body=BODY)
    await town.carry_out()
    await town.carol.slash(town.lobby, "follow", member=town.alice)
    assert "Alice of the Lake" in private_text(await town.carol.slash(town.lobby, "following"))


async def test_whoever_is_anonymous_there_stays_so(town: Town) -> None:
    form = await town.alice.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.alice, form, title=TITLE, details="", options=options)
    await town.pass_time(25)
    await town.answer(1)
    await town.pass_time(25)
    (message,) = dms(town.alice)
    form = await press(town.alice, message, "Reply")
    assert filled(form)["options"] == ["anonymous"]
    said = private_text(await submit(town.alice.user, form, body=BODY))
    assert "appears by itself" in said
    await town.pass_time(25)
    shown = text_of(town.channel.threads[0].history()[-1])
    assert BODY in shown
    assert "(anonymous)" in shown


async def test_a_name_of_somebody_in_the_server_is_refused_from_a_dm_too(town: Town) -> None:
    message = await told_of_answer(town)
    form = await press(town.alice, message, "Reply")
    said = private_text(
        await submit(town.alice.user, form, body=BODY, display_name="Carol", options=["anonymous"])
    )
    assert "Carol" in said
    assert await texts(town, PostKind.COMMENT) == []


async def test_whoever_left_or_sees_nothing_gets_a_sentence(town: Town) -> None:
    message = await told_of_answer(town)
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    form = await press(town.alice, message, "Reply")
    # That they were there is known for a day; whether they may write is asked each time.
    said = private_text(await submit(town.alice.user, form, body=BODY))
    assert said.startswith("You can't do that any more: you left that server")
    best = await press(town.alice, message, "Best answer")
    assert "you left that server" in private_text(best)
    town.guild.add_member(town.alice.user)
    await hide_from(town.channel, town.alice.id, OverwriteType.MEMBER)
    assert "can't see its questions" in private_text(await press(town.alice, message, "Reply"))
    assert await texts(town, PostKind.COMMENT) == []


async def test_a_time_out_holds_in_dms_too_and_the_text_is_kept(town: Town) -> None:
    message = await told_of_answer(town)
    form = await press(town.alice, message, "Reply")
    member = town.env.backend.get_member(town.guild.id, town.alice.id)
    member.timed_out_until = (town.bot.now() + timedelta(hours=1)).isoformat()
    result = await submit(town.alice.user, form, body=BODY)
    said = private_text(result)
    assert said.startswith("You can't write in that server right now.")
    assert await texts(town, PostKind.COMMENT) == []
    member.timed_out_until = None
    again = await town.alice.user.click(reply_of(result), label="Open again with my text")
    assert filled(again)["body"] == BODY
    await submit(town.alice.user, again)
    assert await texts(town, PostKind.COMMENT) == [BODY]


async def test_a_question_that_was_closed_meanwhile_says_so(town: Town) -> None:
    await town.ask("How do I stay awake at noon?", tags=["sleep"])
    await town.carol.slash(town.lobby, "follow", tag="sleep")
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    await press(town.carol, shown, "DM me each one")
    question = await town.ask(TITLE, tags=["sleep"])
    (message,) = dms(town.carol)
    menu = reply_of(await town.alice.slash(town.lobby, "show", question=str(question)))
    more = reply_of(await press(town.alice, menu, "More"))
    form = await press(town.alice, more, "Close")
    await submit(town.alice, form, reason="Solved it myself.")
    assert "closed" in private_text(await press(town.carol, message, "Answer"))


async def test_two_kept_texts_don_t_mix(town: Town) -> None:
    """What failed in a DM is offered in that DM again, not in a server."""
    message = await told_of_answer(town)
    form = await press(town.alice, message, "Reply")
    await submit(town.alice.user, form, body=BLANK)
    again = await press(town.alice, message, "Reply")
    assert fields_of(again)["body"].get("value") == BLANK
