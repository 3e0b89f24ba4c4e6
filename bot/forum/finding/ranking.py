"""Ranking questions by their words at a bounded cost.

A word in more than 1% of a forum's posts ranks but does not select, as long as rarer ones find
enough; at most 2,000 posts are scored. Which ones of a word: those that say most with it, for so
its entries are ordered (`data.tables.search`).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.variants import Lexicon, Sought, Variant
from data.indexing import LAST_TITLE_PLACE, NOWHERE, PLACE_BITS, TAG_PLACE
from data.search import IndexedPost, Walk, that_say_most

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

UNHEARD_WORTH = 0.8
"""Of a rare word: one that no post says may be another word for what some say."""
TITLE_WORTH, WORTH_A_PLACE = 1.0, 0.06
TAG_WORTH = 0.7
BODY_WORTH, WORTH_A_BODY_PLACE = 0.5, 0.055


def _worth_at(place: int) -> float:
    if place <= LAST_TITLE_PLACE:
        return TITLE_WORTH - WORTH_A_PLACE * place
    if place == TAG_PLACE:
        return TAG_WORTH
    return BODY_WORTH - WORTH_A_BODY_PLACE * (place - TAG_PLACE - 1)


WORTH: Sequence[float] = [_worth_at(place) for place in range(NOWHERE)]
"""What a word is worth by the place in a post where it stands."""


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
    score: float
    said: float = 0.0
    """How much of what was asked it says, on the scale of `Scale.title`."""


class Scale:
    """What a word is worth in a post, by its number and place, and how rare each term is."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Weigh what is sought: a word in few posts says more."""
        sought = lexicon.sought
        self.terms = _rarities(lexicon)
        self.all = sum(self.terms) or 1.0
        unheard = UNHEARD_WORTH * math.log(1 + lexicon.posts)
        missing = sum(term.weight for term in lexicon.missing if term.is_of_title)
        self.title = missing * unheard + sum(
            rarity for rarity, each in zip(self.terms, sought, strict=True) if each.term.is_of_title
        )
        """How much the terms of a title say together, those included that no post says."""
        self.words = frozenset(each.word for each in _variants(sought))
        """Every stored word that stands for a term."""
        self.variants: dict[int, tuple[int, float]] = {}
        """Of each word's number, the term that it stands for best, and how well."""
        for at, each in enumerate(sought):
            for variant in each.variants:
                if self.variants.get(variant.id, (0, 0.0))[1] < variant.weight:
                    self.variants[variant.id] = at, variant.weight
        self.worth = {
            variant_id << PLACE_BITS | place: (at, weight * value)
            for variant_id, (at, weight) in self.variants.items()
            for place, value in enumerate(WORTH)
        }
        self.keys = frozenset(self.worth)

    def found_in(self, post: IndexedPost) -> list[tuple[int, float]]:
        """Return which terms a post has, and how much each is worth there."""
        return [self.worth[key] for key in self.keys.intersection(post.words)]


def _rarities(lexicon: Lexicon) -> list[float]:
    posts = lexicon.posts
    return [each.term.weight * math.log(1 + posts / max(each.posts, 1)) for each in lexicon.sought]


def rank(posts: Iterable[IndexedPost], scale: Scale) -> list[Ranked]:
    """Return the questions of posts, the best first; those that hardly fit are left out."""
    unsaid: dict[int, dict[int, float]] = {}
    keys, worth = scale.keys, scale.worth
    for _, question_id, words in posts:
        if found := keys.intersection(words):
            left = unsaid.get(question_id)
            if left is None:
                left = unsaid[question_id] = {}
            for key in found:
                at, value = worth[key]
                left[at] = left.get(at, 1.0) * (1 - value)
    ranked = sorted(_scored(unsaid, scale))
    least = LEAST_SHARE_OF_BEST * ranked[0][0] if ranked else 0.0
    return [Ranked(-number, -score, said) for score, number, said in ranked if score <= least]


def _scored(
    unsaid: Mapping[int, Mapping[int, float]], scale: Scale
) -> Iterator[tuple[float, int, float]]:
    """Yield the score of each question, its number, both negative, and how much it says.

    By how much of each term a question leaves unsaid, from 0 to 1. This is what a search spends
    most time with, hence no calls and no names looked up.
    """
    terms = scale.terms
    for_all, for_there = -0.4 / scale.all, -0.6 / scale.all**2
    for question_id, left in unsaid.items():
        there = said = 0.0
        for at, rest in left.items():
            there += terms[at]
            said += terms[at] * (1 - rest)
        # How much of what was asked is in it at all, and how well it says that.
        yield said * (for_all + for_there * there), -question_id, said


async def candidates(
    session: AsyncSession, lexicon: Lexicon, scale: Scale, bounds: Bounds = BOUNDS
) -> list[IndexedPost]:
    """Return the posts that are worth a close look, with the questions they belong to.

    By the words that select, at most 2,000 posts are compared; those that say most are returned.
    """
    walks = []
    for variant, share in shares(lexicon, bounds):
        at, weight = scale.variants[variant.id]
        walks.append(Walk(variant.id, share, scale.terms[at] * weight))
    return await that_say_most(session, walks, WORTH, limit=bounds.most_scored)


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
    said = sorted(zip(_rarities(lexicon), lexicon.sought, strict=True), key=lambda each: -each[0])
    return replace(lexicon, sought=tuple(sought for _, sought in said[:MOST_TERMS]))
