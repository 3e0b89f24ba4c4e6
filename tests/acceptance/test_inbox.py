from sqlmodel import select

from bot.forum import controls, edits
from bot.forum.summaries import Actor
from data.tables import Post
from tests.acceptance.facts import news_in, told
from tests.acceptance.town import Town, actor, build
from tests.support.people import press
from tests.support.reading import buttons_of, dm_texts, dms, private_text, reply_of, text_of

TITLE = "How can I sleep before an exam?"


def told_by_dm(town: Town) -> int:
    """Return how many DMs told of an answer; replies to presses also stand there."""
    return len([said for said in dm_texts(town.alice) if "answered your question" in said])


async def test_an_empty_inbox_says_what_will_come(town: Town) -> None:
    said = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert said == "Nothing here yet. When someone answers your question, you'll find it here."


async def test_an_answer_is_there_with_text_time_and_link(town: Town) -> None:
    await town.answer(await town.ask(TITLE), "Breathe *slowly*, and count.")
    shown = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert f"**New:** Bob answered your question **{TITLE}**" in shown
    assert "> Breathe slowly, and count." in shown
    thread = town.channel.threads[0]
    last = thread.history()[-1]
    assert f"[Open](https://discord.com/channels/{town.guild.id}/{thread.id}/{last.id})" in shown
    assert ":R> ·" in shown


async def test_pages_turn_and_what_is_read_comes_after_what_is_new(town: Town) -> None:
    question = await town.ask(TITLE)
    for number in range(6):
        await town.answer(question, f"Answer number {number} of some length.")
    shown = reply_of(await town.alice.slash(town.lobby, "inbox"))
    assert [n for n in range(6) if f"number {n}" in text_of(shown)] == [1, 2, 3, 4, 5]
    assert buttons_of(shown) == ["Older", "Mark all as read"]
    await press(town.alice, shown, "Older")
    assert [n for n in range(6) if f"number {n}" in text_of(shown)] == [0]
    await press(town.alice, shown, "Mark all as read")
    assert "New:" not in text_of(shown)
    assert buttons_of(shown) == ["Older"]
    await town.answer(question, "Answer number 6 of some length.", by=town.carol)
    again = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert again.count("New:") == 1
    assert again.index("number 6") < again.index("number 5")


async def test_the_buttons_work_after_a_restart(town: Town) -> None:
    question = await town.ask(TITLE)
    for number in range(6):
        await town.answer(question, f"Answer number {number} of some length.")
    shown = reply_of(await town.alice.slash(town.lobby, "inbox"))
    await town.restart()
    await press(town.alice, shown, "Older")
    assert "number 0" in text_of(shown)


async def test_a_page_beyond_the_end_shows_the_last(town: Town) -> None:
    await town.answer(await town.ask(TITLE))
    old = await town.post_button("Older", "inbox:40")
    assert TITLE in private_text(await press(town.alice, old, "Older"))


async def test_in_a_dm_every_forum_is_there_by_name(town: Town) -> None:
    other = await build(town, "Second Home", people=(town.alice, town.bob, town.carol))
    await town.answer(await town.ask(TITLE))
    await other.answer(await other.ask("Who else feels lonely at night?"))
    shown = private_text(await town.alice.user.slash("inbox"))
    assert "-# Calm Waters · " in shown
    assert "-# Second Home · " in shown
    here = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert TITLE in here
    assert "lonely" not in here
    assert "-# Calm Waters" not in here


async def test_marking_read_in_one_server_leaves_the_others_unread(town: Town) -> None:
    other = await build(town, "Second Home", people=(town.alice, town.bob, town.carol))
    await town.answer(await town.ask(TITLE))
    await other.answer(await other.ask("Who else feels lonely at night?"))
    await press(
        town.alice, reply_of(await town.alice.slash(town.lobby, "inbox")), "Mark all as read"
    )
    shown = private_text(await town.alice.user.slash("inbox"))
    assert news_in(shown) == 1
    assert shown.index("lonely") < shown.index(TITLE)


async def test_nobody_reads_somebody_elses_inbox(town: Town) -> None:
    await town.answer(await town.ask(TITLE))
    assert TITLE not in private_text(await town.carol.slash(town.lobby, "inbox"))


async def test_the_commands_work_in_dms_and_as_ones_own_app(town: Town) -> None:
    for name in ("inbox", "help", "helplines"):
        command = town.bot.tree.get_command(name)
        assert command is not None
        payload = command.to_dict(town.bot.tree)
        assert payload["integration_types"] == [0, 1]
        assert payload["contexts"] == [0, 1, 2]


async def test_stop_ends_the_dms_of_that_question_and_twice_is_harmless(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    (message,) = dms(town.alice)
    for _ in range(2):
        said = private_text(await press(town.alice, message, "Stop for this question"))
        assert said == (
            f"You'll get no DMs about **{TITLE}** any more. You still find everything in /inbox."
        )
    await town.answer(question, by=town.carol)
    assert told_by_dm(town) == 1
    assert "Carol answered" in private_text(await town.alice.user.slash("inbox"))


async def test_a_dm_that_waits_is_not_sent_after_stop(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    (message,) = dms(town.alice)
    to_alice = f"/channels/{message.channel.id}/messages"
    town.gaps.break_server(
        lambda method, path: method == "POST" and path.endswith(to_alice), times=None
    )
    await town.answer(question, by=town.carol)
    await press(town.alice, message, "Stop for this question")
    town.gaps.heal()
    await town.pass_time(120)
    assert told_by_dm(town) == 1


async def test_stop_pressed_by_somebody_else_changes_nothing(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    (row,) = await told(town)
    copied = await town.post_button("Stop", f"stop:{row.id}")
    said = private_text(await press(town.bob, copied, "Stop"))
    assert said == "Only the person who got this notification can use its buttons."
    await town.answer(question, by=town.carol)
    assert told_by_dm(town) == 2


async def test_an_answers_author_stops_their_own_dms_not_the_askers(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    answer = await town.answer(question, notify=True)
    await edits.edit(
        town.bot.database,
        forum_id=town.forum_id,
        post_id=answer,
        revision=1,
        actor=Actor(town.carol.id, "Carol", is_moderator=True),
        title=None,
        body="Rewritten by a moderator, for clarity.",
        now=town.bot.now(),
    )
    await town.carry_out()
    (message,) = dms(town.bob)
    await press(town.bob, message, "Stop for this question")
    async with town.bot.database.read() as session:
        notify = {post.id: post.notify for post in (await session.exec(select(Post))).all()}
    assert notify == {question: True, answer: False}


async def test_a_removed_question_is_told_of_without_its_text(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question, "Something that was later removed.")
    last = town.channel.threads[0].history()[-1]
    await controls.messages_deleted(town.bot.database, message_ids=[last.id], now=town.bot.now())
    await edits.delete(
        town.bot.database,
        forum_id=town.forum_id,
        post_id=question,
        actor=actor(town.alice),
        now=town.bot.now(),
    )
    shown = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert "Bob answered your question **(removed question)**" in shown
    assert "later removed" not in shown
    assert "[Open]" not in shown.split("\n**New:** Welcome!")[0]
    (message,) = dms(town.alice)
    said = private_text(await press(town.alice, message, "Stop for this question"))
    assert (
        said == "You'll get no more DMs about this question. You still find everything in /inbox."
    )
