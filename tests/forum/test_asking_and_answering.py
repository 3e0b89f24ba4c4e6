import asyncio

import pytest

from bot.forum import cards, categories, controls, questions, repeats
from bot.forum.category_errors import CategoryGone, CategoryNeeded
from bot.forum.closed_errors import QuestionClosed
from bot.forum.errors import (
    AlreadyPosted,
    AnsweredAlready,
    AskedAlready,
    HourlyLimit,
    Invalid,
    NotFound,
    PostGone,
)
from bot.forum.summaries import Actor
from data.posts import update_post
from data.tables import DeliveryKind, Member, Post, PostKind, PostState
from tests.forum.world import ANNA, BEN, BODY, CLEO, MESSAGES, MODERATOR, World

TITLE = "How do I sleep again?"


async def test_a_question_is_a_row_and_a_delivery(world: World) -> None:
    post_id = await world.ask(title=f"  {TITLE}\n", details=" Since May. ", tags=("sleep", "work"))
    post = await world.post(post_id)
    assert (post.kind, post.state) == (PostKind.QUESTION, PostState.VISIBLE)
    assert (post.title, post.body) == (TITLE, "Since May.")
    assert post.author_id == await world.member_id(ANNA)
    (delivery,) = await world.deliveries(DeliveryKind.PUBLISH_QUESTION)
    assert delivery.payload == {"post": post_id, "tells": 1}
    assert (await cards.read_card(world.database, post_id=post_id)).tags == ("sleep", "work")
    assert await world.points(ANNA) == 120
    await world.check_counts()


async def test_tags_are_shared_by_questions(world: World) -> None:
    for tags in (("sleep", "work"), ("work", "family")):
        post_id = await world.ask(tags=tags)
        assert (await cards.read_card(world.database, post_id=post_id)).tags == tags


async def test_an_answer_is_a_row_a_delivery_and_news_for_the_asker(world: World) -> None:
    question = await world.ask()
    await world.drop_deliveries()
    answer = await world.answer(question)
    post = await world.post(answer)
    assert (post.question_id, post.parent_id, post.title) == (question, question, None)
    assert (await world.post(question)).answers == 1
    (delivery,) = await world.deliveries(DeliveryKind.PUBLISH_ANSWER)
    assert (delivery.lane, delivery.payload) == (
        f"question:{question}",
        {"post": answer, "tells": 1},
    )
    assert await world.refreshed() == {question}
    (notice,) = await world.notices()
    assert (notice.recipient_id, notice.post_id) == (await world.member_id(ANNA), answer)
    assert await world.points(BEN) == 140
    await world.check_counts()


async def test_publishing_keeps_its_order_in_the_thread(world: World) -> None:
    question = await world.ask()
    await world.answer(question)
    found = [each.lane for each in await world.deliveries() if "publish" in each.kind.value]
    assert found == [f"question:{question}"] * 2


async def test_ones_own_question_can_be_answered_without_news(world: World) -> None:
    question = await world.ask(notify=True)
    await world.answer(question, ANNA)
    assert await world.notices() == []


@pytest.mark.parametrize("notify", [True, False])
async def test_a_dm_is_sent_only_to_who_chose_it(world: World, *, notify: bool) -> None:
    question = await world.ask(notify=notify)
    await world.answer(question)
    (notice,) = await world.notices()
    sent = [each.payload for each in await world.deliveries(DeliveryKind.DIRECT_MESSAGE)]
    assert sent == ([{"notification": notice.id, "user": ANNA.discord_id}] if notify else [])


async def test_texts_are_checked_before_anything_is_written(world: World) -> None:
    with pytest.raises(Invalid):
        await world.ask(title="short")
    question = await world.ask()
    with pytest.raises(Invalid):
        await world.answer(question, CLEO, body="\u200b" * 100)
    assert await world.member(CLEO) is None


@pytest.mark.parametrize(
    "text",
    [
        "@everyone come and look <@&5> <@7>",
        "```python\nnever closed",
        "😀" * 3500,
        "שלום לכולם, חברים",
    ],
)
async def test_any_text_is_kept_as_it_was_written(world: World, text: str) -> None:
    question = await world.ask(details=text)
    answer = await world.answer(question, body=text)
    assert (await world.post(question)).body == (await world.post(answer)).body == text


async def test_a_form_submitted_twice_is_one_post(world: World) -> None:
    question = await world.ask(title=TITLE)
    with pytest.raises(AlreadyPosted) as refused:
        await world.ask(title=TITLE)
    message = MESSAGES + question
    url = f"https://discord.com/channels/900/{message}/{message}"
    assert refused.value.values == {"post": f"[#{question}]({url})"}
    await world.answer(question, body=BODY)
    with pytest.raises(AlreadyPosted):
        await world.answer(question, body=BODY)
    assert len(await world.all(Post)) == 2
    await world.check_counts()


async def test_a_form_submitted_twice_at_once_is_one_post(world: World) -> None:
    both = await asyncio.gather(
        world.ask(title=TITLE), world.ask(title=TITLE), return_exceptions=True
    )
    assert sorted(isinstance(each, AlreadyPosted) for each in both) == [False, True]
    assert len(await world.all(Post)) == 1


