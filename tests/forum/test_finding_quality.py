"""What is found, and in which order, compared with what people judged to be right."""

import json
import math
from datetime import timedelta
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from bot.forum.finding.asked import read_question
from bot.forum.finding.ranking import BOUNDS, Bounds
from bot.forum.finding.search import search
from bot.forum.finding.similar import LEAST_WORDS, similar
from bot.forum.summaries import Actor
from tests.forum.world import World

JUDGED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "judged.json").read_text(encoding="utf-8")
)
Judgement = dict[str, int]
QUERIES: list[tuple[str, Judgement]] = [(query, right) for query, right in JUDGED["queries"]]
BEST = 2
EVERYTHING = Bounds(10**6, 10**6, common_share=1.0, least_common=10**6, enough_candidates=10**6)
# As small beside this forum as the real ones are beside one of a million questions.
NARROW = Bounds(24, 10, common_share=0.01, least_common=3, enough_candidates=4)


@pytest.fixture
async def keys(world: World) -> dict[int, str]:
    """Fill a forum with the judged questions; return which number is which."""
    found = {}
    for at, (key, title, details, tags, answers) in enumerate(JUDGED["questions"]):
        world.now += timedelta(minutes=5)
        asker = Actor(100 + at % 9, f"Asker {at % 9}")
        number = await world.ask(asker, title=title, details=details, tags=tags.split())
        found[number] = key
        for place, body in enumerate(answers):
            await world.answer(number, Actor(200 + place, f"Answerer {place}"), body=body)
    return found


async def ranked(world: World, keys: dict[int, str], query: str, bounds: Bounds) -> list[str]:
    page = await search(world.database, forum_id=world.forum_id, query=query, bounds=bounds)
    return [keys[hit.line.id] for hit in page.hits]


def gain(grades: list[int]) -> float:
    """Return the discounted gain of grades in their order."""
    return sum((2.0**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades))


def ndcg(found: list[str], right: Judgement) -> float:
    """Return how good an order is, from 0 to 1."""
    ideal = sorted(right.values(), reverse=True)[:6]
    return gain([right.get(key, 0) for key in found]) / gain(ideal)


def reciprocal_rank(found: list[str], right: Judgement) -> float:
    return next((1 / (at + 1) for at, key in enumerate(found) if right.get(key) == BEST), 0.0)


async def judged(world: World, keys: dict[int, str], bounds: Bounds) -> dict[str, float]:
    """Return how good the order of each query's results is."""
    return {
        query: ndcg(await ranked(world, keys, query, bounds), right) for query, right in QUERIES
    }


async def test_what_people_judged_right_comes_first(world: World, keys: dict[int, str]) -> None:
    assert len(QUERIES) >= 40
    orders = {query: await ranked(world, keys, query, BOUNDS) for query, _ in QUERIES}
    goodness = {query: ndcg(orders[query], right) for query, right in QUERIES}
    worst = sorted(goodness.items(), key=lambda each: each[1])[:6]
    assert mean(goodness.values()) >= 0.93, worst
    assert mean(reciprocal_rank(orders[query], right) for query, right in QUERIES) >= 0.95, worst


async def test_bounds_cost_no_quality(world: World, keys: dict[int, str]) -> None:
    everything = await judged(world, keys, EVERYTHING)
    bounded, narrow = await judged(world, keys, BOUNDS), await judged(world, keys, NARROW)
    assert mean(bounded.values()) >= mean(everything.values()) - 0.005
    worse = {query: each for query, each in narrow.items() if each < everything[query] - 0.05}
    assert mean(narrow.values()) >= mean(everything.values()) - 0.02, worse


@pytest.mark.parametrize(("title", "right"), JUDGED["similar"])
async def test_close_questions_are_shown_and_others_are_not(
    world: World, keys: dict[int, str], title: str, right: list[str]
) -> None:
    found = await similar(world.database, forum_id=world.forum_id, title=title)
    assert [keys[hit.line.id] for hit in found][: len(right)] == right
    assert bool(found) == bool(right)


async def test_most_questions_are_found_that_are_asked_again_in_other_words(
    world: World, keys: dict[int, str]
) -> None:
    missed = []
    for title, details, right in JUDGED["reworded"]:
        found = await similar(world.database, forum_id=world.forum_id, title=title, details=details)
        if not found or keys[found[0].line.id] not in right:
            missed.append(title)
    assert len(missed) <= 0.12 * len(JUDGED["reworded"]), missed


async def test_what_nobody_asked_yet_is_posted_at_once(world: World, keys: dict[int, str]) -> None:
    shown = {
        title: [keys[hit.line.id] for hit in found]
        for title in JUDGED["unrelated"]
        if (found := await similar(world.database, forum_id=world.forum_id, title=title))
    }
    assert len(shown) <= 1, shown


def says_enough(text: str) -> bool:
    terms = read_question(text, "").terms
    return sum(each.weight >= 1 for each in terms) >= LEAST_WORDS


async def test_a_vague_title_hides_no_question_of_the_same_text(
    world: World, keys: dict[int, str]
) -> None:
    """Also with other words around it; of a text that nobody wrote, or a short one, nothing is."""
    texts = {key: f"Hello everybody. {text}" for key, _, text, *_ in JUDGED["questions"] if text}
    asked = {key: text for key, text in texts.items() if says_enough(text)}
    assert len(asked) >= 20
    missed = []
    for key, details in asked.items():
        found = await similar(
            world.database,
            forum_id=world.forum_id,
            title="I need some help please",
            details=details,
        )
        if key not in [keys[hit.line.id] for hit in found][:2]:
            missed.append(key)
    assert missed == []
    unrelated = [
        title
        for title in JUDGED["unrelated"]
        if await similar(
            world.database,
            forum_id=world.forum_id,
            title="I need some help please",
            details=f"{title} I have tried everything that I could think of, and still wonder.",
        )
    ]
    assert len(unrelated) <= 1, unrelated
