from dataclasses import replace

import pytest

from bot.forum import best_answers, cards, categories, moderation
from bot.forum.editing import editable
from bot.forum.errors import NoQuestionHere, NotFound, NotYours, PostGone, PostHidden
from bot.forum.rights import Rights
from bot.forum.rights import rights as rights_of
from bot.forum.summaries import Actor, Card
from data.links import set_link
from data.posts import update_post
from data.tables import PostState
from tests.forum.world import ANNA, BEN, CLEO, MESSAGES, MODERATOR, World

TITLE = "How do I sleep again?"


async def read(world: World, post_id: int) -> Card:
    return await cards.read_card(world.database, post_id=post_id)


async def find(world: World, reference: str) -> int:
    return await cards.find_post(world.database, forum_id=world.forum_id, reference=reference)


async def rights(world: World, post_id: int, discord_id: int, *, is_mod: bool = False) -> Rights:
    actor = Actor(discord_id, "", is_moderator=is_mod)
    return await rights_of(world.database, post_id=post_id, actor=actor)


async def test_a_questions_card_shows_its_place_author_and_best_answers(world: World) -> None:
    family = await categories.add(
        world.database, forum_id=world.forum_id, actor=MODERATOR, name="Family", now=world.now
    )
    parents = await categories.add(
        world.database,
        forum_id=world.forum_id,
        actor=MODERATOR,
        name="Parents",
        parent_id=family,
        now=world.now,
    )
    question = await world.ask(title=TITLE, tags=("sleep",), category_id=parents)
    found = [await world.answer(question) for _ in range(4)]
    await world.vote(found[2], CLEO, 1)
    await world.vote(found[0], CLEO, -1)
    card = await read(world, question)
    assert (card.title, card.category, card.tags) == (TITLE, "Family › Parents", ("sleep",))
    assert (card.answers, card.author.discord_id, card.author.points) == (4, 11, 120)
    assert [line.answer_id for line in card.best] == [found[2], found[1], found[3]]
    assert [line.score for line in card.best] == [1, 0, 0]
    assert card.place is not None
    assert card.place.message_id == MESSAGES + question


async def test_an_answers_card_knows_its_question(world: World) -> None:
    question = await world.ask(title=TITLE)
    card = await read(world, await world.answer(question))
    assert (card.question_id, card.title, card.author.name) == (question, TITLE, "Ben")
    assert card.best == ()


async def test_a_card_says_who_edited(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, MODERATOR, title=TITLE, body="Rewritten")
    card = await read(world, question)
    assert card.edited_by is not None
    assert card.edited_by.discord_id == MODERATOR.discord_id


async def test_no_post_no_card(world: World) -> None:
    for number in (4711, 10**30):
        with pytest.raises(NotFound):
            await read(world, number)
    assert await rights(world, 4711, 11) == Rights()


async def test_a_post_is_found_by_number_and_by_link(world: World) -> None:
    question = await world.ask()
    message = MESSAGES + question
    for reference in (
        str(question),
        f" #{question} ",
        f"https://discord.com/channels/900/{message}",
        f"https://discord.com/channels/900/901/{message}",
        f"<https://canary.discordapp.com/channels/900/901/{message}>",
    ):
        assert await find(world, reference) == question


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "#",
        "4711",
        "-1",
        "sleep",
        "²",
        "9" * 19,
        "9" * 30,
        "https://discord.com/channels/1/2",
        "https://discord.com/channels/1/2/" + "9" * 19,
        "https://discord.com/channels/1/2/" + "9" * 23,
        "https://discord.com/channels/1/2/" + "9" * 5000,
    ],
)
async def test_other_references_find_nothing(world: World, reference: str) -> None:
    await world.ask()
    with pytest.raises(NotFound):
        await find(world, reference)


