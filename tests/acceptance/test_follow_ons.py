"""Follow-on questions: asked from More, linked both ways, and never leading to what is gone."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from data.categories import insert_category
from data.tables import Post
from tests.acceptance import town
from tests.acceptance.facts import asked, deleted, post_of, rows, waiting
from tests.acceptance.masked import answer_masked, ask_masked
from tests.acceptance.seen import at_once, public_button
from tests.support.calls import NEW_THREAD
from tests.support.moderators import fall_asleep, unarchive
from tests.support.people import Value, answer, ask, insisted, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

FIRST = "How can I sleep before an exam?"
NEXT = "Which herbal teas calm the nerves?"
LABEL = "Ask a related question"


async def form_from(person: MemberActor, card: Shown) -> InteractionResult:
    """Open the form of a question that follows on from a post."""
    menu = reply_of(await press(person, card, "More"))
    return await press(person, menu, LABEL)


async def follow_on(
    world: ForumWorld, person: MemberActor, card: Shown, title: str = NEXT, **over: Value
) -> str:
    """Ask a question that follows on from a post, and return what its author was told."""
    form = await form_from(person, card)
    shown = await insisted(person, await submit(person, form, title=title, **over))
    await world.pass_time(3)
    return private_text(shown)


def forge(form: InteractionResult, custom_id: str) -> None:
    """Have a form say that it is about something else."""
    assert form._interaction.modal is not None
    form._interaction.modal["custom_id"] = custom_id


def sleeps(world: ForumWorld, thread: ChannelHandle) -> bool:
    return is_archived(world.env.backend.get_channel(thread.id))


@pytest.fixture
async def answered(forum_world: ForumWorld) -> ForumWorld:
    """A question (#1) with an answer (#2) that both have a card."""
    await asked(forum_world)
    await answer(forum_world.bob, starter_of(forum_world.thread))
    await forum_world.pass_time(2)
    return forum_world


def first_cards(world: ForumWorld) -> tuple[discord.Message, discord.Message]:
    """Return the question's and the answer's cards as they are now."""
    question, reply, *_ = world.threads[0].history()
    return world.fresh(question), world.fresh(reply)


async def test_whether_it_was_answered_already_leaves_out_what_it_follows(
    answered: ForumWorld,
) -> None:
    world = answered
    await ask(world.alice, world.lobby, "What do I eat before an exam?")
    await world.pass_time(3)
    for card in first_cards(world):
        form = await form_from(world.carol, card)
        title = "How can I sleep before an exam, and what do I eat before it?"
        shown = reply_of(await submit(world.carol, form, title=title))
        assert "Post my question" in buttons_of(shown)
        said = text_of(shown)
        assert "What do I eat before an exam?" in said
        assert FIRST not in said


async def test_it_is_linked_both_ways(answered: ForumWorld) -> None:
    world = answered
    _, reply = first_cards(world)
    said = await follow_on(world, world.carol, reply)
    assert "Your question is posted as [#3](" in said
    card = starter_of(world.thread)
    line = f"-# ↪ Follows on from [an answer to {FIRST}]({reply.jump_url})"
    assert line in text_of(card).splitlines()
    question, reply = first_cards(world)
    assert f"-# ↪ Follow-on questions: [#3]({card.jump_url})" in text_of(reply).splitlines()
    assert "Follow-on" not in text_of(question)
    assert (await post_of(world, 3)).parent_id == 2
    assert await waiting(world) == []


async def test_a_question_can_be_followed_on_too(answered: ForumWorld) -> None:
    world = answered
    question, _ = first_cards(world)
    await follow_on(world, world.carol, question)
    assert f"↪ Follows on from [{FIRST}]({question.jump_url})" in text_of(starter_of(world.thread))
    assert "↪ Follow-on questions: [#3](" in text_of(first_cards(world)[0])


async def test_under_a_text_channel_too(either_world: ForumWorld) -> None:
    world = either_world
    card = await asked(world)
    await follow_on(world, world.carol, card)
    shown = text_of(starter_of(world.thread))
    assert f"↪ Follows on from [{FIRST}]({card.jump_url})" in shown
    assert "↪ Follow-on questions: [#2](" in text_of(world.fresh(card))


async def test_the_form_says_so_and_has_the_same_category(forum_world: ForumWorld) -> None:
    world = forum_world
    for name in ("Family", "Sleep"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await ask(world.alice, world.lobby, FIRST, category="Sleep")
    await world.pass_time(2)
    form = await form_from(world.carol, starter_of(world.thread))
    assert f"↪ Follows on from {FIRST}" in str(form.modal)
    chosen = [o["label"] for o in fields_of(form)["category"]["options"] if o.get("default")]
    assert chosen == ["Sleep"]
    await submit(world.carol, form, title=NEXT)
    await world.pass_time(2)
    assert "in Sleep" in text_of(starter_of(world.thread))


async def test_a_category_beyond_what_a_form_shows_stays(forum_world: ForumWorld) -> None:
    world = forum_world
    async with world.bot.database.write() as session:
        for number in range(27):
            await insert_category(
                session,
                forum_id=1,
                parent_id=None,
                name=f"Kind {number:02}",
                description="",
                position=number,
                now=world.bot.now(),
            )
    await ask(world.alice, world.lobby, FIRST, command={"category": "Kind 26"})
    await world.pass_time(2)
    form = await form_from(world.carol, starter_of(world.thread))
    assert "category" not in fields_of(form)
    await submit(world.carol, form, title=NEXT)
    await world.pass_time(2)
    assert "in Kind 26" in text_of(starter_of(world.thread))


async def test_it_survives_the_look_at_similar_questions(answered: ForumWorld) -> None:
    world = answered
    await ask(world.alice, world.lobby, "What do I eat before an exam?")
    await world.pass_time(3)
    close = "What do you eat before exams?"
    form = await form_from(world.carol, first_cards(world)[1])
    shown = await submit(world.carol, form, title=close)
    assert "Post my question" in buttons_of(reply_of(shown))
    await world.restart()
    await press(world.carol, reply_of(shown), "Post my question")
    await world.pass_time(2)
    assert "↪ Follows on from [an answer to" in text_of(starter_of(world.thread))


async def test_it_survives_a_refusal(answered: ForumWorld) -> None:
    world = answered
    form = await form_from(world.carol, first_cards(world)[1])
    refused = await submit(world.carol, form, title="sleep       exam")
    again = await press(world.carol, reply_of(refused), "Open again with my text")
    assert "↪ Follows on from an answer to" in str(again.modal)
    await submit(world.carol, again, title=NEXT)
    await world.pass_time(2)
    assert (await post_of(world, 3)).parent_id == 2


async def test_a_text_that_was_kept_comes_back_only_there(answered: ForumWorld) -> None:
    world = answered
    question, reply = first_cards(world)
    await submit(world.carol, await form_from(world.carol, reply), title="Too   short      ")
    assert not fields_of(await world.carol.slash(world.lobby, "ask"))["title"].get("value")
    assert not fields_of(await form_from(world.carol, question))["title"].get("value")
    assert fields_of(await form_from(world.carol, reply))["title"]["value"] == "Too   short      "


async def test_a_closed_question_can_be_followed_on(answered: ForumWorld) -> None:
    world = answered
    await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")
    await world.pass_time(2)
    assert "posted as [#3](" in await follow_on(world, world.carol, first_cards(world)[0])


@pytest.mark.parametrize("number", ["1", "2"])
async def test_what_goes_while_the_form_is_open_leaves_the_question_alone(
    answered: ForumWorld, number: str
) -> None:
    world = answered
    form = await form_from(world.carol, first_cards(world)[1])
    await world.mod.slash(world.lobby, "mod hide", post=number)
    await world.pass_time(2)
    said = private_text(await submit(world.carol, form, title=NEXT))
    assert "Your question is posted as [#3](" in said
    assert "has been removed meanwhile, so it stands by itself" in said
    assert (await post_of(world, 3)).parent_id is None
    await world.pass_time(2)
    assert "Follows on" not in text_of(starter_of(world.thread))


async def test_nothing_follows_on_from_what_is_gone(answered: ForumWorld) -> None:
    world = answered
    reply = first_cards(world)[1]
    menu = reply_of(await press(world.carol, reply, "More"))
    await world.mod.slash(world.lobby, "mod hide", post="2")
    await world.pass_time(2)
    assert "That post is hidden" in private_text(await press(world.carol, menu, LABEL))
    menu = reply_of(await press(world.mod, world.fresh(reply), "More"))
    assert LABEL not in buttons_of(menu)


async def test_comments_are_not_followed_on(answered: ForumWorld) -> None:
    world = answered
    form = await press(world.carol, first_cards(world)[1], "Comment")
    await submit(world.carol, form, body="Did you try to get up earlier?")
    await world.pass_time(2)
    menu = reply_of(await press(world.carol, world.thread.history()[-1], "More"))
    assert LABEL not in buttons_of(menu)
    button = await public_button(world, LABEL, "further:3")
    said = private_text(await press(world.carol, button, LABEL))
    assert "follows on from a question or an answer" in said


async def test_a_post_of_another_server_is_none(answered: ForumWorld) -> None:
    world = answered
    other = await town.build(world, "Still Lake")
    number = await other.ask("Where do herons sleep in the winter?")
    button = await public_button(world, LABEL, f"further:{number}")
    said = private_text(await press(world.carol, button, LABEL))
    assert "can't find that post" in said
    form = await form_from(world.carol, first_cards(world)[1])
    forge(form, f"ask:0:::{number}")
    said = private_text(await submit(world.carol, form, title=NEXT))
    assert "stands by itself" in said
    assert [post.parent_id for post in await rows(world, Post) if post.title == NEXT] == [None]


@pytest.mark.parametrize("custom_id", ["ask:0:::99999", f"ask:0:::{10**30}", "ask:0:::x", "ask:0"])
async def test_a_forged_form_is_a_question_like_any_other(
    answered: ForumWorld, custom_id: str
) -> None:
    world = answered
    form = await world.carol.slash(world.lobby, "ask")
    forge(form, custom_id)
    assert "posted as [#3](" in private_text(await submit(world.carol, form, title=NEXT))
    assert (await post_of(world, 3)).parent_id is None


async def test_hiding_takes_the_title_away_and_unhiding_brings_it_back(
    answered: ForumWorld,
) -> None:
    world = answered
    _, reply = first_cards(world)
    await follow_on(world, world.carol, reply)
    card = starter_of(world.thread)
    for number in ("1", "2"):
        await world.mod.slash(world.lobby, "mod hide", post=number)
        await world.pass_time(2)
        assert FIRST not in text_of(world.fresh(card))
        await world.mod.slash(world.lobby, "mod unhide", post=number)
        await world.pass_time(2)
        assert f"[an answer to {FIRST}](" in text_of(world.fresh(card))


async def test_a_deleted_origin_is_named_no_more(answered: ForumWorld) -> None:
    world = answered
    _, reply = first_cards(world)
    await follow_on(world, world.carol, reply)
    await deleted(world, world.bob, reply)
    await world.pass_time(2)
    assert "Follows on" not in text_of(starter_of(world.threads[-1]))
    assert (await post_of(world, 3)).parent_id == 2


async def test_also_in_an_archived_thread_a_hidden_title_is_gone(answered: ForumWorld) -> None:
    world = answered
    await follow_on(world, world.carol, first_cards(world)[1])
    thread, card = world.thread, starter_of(world.thread)
    await fall_asleep(thread)
    await world.mod.slash(world.lobby, "mod hide", post="1")
    await world.pass_time(3)
    assert FIRST not in text_of(world.fresh(card))
    assert sleeps(world, thread)


async def test_a_new_title_is_shown(answered: ForumWorld) -> None:
    world = answered
    await follow_on(world, world.carol, first_cards(world)[1])
    newest = starter_of(world.thread)
    menu = reply_of(await press(world.alice, first_cards(world)[0], "More"))
    form = await press(world.alice, menu, "Edit")
    await submit(world.alice, form, title="How do [you] rest at night?")
    await world.pass_time(2)
    assert "[an answer to How do \\[you\\] rest at night?](" in text_of(world.fresh(newest))


async def test_a_removed_follow_on_is_listed_no_more(answered: ForumWorld) -> None:
    world = answered
    reply = first_cards(world)[1]
    await follow_on(world, world.carol, reply)
    await follow_on(world, world.alice, reply, "What do herons dream of at night?")
    assert "[#3](" in text_of(world.fresh(reply))
    assert "[#4](" in text_of(world.fresh(reply))
    await deleted(world, world.carol, starter_of(world.threads[1]))
    await world.mod.slash(world.lobby, "mod hide", post="4")
    await world.pass_time(2)
    assert "Follow-on" not in text_of(world.fresh(reply))
    await world.mod.slash(world.lobby, "mod unhide", post="4")
    await world.pass_time(2)
    assert "↪ Follow-on questions: [#4](" in text_of(world.fresh(reply))


async def test_an_archived_origin_sleeps_on_and_shows_it_later(answered: ForumWorld) -> None:
    world = answered
    thread, (question, _) = world.thread, first_cards(world)
    form = await form_from(world.carol, question)
    await fall_asleep(thread)
    await submit(world.carol, form, title=NEXT)
    await world.pass_time(3)
    assert sleeps(world, thread)
    await unarchive(world.mod, thread)
    await world.pass_time(3)
    assert "↪ Follow-on questions: [#3](" in text_of(world.fresh(question))


async def test_an_answer_that_becomes_a_comment_keeps_its_follow_ons(answered: ForumWorld) -> None:
    world = answered
    reply = first_cards(world)[1]
    await follow_on(world, world.carol, reply)
    menu = reply_of(await press(world.mod, reply, "More"))
    really = reply_of(await press(world.mod, menu, "Turn into a comment"))
    await press(world.mod, really, "Turn into a comment")
    await world.pass_time(3)
    assert f"[a comment in {FIRST}]({reply.jump_url})" in text_of(starter_of(world.thread))
    assert "↪ Follow-on questions: [#3](" in text_of(world.fresh(reply))


async def test_related_questions_begin_with_those_that_follow_on(answered: ForumWorld) -> None:
    world = answered
    reply = first_cards(world)[1]
    about = ("teas", "walks", "songs", "poems", "naps", "baths", "books")
    for each in about:
        await follow_on(world, world.carol, reply, f"Which {each} calm the nerves of most people?")
    pages = []
    for pressed in first_cards(world):
        menu = reply_of(await press(world.bob, pressed, "More"))
        pages.append(reply_of(await press(world.bob, menu, "Related questions")))
    page, beneath = pages
    assert text_of(page) == text_of(beneath), "of the answer and of its question"
    said = text_of(page)
    assert "### Follow-on questions" in said
    assert [each in said for each in about] == [False] * 4 + [True] * 3
    assert buttons_of(page) == ["All follow-on questions", LABEL]
    page = reply_of(await press(world.bob, page, "All follow-on questions"))
    assert [each in text_of(page) for each in about] == [False] + [True] * 6
    page = reply_of(await press(world.bob, page, "Older"))
    assert [each in text_of(page) for each in about] == [True] + [False] * 6
    card = text_of(world.fresh(reply))
    assert "↪ Follow-on questions: 4 earlier · [#7](" in card
    menu = reply_of(await press(world.bob, starter_of(world.threads[-1]), "More"))
    said = private_text(await press(world.bob, menu, "Related questions"))
    assert said.startswith("-# ↪ Follows on from [an answer to")


async def test_no_page_follows_the_last(answered: ForumWorld) -> None:
    world = answered
    button = await public_button(world, "Older", "followons:1:999")
    said = private_text(await press(world.carol, button, "Older"))
    assert said == "No question follows on from #1 yet."
    await follow_on(world, world.carol, first_cards(world)[1])
    assert NEXT in private_text(await press(world.carol, button, "Older"))


async def test_anonymous_origins_and_askers_stay_so(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice, FIRST)
    card = starter_of(world.thread)
    await answer_masked(world, world.bob)
    reply = world.thread.history()[-1]
    form = await form_from(world.alice, reply)
    ticked = [o["value"] for o in fields_of(form)["options"]["options"] if o.get("default")]
    assert ticked == ["anonymous"], "who is anonymous in the question"
    assert not fields_of(form)["display_name"].get("value"), "their name there says nothing here"
    said = private_text(await submit(world.alice, form, title=NEXT))
    assert "It appears by itself" in said
    assert "Follow-on" not in text_of(world.fresh(reply)), "until it is there"
    await world.pass_time(25)
    shown = text_of(starter_of(world.thread))
    assert f"↪ Follows on from [an answer to {FIRST}]({reply.jump_url})" in shown
    first, second = await post_of(world, 1), await post_of(world, 3)
    assert first.alias != second.alias
    assert second.parent_id == 2
    assert "↪ Follow-on questions: [#3](" in text_of(world.fresh(reply))
    assert "Follow-on" not in text_of(world.fresh(card))
    form = await form_from(world.carol, reply)
    assert not [o for o in fields_of(form)["options"]["options"] if o.get("default")]


async def test_an_anonymous_question_may_stand_alone_too(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice, FIRST)
    form = await form_from(world.alice, starter_of(world.thread))
    await world.mod.slash(world.lobby, "mod hide", post="1")
    said = private_text(await submit(world.alice, form, title=NEXT))
    assert "It appears by itself" in said
    assert "stands by itself" in said


async def test_a_kill_before_the_origin_is_drawn_loses_nothing(answered: ForumWorld) -> None:
    world = answered
    form = await form_from(world.carol, first_cards(world)[1])
    world.gaps.crash(NEW_THREAD, after=True)
    await submit(world.carol, form, title=NEXT)
    await world.come_back()
    await world.pass_time(5)
    assert len(world.threads) == 2
    assert "↪ Follows on from [an answer to" in text_of(starter_of(world.thread))
    assert "↪ Follow-on questions: [#3](" in text_of(first_cards(world)[1])


async def test_two_ask_at_once(answered: ForumWorld) -> None:
    world = answered
    reply = first_cards(world)[1]
    forms = [await form_from(each, reply) for each in (world.carol, world.alice)]
    await at_once(
        world,
        submit(world.carol, forms[0], title=NEXT),
        submit(world.alice, forms[1], title="What do herons dream of at night?"),
    )
    await world.pass_time(3)
    assert "[#3](" in text_of(world.fresh(reply))
    assert "[#4](" in text_of(world.fresh(reply))
