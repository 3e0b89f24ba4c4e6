"""Commenting: with the buttons, with the command, on questions and on answers."""

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from tests.acceptance.seen import posts_in, public_button, refusal, submit_twice
from tests.support.moderators import archive
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    dm_texts,
    fields_of,
    links_of,
    private_text,
    reactions_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

BODY = "Did you try to get up earlier?"


async def comment(
    member: MemberActor,
    place: ChannelHandle | Shown,
    body: str = BODY,
    *,
    question: str | None = None,
    options: tuple[str, ...] = (),
) -> InteractionResult:
    if isinstance(place, ChannelHandle):
        named = {} if question is None else {"question": question}
        shown = await member.slash(place, "comment", **named)
    else:
        shown = await press(member, place, "Comment")
    return await submit(member, shown, body=body, options=list(options))


async def answered(world: ForumWorld, *options: str) -> None:
    await ask(world.alice, world.lobby, options=list(options))
    await answer(world.bob, starter_of(world.thread), options=list(options))
    await world.pass_time(2)


async def test_a_comment_on_a_question_stands_in_the_thread(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    shown = await comment(world.carol, starter_of(world.thread))
    await world.pass_time(2)
    card = world.thread.history()[-1]
    first, body, last = text_of(card).splitlines()
    starter = starter_of(world.thread)
    assert first == f"-# 💬 Comment on [the question]({starter.jump_url})"
    assert body == BODY
    assert last.startswith(f"-# #3 · by <@{world.carol.id}> (100 points) · <t:")
    assert buttons_of(card) == ["Comment", "More"]
    assert reactions_of(world.env, card) == {}
    said = private_text(shown)
    assert links_of(reply_of(shown)) == {"Open": card.jump_url}
    assert said == f"Your comment is posted as [#3]({card.jump_url})."
    assert f"-# 💬 Comments: [#3]({card.jump_url})" in text_of(starter).splitlines()
    assert "· 1 answer" in text_of(starter)


async def test_a_comment_on_an_answer_names_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    on = world.thread.history()[1]
    await comment(world.carol, on)
    await world.pass_time(2)
    card = world.thread.history()[-1]
    assert text_of(card).startswith(f"-# 💬 Comment on [answer #2]({on.jump_url})")
    assert f"💬 Comments: [#3]({card.jump_url})" in text_of(world.fresh(on))
    assert "Comments:" not in text_of(starter_of(world.thread))


async def test_a_comment_on_a_comment_is_on_the_same_post(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await comment(world.carol, world.thread.history()[1])
    await world.pass_time(2)
    await comment(world.alice, world.thread.history()[-1], "I did, thank you!")
    await world.pass_time(2)
    assert "[answer #2]" in text_of(world.thread.history()[-1])
    links = text_of(world.thread.history()[1]).splitlines()[-2]
    assert links.count("[#") == 2


async def test_the_form_names_the_post(forum_world: ForumWorld) -> None:
    await answered(forum_world)
    shown = await press(forum_world.carol, forum_world.thread.history()[1], "Comment")
    assert shown.modal is not None
    assert shown.modal["title"] == "Comment on #2"
    assert "On the answer #2 to How can I sleep before an exam?" in str(shown.modal)
    fields = fields_of(shown)
    assert list(fields) == ["body", "display_name", "options"]
    assert [o["value"] for o in fields["options"]["options"]] == ["anonymous", "notify"]


async def test_the_command_works_in_the_thread_and_by_number(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    assert "is posted" in private_text(await comment(world.carol, world.thread))
    said = private_text(await comment(world.carol, world.lobby, question="2"))
    assert "is posted" in said
    assert len(world.thread.history()) == 4


async def test_many_comments_are_folded(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    card = starter_of(world.thread)
    for number in range(7):
        await comment(world.carol, card, f"This is my thought number {number}.")
    await world.pass_time(2)
    line = next(each for each in text_of(world.fresh(card)).splitlines() if "Comments:" in each)
    assert line.startswith("-# 💬 Comments: 4 earlier · [#7](https://")
    menu = reply_of(await press(world.bob, world.fresh(card), "More"))
    page = reply_of(await press(world.bob, menu, "Comments"))
    assert [f"number {n}" in text_of(page) for n in range(7)] == [False] * 5 + [True] * 2
    page = reply_of(await press(world.bob, page, "Previous"))
    assert [f"number {n}" in text_of(page) for n in range(7)] == [True] * 5 + [False] * 2


@pytest.mark.parametrize("hidden", ["1", "2"])
async def test_what_is_on_a_hidden_post_only_moderators_read(
    forum_world: ForumWorld, hidden: str
) -> None:
    world = forum_world
    await answered(world)
    await comment(world.carol, world.thread.history()[-1], "This is my one thought.")
    await world.pass_time(2)
    button = await public_button(world, "Comments", "comments:2")
    assert "my one thought" in private_text(await press(world.bob, button, "Comments"))
    await world.mod.slash(world.lobby, "mod hide", post=hidden)
    said = private_text(await press(world.bob, button, "Comments"))
    assert said.startswith("That post is hidden")
    shown = reply_of(await world.mod.slash(world.lobby, "show", question="2"))
    menu = reply_of(await press(world.mod, shown, "More"))
    assert "my one thought" in private_text(await press(world.mod, menu, "Comments"))


async def test_a_closed_question_takes_comments(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")
    await world.pass_time(2)
    assert "is posted" in private_text(await comment(world.carol, starter_of(world.thread)))


async def test_what_is_hidden_takes_none_and_says_so(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    form = await press(world.carol, world.thread.history()[1], "Comment")
    await world.mod.slash(world.lobby, "mod hide", post="2")
    refused = await submit(world.carol, form, body=BODY)
    assert "That post is hidden" in private_text(refused)
    assert buttons_of(reply_of(refused)) == ["Open again with my text"]
    shown = await world.carol.slash(world.lobby, "comment", question="2")
    assert "That post is hidden" in refusal(world, shown)


async def test_the_same_comment_twice_is_posted_once(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    shown = await press(world.carol, starter_of(world.thread), "Comment")
    said = await submit_twice(world, world.carol, shown, body=BODY)
    assert [each[:12] for each in said] == ["You already ", "Your comment"]
    assert len(await posts_in(world)) == 3
    # Thanks may be said to two people.
    assert "is posted" in private_text(await comment(world.carol, world.thread.history()[1]))


async def test_who_asked_answered_or_commented_before_is_told(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world, "notify")
    on = world.thread.history()[1]
    await comment(world.carol, on, options=("notify",))
    await world.pass_time(3)
    assert [text.splitlines()[0] for text in dm_texts(world.bob)] == [
        "Carol commented on your post in **How can I sleep before an exam?**"
    ]
    await comment(world.bob, on, "Yes, and it does help me.")
    await world.pass_time(3)
    assert [text.splitlines()[0] for text in dm_texts(world.carol)] == [
        "Bob commented after you in **How can I sleep before an exam?**"
    ]
    assert len(dm_texts(world.bob)) == 1


async def test_a_deleted_comment_goes_and_its_post_forgets_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await comment(world.carol, starter_of(world.thread))
    await world.pass_time(2)
    menu = reply_of(await press(world.carol, world.thread.history()[-1], "More"))
    assert "Vote up" not in buttons_of(menu)
    really = reply_of(await press(world.carol, menu, "Delete"))
    await press(world.carol, really, "Delete")
    await world.pass_time(2)
    assert len(world.thread.history()) == 2
    assert "Comments:" not in text_of(starter_of(world.thread))


async def test_an_archived_thread_is_woken(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await archive(world.mod, world.thread)
    said = await comment(world.carol, world.lobby, question="1")
    assert "is posted" in private_text(said)
    assert not is_archived(world.env.backend.get_channel(world.thread.id))
