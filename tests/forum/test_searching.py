# ruff: noqa: RUF001  # in several scripts, whose letters look alike
import asyncio

import pytest

from bot.forum import edits
from bot.forum.finding.errors import NothingAsked, QueryTooLong
from bot.forum.finding.search import QUERY_CHARACTERS, search
from bot.forum.finding.upkeep import index_all
from bot.forum.pages import HitPage
from data.forums import insert_forum
from data.leftovers import empty_log
from data.tables import ChannelKind, PostKind
from tests.forum.world import ANNA, BEN, CHANNEL, GUILD, World


async def find(world: World, query: str, page: int = 0) -> HitPage:
    return await search(world.database, forum_id=world.forum_id, query=query, page=page)


async def found(world: World, query: str) -> list[int]:
    return [hit.line.id for hit in (await find(world, query)).hits]


@pytest.fixture
async def nights(world: World) -> dict[str, int]:
    """Fill a forum with a few questions, and return their numbers."""
    asked = {
        "sleep": await world.ask(title="How can I sleep before an exam?", tags=["insomnia"]),
        "cat": await world.ask(title="Why does my cat wake me up at night?"),
        "panic": await world.ask(title="What helps against a panic attack?", details="At work."),
        "french": await world.ask(title="Comment gérer l'angoisse à l'école ?"),
        "german": await world.ask(title="Wie gehe ich mit meinen Gefühlen um?"),
        "russian": await world.ask(title="Как справиться с тревогой на работе?"),
        "chinese": await world.ask(title="晚上睡不着觉，我很焦虑怎么办？请帮帮我"),
        "korean": await world.ask(title="친구가 저한테 화났어요. 어떻게 해야 할까요?"),
        "hindi": await world.ask(title="मुझे नींद नहीं आती, क्या करूँ?"),
        "attack": await world.ask(title="Somebody attacked me, and I panic since then"),
    }
    asked["tea"] = await world.answer(asked["cat"], body="Chamomile tea, for you and not the cat.")
    return asked


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("exam", "sleep"),
        ("EXAMS", "sleep"),
        ("insomnia", "sleep"),
        ("sleeping", "sleep"),
        ("insom*", "sleep"),
        ("inosmnia", "sleep"),
        ("chamomlie", "cat"),
        ("panic attack", "panic"),
        ('"a panic attack"', "panic"),
        ("gerer angoisse", "french"),
        ("ANGOISSE ecole", "french"),
        ("gefuhl", "german"),
        ("Gefühle", "german"),
        ("тревога", "russian"),
        ("работа", "russian"),
        ("焦虑", "chinese"),
        ("睡不着", "chinese"),
        ("친구", "korean"),
        ("नींद", "hindi"),
        ("cat's tea", "cat"),
    ],
)
async def test_what_is_looked_for_comes_first(
    world: World, nights: dict[str, int], query: str, best: str
) -> None:
    assert (await found(world, query))[0] == nights[best]


async def test_a_phrase_finds_nothing_that_says_its_words_apart(
    world: World, nights: dict[str, int]
) -> None:
    assert await found(world, '"panic attack"') == [nights["panic"]]
    assert await found(world, '"attack panic"') == []
    assert await found(world, '"panic unheard"') == []
    assert await found(world, "“wake me up” “chamomile tea”") == [nights["cat"]]


async def test_a_hit_in_an_answer_says_so(world: World, nights: dict[str, int]) -> None:
    (hit,) = (await find(world, "chamomile")).hits
    assert (hit.line.id, hit.part_id, hit.part) == (nights["cat"], nights["tea"], PostKind.ANSWER)
    assert hit.excerpt == "Chamomile tea, for you and not the cat."


@pytest.mark.parametrize("query", ["", " ", '"', "*", "()", "😀", '"" *', "\x00", "’"])
async def test_nothing_to_look_for_is_said_so(world: World, query: str) -> None:
    with pytest.raises(NothingAsked):
        await find(world, query)


@pytest.mark.parametrize(
    "query", ["NEAR(", "a AND", "NOT", "title:", "x' OR 1=1 --", "%_\\", "{a}"]
)
async def test_signs_of_other_searches_mean_nothing(
    world: World, nights: dict[str, int], query: str
) -> None:
    assert len(nights) == 11
    await find(world, query + " exam")
    assert (await found(world, "exam " + query))[0] == nights["sleep"]


async def test_longer_queries_than_anybody_types_are_refused(world: World) -> None:
    await find(world, "ab " * (QUERY_CHARACTERS // 3))
    with pytest.raises(QueryTooLong):
        await find(world, "x" * 2000)


async def test_a_page_beyond_the_last_is_the_last(world: World) -> None:
    for _ in range(8):
        await world.ask()
    last = await find(world, "quarrel", page=999)
    assert (last.number, len(last.hits), last.has_more) == (1, 2, False)
    first = await find(world, "quarrel")
    assert {hit.line.id for hit in first.hits}.isdisjoint(hit.line.id for hit in last.hits)


async def test_what_is_edited_is_found_by_its_new_words_alone(world: World) -> None:
    asked = await world.ask(title="How can I sleep before an exam?")
    await world.edit(asked, ANNA, title="How can I rest before a journey?", body="")
    assert await found(world, "exam") == []
    assert await found(world, "journey") == [asked]


async def test_deleted_words_leave_no_bytes(world: World) -> None:
    asked = await world.ask(title="How do I live with my zanthoxylum?", details="Zygomorphic.")
    answer = await world.answer(asked, body="Try the xylographica instead, please.")
    assert await found(world, "zygomorphic") == [asked]
    await world.delete(answer, BEN)
    await edits.delete(
        world.database, forum_id=world.forum_id, post_id=asked, actor=ANNA, now=world.now
    )
    await asyncio.to_thread(empty_log, world.database.file)
    await world.database.let_go()
    content = world.database.file.read_bytes().lower()
    for word in (b"zanthoxylum", b"zygomorphic", b"xylographica"):
        assert word not in content
    assert await found(world, "zygomorphic xylographica") == []


async def test_other_forums_are_not_searched(world: World) -> None:
    await world.ask(title="How can I sleep before an exam?")
    async with world.database.write() as session:
        await insert_forum(
            session,
            guild_id=GUILD + 1,
            channel_id=CHANNEL + 1,
            channel_kind=ChannelKind.FORUM,
            name="Another",
            locale="en",
            now=world.now,
        )
    other = await search(world.database, forum_id=world.forum_id + 1, query="exam")
    assert other.hits == ()


async def test_indexing_all_ends(world: World) -> None:
    asked = await world.ask(title="How can I sleep before an exam?")
    await index_all(world.database)
    await index_all(world.database)
    assert await found(world, "exam") == [asked]