async def test_a_message_of_our_days_is_found_by_its_nineteen_digits(world: World) -> None:
    question = await world.ask()
    message = 1_400_000_000_000_000_000
    async with world.database.write() as session:
        await set_link(session, question, channel_id=901, thread_id=901, message_id=message)
    assert await find(world, f"https://discord.com/channels/900/901/{message}") == question


async def test_what_each_person_may_do(world: World) -> None:
    question = await world.ask(ANNA)
    await world.vote(question, BEN, -1)
    anybodys = Rights(may_follow=True)
    own = replace(anybodys, may_edit=True, may_retag=True, may_delete=True, may_close=True)
    assert await rights(world, question, ANNA.discord_id) == own
    voted = replace(anybodys, may_vote=True, vote=-1)
    assert await rights(world, question, BEN.discord_id) == voted
    assert await rights(world, question, CLEO.discord_id) == replace(anybodys, may_vote=True)
    by_moderator = await rights(world, question, MODERATOR.discord_id, is_mod=True)
    may = {"may_edit": True, "may_edit_silently": True, "may_vote": True, "may_close": True}
    assert by_moderator == Rights(may_follow=True, may_retag=True, **may)


async def test_the_question_of_a_thread(world: World) -> None:
    question = await world.ask()
    thread = MESSAGES + question
    here = await cards.question_here(world.database, forum_id=world.forum_id, thread_id=thread)
    assert here == question
    for forum_id, thread_id in ((world.forum_id, 5), (99, thread)):
        with pytest.raises(NoQuestionHere):
            await cards.question_here(world.database, forum_id=forum_id, thread_id=thread_id)


async def test_a_form_opens_only_where_it_can_be_sent(world: World) -> None:
    question = await world.ask(title=TITLE)
    forum_id, database = world.forum_id, world.database
    _, title = await cards.answerable(
        database, forum_id=forum_id, post_id=question, discord_id=BEN.discord_id
    )
    assert title == TITLE
    mine = await editable(database, forum_id=forum_id, post_id=question, actor=ANNA)
    assert mine.title == TITLE
    with pytest.raises(NotYours):
        await editable(database, forum_id=forum_id, post_id=question, actor=BEN)
    await world.delete(question, ANNA)
    with pytest.raises(PostGone):
        await cards.answerable(
            database, forum_id=forum_id, post_id=question, discord_id=BEN.discord_id
        )


async def test_a_hidden_answer_that_a_website_chose_is_not_shown_but_can_be_taken_back(
    world: World,
) -> None:
    question = await world.ask(ANNA)
    shown, hidden = await world.answer(question), await world.answer(question, CLEO)
    async with world.database.write() as session:
        await update_post(session, hidden, state=PostState.HIDDEN)
        await update_post(session, question, best_answer_id=hidden, best_chosen_at=world.now)
    assert [line.answer_id for line in (await read(world, question)).best] == [shown]
    assert (await rights(world, hidden, ANNA.discord_id)).may_choose
    assert not (await rights(world, hidden, BEN.discord_id)).may_choose
    database, now = world.database, world.now
    assert await best_answers.withdraw(database, answer_id=hidden, actor=ANNA, now=now)
    assert (await world.post(question)).best_answer_id is None
    with pytest.raises(PostHidden):
        await best_answers.choose(database, answer_id=hidden, actor=ANNA, now=now)


async def test_nothing_beneath_a_hidden_question_is_changed(world: World) -> None:
    question = await world.ask(ANNA)
    answer = await world.answer(question, BEN)
    await moderation.hide(
        world.database,
        forum_id=world.forum_id,
        post_id=question,
        reason="",
        actor=MODERATOR,
        now=world.now,
    )
    with pytest.raises(PostHidden):
        await world.vote(answer, CLEO, 1)
    with pytest.raises(PostHidden):
        await world.edit(answer, BEN, body="Something else, written later on.")
    assert await rights(world, answer, BEN.discord_id) == Rights(may_delete=True)
    assert (await read(world, answer)).is_hidden
    await world.delete(answer, BEN)