async def test_the_same_question_is_fine_later_when_it_is_among_the_newest_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "NEWEST", 1)
    await world.ask(title=TITLE)
    with pytest.raises(AskedAlready) as refused:
        await world.ask(BEN, title=TITLE.upper())
    assert "#1" in str(refused.value.values["post"])
    await world.ask(title="Another question, which is newer")
    world.later(hours=25)
    await world.ask(BEN, title=TITLE)
    await world.ask(title="Yet another one, newer than that")
    await world.ask(title=TITLE)


async def test_the_same_answer_is_fine_to_another_question_only(world: World) -> None:
    first, second = await world.ask(), await world.ask()
    answer = await world.answer(first, CLEO, body=BODY)
    await world.answer(second, CLEO, body=BODY)
    world.later(hours=25)
    with pytest.raises(AlreadyPosted):
        await world.answer(first, CLEO, body=BODY)
    with pytest.raises(AnsweredAlready) as refused:
        await world.answer(first, BEN, body=BODY.upper())
    assert f"/{MESSAGES + answer}" in str(refused.value.values["post"])
    await world.delete(answer, CLEO)
    await world.answer(first, BEN, body=BODY)


async def test_the_same_words_are_fine_after_deleting_them(world: World) -> None:
    question = await world.ask(title=TITLE, details="x")
    await world.delete(question, ANNA)
    await world.ask(title=TITLE, details="x")


async def test_ten_questions_and_25_answers_in_a_clock_hour(world: World) -> None:
    asked = [await world.ask() for _ in range(10)]
    with pytest.raises(HourlyLimit):
        await world.ask()
    await world.ask(BEN)
    for _ in range(25):
        await world.answer(asked[0], CLEO)
    with pytest.raises(HourlyLimit):
        await world.answer(asked[0], CLEO)
    world.later(hours=1)
    await world.ask()
    await world.answer(asked[0], CLEO)
    await world.check_counts()


async def test_an_answer_needs_an_open_question(world: World) -> None:
    with pytest.raises(NotFound):
        await world.answer(4711)
    question = await world.ask()
    answer = await world.answer(question)
    with pytest.raises(NotFound):
        await world.answer(answer, CLEO)
    async with world.database.write() as session:
        await update_post(session, question, closed_at=world.now)
    with pytest.raises(QuestionClosed):
        await world.answer(question)
    await world.delete(question, ANNA)
    with pytest.raises(PostGone):
        await world.answer(question)


async def test_a_question_of_another_server_is_not_found(world: World) -> None:
    question = await world.ask()
    with pytest.raises(NotFound):
        await cards.find_post(world.database, forum_id=99, reference=str(question))


async def test_where_there_are_categories_a_question_has_one(world: World) -> None:
    category = await categories.add(
        world.database, forum_id=world.forum_id, actor=MODERATOR, name="Family", now=world.now
    )
    with pytest.raises(CategoryNeeded):
        await world.ask()
    with pytest.raises(CategoryGone):
        await world.ask(category_id=category + 1)
    question = await world.ask(category_id=category)
    answer = await world.answer(question)
    assert (await world.post(answer)).category_id == category


async def test_two_people_at_once_both_get_in(world: World) -> None:
    await asyncio.gather(world.ask(ANNA), world.ask(BEN))
    question = await world.ask(CLEO)
    await asyncio.gather(world.answer(question, ANNA), world.answer(question, BEN))
    assert (await world.post(question)).answers == 2
    await world.check_counts()


async def test_one_person_at_once_in_two_places_is_one_member(world: World) -> None:
    await asyncio.gather(world.ask(ANNA), world.ask(ANNA))
    assert len(await world.all(Member)) == 1


async def test_a_name_follows_the_person(world: World) -> None:
    await world.ask(ANNA)
    await world.ask(Actor(ANNA.discord_id, "Anna-Maria"))
    (member,) = await world.all(Member)
    assert member.name == "Anna-Maria"


async def test_a_thread_becomes_one_question(world: World) -> None:
    question = await world.ask(thread_id=77)
    await world.publish(question, thread_id=77)
    with pytest.raises(AlreadyPosted):
        await world.ask(thread_id=77)
    (delivery,) = await world.deliveries(DeliveryKind.PUBLISH_QUESTION)
    assert delivery.payload == {"post": question, "thread": 77, "tells": 1}


async def test_tags_are_suggested_the_most_used_first(world: World) -> None:
    for tags in (("sleep", "work"), ("school", "sleep"), ("sleep",)):
        await world.ask(tags=tags)
    for typed, expected in (("S", ("sleep", "school")), ("", ("sleep", "school", "work"))):
        found = await questions.suggest_tags(
            world.database, forum_id=world.forum_id, typed=typed, limit=25
        )
        assert found == expected


async def test_tags_of_questions_that_nobody_sees_are_not_suggested(world: World) -> None:
    await world.ask(tags=("sleep",))
    deleted = await world.ask(tags=("sad", "sleep"))
    hidden = await world.ask(tags=("scared", "sleep"))
    await world.delete(deleted, ANNA)
    await controls.messages_deleted(world.database, message_ids=[MESSAGES + hidden], now=world.now)
    found = await questions.suggest_tags(
        world.database, forum_id=world.forum_id, typed="s", limit=25
    )
    assert found == ("sleep",)
