"""Ranking questions by their words at a bounded cost.

A word in more than 1% of a forum's posts ranks but does not select, as long as rarer ones find
enough; at most 2,000 posts are scored. Which ones of a word: those that say most with it, for so
its entries are ordered (`data.tables.search`).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.variants import Lexicon, Sought, Variant
from data.indexing import LAST_TITLE_PLACE, NOWHERE, PLACE_BITS, TAG_PLACE, words_of
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


@dataclass(frozen=True, slots=True)
class Ranking:
    """Questions by how well they fit, the best first."""

    order: Sequence[int]
    scores: Mapping[int, float]
    """How well each fits, from 0 to 1."""
    said: Mapping[int, float]
    """How much of what was asked each says, on the scale of `Scale.title`."""
    titled: Mapping[int, float]
    """How much of a title's terms is in each at all, on the same scale."""


NOTHING = Ranking((), {}, {}, {})


class Scale:
    """What a word is worth in a post, by its number and place, and how rare each term is."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Weigh what is sought: a word in few posts says more."""
        sought = lexicon.sought
        self.terms = _rarities(lexicon)
        all_ = sum(self.terms) or 1.0
        self._for_all, self._for_there = 0.4 / all_, 0.6 / all_**2
        unheard = UNHEARD_WORTH * math.log(1 + lexicon.posts)
        self.heard = all_ / (all_ + unheard * sum(term.weight for term in lexicon.missing))
        """How much of what is sought the forum's posts say at all, from 0 to 1."""
        missing = sum(term.weight for term in lexicon.missing if term.is_of_title)
        self._titled = [
            rarity if each.term.is_of_title else 0.0
            for rarity, each in zip(self.terms, sought, strict=True)
        ]
        self.title = missing * unheard + sum(self._titled)
        """How much the terms of a title say together, those included that no post says."""
        self.words = frozenset(each.word for each in _variants(sought))
        """Every stored word that stands for a term."""
        self.variants: dict[int, tuple[int, float]] = {}
        """Of each word's number, the term that it stands for best, and how well."""
        for at, each in enumerate(sought):
            for variant in each.variants:
                if self.variants.get(variant.id, (0, 0.0))[1] < variant.weight:
                    self.variants[variant.id] = at, variant.weight
        self.keys = frozenset(
            chain.from_iterable(
                range(id_ << PLACE_BITS, id_ << PLACE_BITS | NOWHERE) for id_ in self.variants
            )
        )
        """Every word's number that is worth something, with every place."""

    def found_in(self, words: bytes) -> list[tuple[int, float]]:
        """Return which terms an indexed post has, and how much each is worth there."""
        return self._worth(self.keys.intersection(words_of(words)))

    def score(self, keys: Iterable[int]) -> tuple[float, float, float]:
        """Return how well a question fits that has these words in its places, and what it says.

        And what of a title's terms is there, wherever.
        """
        unsaid: dict[int, float] = {}
        for at, value in self._worth(keys):
            unsaid[at] = unsaid.get(at, 1.0) * (1 - value)
        there = sum(self.terms[at] for at in unsaid)
        said = sum(self.terms[at] * (1 - rest) for at, rest in unsaid.items())
        # How much of what was asked is in it at all, and how well it says that.
        score = said * (self._for_all + self._for_there * there)
        return score, said, sum(self._titled[at] for at in unsaid)

    def _worth(self, keys: Iterable[int]) -> list[tuple[int, float]]:
        found = []
        for key in keys:
            at, weight = self.variants[key >> PLACE_BITS]
            found.append((at, weight * WORTH[key & NOWHERE]))
        return found


def _rarities(lexicon: Lexicon) -> list[float]:
    posts = lexicon.posts
    return [each.term.weight * math.log(1 + posts / max(each.posts, 1)) for each in lexicon.sought]


def rank(posts: Iterable[IndexedPost], scale: Scale) -> Ranking:
    """Return the questions of posts, the best first; those that hardly fit are left out.

    This is what a search spends most time with. Many posts have the same words in the same places,
    so these are weighed once.
    """
    among = scale.keys.intersection
    had: dict[int, tuple[int, ...]] = {}
    for _, question_id, words in posts:
        if found := tuple(among(words_of(words))):
            had[question_id] = had[question_id] + found if question_id in had else found
    weighed = {found: scale.score(found) for found in {*had.values()}}
    scores, said, titled = (
        {question_id: weighed[found][which] for question_id, found in had.items()}
        for which in range(3)
    )
    order = in_order(scores)
    least = LEAST_SHARE_OF_BEST * scores[order[0]] if order else 0.0
    return Ranking([each for each in order if scores[each] >= least], scores, said, titled)


def in_order(scores: Mapping[int, float]) -> list[int]:
    """Return questions by their scores, the best first; of the same the newest."""
    return sorted(sorted(scores, reverse=True), key=scores.__getitem__, reverse=True)


async def candidates(
    session: AsyncSession, lexicon: Lexicon, scale: Scale, bounds: Bounds = BOUNDS
) -> Sequence[IndexedPost]:
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
