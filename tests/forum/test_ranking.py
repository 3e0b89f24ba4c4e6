"""What questions score, computed once more in the plainest way, and what they are ranked by."""

import math
from collections import defaultdict
from random import Random

import pytest

from bot.forum.finding.asked import Term
from bot.forum.finding.phrases import _wordy
from bot.forum.finding.ranking import LEAST_SHARE_OF_BEST, WORTH, Ranking, Scale, rank
from bot.forum.finding.variants import Lexicon, Sought, Variant
from data.indexing import NOWHERE, PLACE_BITS, packed
from data.search import IndexedPost

WORDS = 40
POSTS = 5_000


def lexicon(random: Random) -> Lexicon:
    """Return some terms with the words that stand for them; a word may stand for two."""
    sought = []
    for at in range(random.randint(1, 6)):
        ids = random.sample(range(1, WORDS), random.randint(1, 4))
        variants = [
            Variant(id_, f"word{id_}", random.randint(1, 900), random.choice((1.0, 0.7, 0.6)))
            for id_ in ids
        ]
        term = Term(f"term{at}", random.choice((1.0, 0.2)), is_of_title=random.random() < 1 / 2)
        sought.append(Sought(term, tuple(variants)))
    return Lexicon(tuple(sought), (), POSTS)


def indexed(random: Random) -> list[IndexedPost]:
    """Return posts of some questions with random words, each once and in its place."""
    posts = []
    for post_id in range(1, random.randint(2, 60)):
        ids = random.sample(range(1, WORDS), random.randint(0, 12))
        keys = sorted(id_ << PLACE_BITS | random.randrange(NOWHERE) for id_ in ids)
        posts.append((post_id, random.randint(1, 25), packed(keys)))
    return posts


def as_defined(posts: list[IndexedPost], known: Lexicon) -> dict[int, float]:
    """Return what each question scores: no table made beforehand, nothing remembered."""
    rarity = [
        each.term.weight * math.log(1 + POSTS / max(sum(v.posts for v in each.variants), 1))
        for each in known.sought
    ]
    best: dict[int, tuple[float, int]] = {}
    for at, each in enumerate(known.sought):
        for variant in each.variants:
            if variant.weight > best.get(variant.id, (0.0, 0))[0]:
                best[variant.id] = variant.weight, at
    unsaid: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(lambda: 1.0))
    for _, question_id, words in posts:
        for key in memoryview(words).cast("I"):
            if found := best.get(key >> PLACE_BITS):
                weight, at = found
                unsaid[question_id][at] *= 1 - weight * WORTH[key % (1 << PLACE_BITS)]
    scores = {}
    for question_id, left in unsaid.items():
        said = sum(rarity[at] * (1 - rest) for at, rest in left.items()) / sum(rarity)
        there = sum(rarity[at] for at in left) / sum(rarity)
        scores[question_id] = said * (0.4 + 0.6 * there)
    return scores


@pytest.mark.parametrize("seed", range(40))
def test_questions_score_what_they_are_defined_to(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets
    known, posts = lexicon(random), indexed(random)
    ranking, scores = rank(posts, Scale(known)), as_defined(posts, known)
    assert ranking.scores == pytest.approx(scores)
    assert [*ranking.order] == sorted(ranking.order, key=lambda each: place(ranking, each))
    least = LEAST_SHARE_OF_BEST * max(scores.values(), default=0.0)
    assert {*ranking.order} == {each for each, score in scores.items() if score >= least}


def place(ranking: Ranking, question_id: int) -> tuple[float, int]:
    """Return what sorts a question: the best first, of two that fit alike the newer one."""
    return -ranking.scores[question_id], -question_id


@pytest.mark.parametrize("seed", range(20))
def test_posts_with_every_word_of_a_phrase_are_looked_at(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets
    posts = indexed(random)
    phrases = [{*random.sample(range(1, WORDS), random.randint(1, 3))} for _ in range(2)]
    having = [
        (post_id, question_id)
        for post_id, question_id, words in posts
        for there in [{key >> PLACE_BITS for key in memoryview(words).cast("I")}]
        if any(phrase <= there for phrase in phrases)
    ]
    assert _wordy(posts, phrases) == having
