"""Ranking questions by their words at a bounded cost.

A word in more than 1% of a forum's posts ranks but does not select, as long as rarer ones find
enough; at most 2,000 posts are scored. Which ones of a word: those that say most with it, for so
its entries are ordered (`data.tables.search`).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.variants import Lexicon, Sought, Variant
from data.indexing import LAST_TITLE_PLACE, NOWHERE, PLACE_BITS, TAG_PLACE
from data.search import IndexedPost, entries_of, with_questions

MOST_CANDIDATES = 2000
MOST_SCORED = 400
"""Of these posts, whose other words are looked at as well."""
COMMON_SHARE = 0.01
LEAST_COMMON = 50
"""Posts: in a small forum a word in fewer selects, whatever its share."""
ENOUGH_CANDIDATES = 60
"""Posts that rarer words find, beyond which common ones don't select."""
MOST_TERMS = 16
LEAST_SHARE_OF_BEST = 0.12
"""What is scored lower, compared with the best, has too little to do with what was asked."""

TITLE_WORTH, WORTH_A_PLACE = 1.0, 0.06
TAG_WORTH = 0.7
BODY_WORTH, WORTH_A_BODY_PLACE = 0.5, 0.055


def _worth_at(place: int) -> float:
    if place <= LAST_TITLE_PLACE:
        return TITLE_WORTH - WORTH_A_PLACE * place
    if place == TAG_PLACE:
        return TAG_WORTH
    return BODY_WORTH - WORTH_A_BODY_PLACE * (place - TAG_PLACE - 1)


WORTH: Mapping[int, float] = {place: _worth_at(place) for place in range(NOWHERE)}
"""What a word is worth by where in a post it stands."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is looked at; a test widens it to look at everything."""

    most_candidates: int = MOST_CANDIDATES
    most_scored: int = MOST_SCORED
    common_share: float = COMMON_SHARE
    least_common: int = LEAST_COMMON
    enough_candidates: int = ENOUGH_CANDIDATES


BOUNDS = Bounds()


@dataclass(slots=True)
class Ranked:
    """A question with how well it fits, from 0 to 1."""

    question_id: int
    score: float = 0.0
    worth: dict[int, float] = field(default_factory=dict)
    """How much of each term (by its place among them) is found in it: from 0 to 1."""


class Scale:
    """What a word is worth in a post, by its number and place, and how rare each term is."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Weigh what is sought: a word in few posts says more."""
        sought = lexicon.sought
        self.terms = [
            each.term.weight * math.log(1 + lexicon.posts / max(each.posts, 1)) for each in sought
        ]
        self.all = sum(self.terms) or 1.0
        self.is_of_title = [each.term.is_of_title for each in sought]
        unheard = math.log(1 + lexicon.posts)
        self.title = sum(term.weight * unheard for term in lexicon.missing if term.is_of_title)
        self.title += sum(
            rarity for rarity, is_it in zip(self.terms, self.is_of_title, strict=True) if is_it
        )
        """How much the terms of a title say together, those included that no post says."""
        self.words = frozenset(each.word for each in _variants(sought))
        """Every stored word that stands for a term."""
        self.worth: dict[int, tuple[int, float]] = {}
        for at, each in enumerate(sought):
            for variant in each.variants:
                first = variant.id << PLACE_BITS
                if first in self.worth and self.worth[first][1] >= variant.weight:
                    continue
                for place, value in WORTH.items():
                    self.worth[first | place] = at, variant.weight * value
        self._keys = frozenset(self.worth)

    def found_in(self, post: IndexedPost) -> list[tuple[int, float]]:
        """Return which terms a post has, and how much each is worth there."""
        return [self.worth[key] for key in self._keys.intersection(post.words)]


def rank(posts: Iterable[IndexedPost], scale: Scale) -> list[Ranked]:
    """Return the questions of posts, the best first; those that hardly fit are left out."""
    questions: dict[int, Ranked] = {}
    for post in posts:
        found = scale.found_in(post)
        if not found:
            continue
        ranked = questions.get(post.question_id)
        if ranked is None:
            ranked = questions[post.question_id] = Ranked(post.question_id)
        for at, value in found:
            before = ranked.worth.get(at, 0.0)
            ranked.worth[at] = before + value * (1 - before)
    for ranked in questions.values():
        # How much of what was asked is in it at all, and how well it says that.
        share = sum(scale.terms[at] for at in ranked.worth) / scale.all
        said = sum(scale.terms[at] * value for at, value in ranked.worth.items()) / scale.all
        ranked.score = said * (0.4 + 0.6 * share)
    best = max((ranked.score for ranked in questions.values()), default=0.0)
    fitting = [each for each in questions.values() if each.score >= LEAST_SHARE_OF_BEST * best]
    return sorted(fitting, key=lambda each: (-each.score, -each.question_id))


async def candidates(
    session: AsyncSession, lexicon: Lexicon, scale: Scale, bounds: Bounds = BOUNDS
) -> list[IndexedPost]:
    """Return the posts that are worth a close look, with the questions they belong to.

    By the words that select, at most 2,000 posts are compared; those that say most are returned.
    """
    entries = await entries_of(
        session, {variant.id: share for variant, share in shares(lexicon, bounds)}
    )
    weights = {key: scale.terms[at] * value for key, (at, value) in scale.worth.items()}
    said: dict[int, float] = {}
    for word_id, place, post_id in entries:
        said[post_id] = said.get(post_id, 0.0) + weights[word_id << PLACE_BITS | place]
    best = nlargest(bounds.most_scored, said, key=said.__getitem__)
    return await with_questions(session, best)


def shares(lexicon: Lexicon, bounds: Bounds = BOUNDS) -> list[tuple[Variant, int]]:
    """Return of which word how many posts are compared.

    Rare words first; what they leave is shared by the rest, as far as there are not enough yet.
    """
    limit = max(bounds.least_common, bounds.common_share * lexicon.posts)
    variants = sorted({*_variants(lexicon.sought)}, key=lambda each: (each.posts, each.id))
    rare = [each for each in variants if each.posts <= limit]
    common = [each for each in variants if each.posts > limit]
    found, taken = _dealt(rare, bounds.most_candidates)
    if taken < bounds.enough_candidates:
        more, _ = _dealt(common, bounds.most_candidates - taken)
        found += more
    return found


def _dealt(variants: Sequence[Variant], most: int) -> tuple[list[tuple[Variant, int]], int]:
    found, taken = [], 0
    for at, variant in enumerate(variants):
        share = min(variant.posts, (most - taken) // (len(variants) - at))
        if share > 0:
            found.append((variant, share))
            taken += share
    return found, taken


def _variants(sought: Sequence[Sought]) -> Iterator[Variant]:
    for each in sought:
        yield from each.variants


def weightiest(lexicon: Lexicon) -> Lexicon:
    """Return no more than sixteen terms, those that say most."""
    scale = Scale(lexicon)
    said = sorted(zip(scale.terms, lexicon.sought, strict=True), key=lambda each: -each[0])
    return replace(lexicon, sought=tuple(sought for _, sought in said[:MOST_TERMS]))
