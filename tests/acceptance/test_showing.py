"""`/show`: a card with its buttons, just to the reader, wherever its thread is."""

import pytest

from tests.acceptance.seen import posts_in, refusal
from tests.support.moderators import fall_asleep
from tests.support.people import answer, ask, press, submit
from tests.support.reading import buttons_of, links_of, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"


@pytest.fixture(autouse=True)
async def _asked(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie awake.")
    await answer(forum_world.bob, starter_of(forum_world.thread), "Warm milk, and no screens.")
    await forum_world.pass_time(2)


async def test_a_question_is_shown_whole_with_title_and_link(forum_world: ForumWorld) -> None:
    shown = await forum_world.carol.slash(forum_world.lobby, "show", question="1")
    said = private_text(shown)
    assert said.startswith(f"### {TITLE}\n**0 votes** · 1 answer\nI lie awake.")
    labels = ["Answer", "Comment", "Notify me", "More", "Open"]
    assert buttons_of(reply_of(shown)) == labels
    assert str(forum_world.thread.id) in links_of(reply_of(shown))["Open"]


async def test_an_answer_names_its_question(forum_world: ForumWorld) -> None:
    shown = await forum_world.carol.slash(forum_world.lobby, "show", question="#2")
    assert private_text(shown).startswith(f"-# Answer to {TITLE}\nWarm milk")
    assert buttons_of(reply_of(shown)) == ["Best answer", "Comment", "More", "Open"]


async def test_a_message_link_leads_to_its_post(forum_world: ForumWorld) -> None:
    link = forum_world.thread.history()[-1].jump_url
    shown = await forum_world.carol.slash(forum_world.lobby, "show", question=link)
    assert "Warm milk" in private_text(shown)


async def test_in_a_questions_thread_it_is_that_one(forum_world: ForumWorld) -> None:
    assert TITLE in private_text(await forum_world.carol.slash(forum_world.thread, "show"))


@pytest.mark.parametrize(
    "reference",
    [
        "99",
        "0",
        "-1",
        "12" * 30,
        "nonsense",
        "²",
        "https://discord.com/channels/1/2/3",
        "https://discord.com/channels/1/2/12345678901234567890123",
    ],
)
async def test_what_is_not_there_is_said(forum_world: ForumWorld, reference: str) -> None:
    shown = await forum_world.carol.slash(forum_world.lobby, "show", question=reference)
    assert "I can't find that post" in refusal(forum_world, shown)


async def test_its_buttons_work_while_the_thread_sleeps(forum_world: ForumWorld) -> None:
    await fall_asleep(forum_world.thread)
    shown = await forum_world.carol.slash(forum_world.lobby, "show", question="1")
    menu = await press(forum_world.carol, reply_of(shown), "More")
    assert "Vote up" in buttons_of(reply_of(menu))
    form = await press(forum_world.carol, reply_of(shown), "Answer")
    said = private_text(await submit(forum_world.carol, form, body="Get up and read for a while."))
    assert "Your answer is posted" in said
    assert len(forum_world.thread.history()) == 3
    assert len(await posts_in(forum_world)) == 3


async def test_a_removed_post_shows_no_text(forum_world: ForumWorld) -> None:
    await forum_world.mod.delete(forum_world.thread.history()[-1])
    said = private_text(await forum_world.carol.slash(forum_world.lobby, "show", question="2"))
    assert "Hidden by a moderator" in said
    assert "milk" not in said


async def test_another_servers_post_cannot_be_seen(forum_world: ForumWorld) -> None:
    elsewhere = forum_world.env.create_guild("Elsewhere")
    lobby = elsewhere.create_text_channel("lobby")
    carol = elsewhere.add_member(forum_world.carol.user)
    await forum_world.env.settle()
    owner = type(carol)(forum_world.env, elsewhere, elsewhere.owner)
    await owner.slash(lobby, "forum setup", channel=elsewhere.create_forum_channel("questions"))
    said = refusal(forum_world, await carol.slash(lobby, "show", question="1"))
    assert "I can't find that post" in said
