"""Which words of a forum a term is found by: itself, its other forms, longer words, a near miss."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.asked import Term
from bot.forum.finding.kin import kin_of, near_misses
from data.search import Word, words_among, words_beginning
from data.words import is_pair

KIN_WEIGHT, LONGER_WEIGHT, NEAR_MISS_WEIGHT = 0.7, 0.6, 0.5
MOST_KIN, MOST_LONGER, MOST_NEAR_MISSES = 6, 8, 3
LEAST_LONGER, LEAST_MISSED = 3, 5
"""Characters that a word must have to stand for longer ones, or for one that was mistyped."""
MOST_COMPARED = 300


class Variant(NamedTuple):
    """A stored word that stands for a term, and how well: 1 for itself."""

    id: int
    word: str
    posts: int
    weight: float


@dataclass(frozen=True, slots=True)
class Sought:
    """A term with the stored words that stand for it; at least one."""

    term: Term
    variants: tuple[Variant, ...]

    @property
    def posts(self) -> int:
        """In how many posts it is found, counted twice where two variants are in one."""
        return sum(variant.posts for variant in self.variants)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What of a forum's words is sought, what no post says, and how many posts are indexed."""

    sought: tuple[Sought, ...]
    missing: tuple[Term, ...]
    posts: int


async def look_up(session: AsyncSession, forum_id: int, terms: Sequence[Term]) -> Lexicon:
    """Return what terms are found by."""
    kin = {term.word: kin_of(term.word) for term in terms}
    wanted = {""}.union(kin, *kin.values())
    known = {each.word: each for each in await words_among(session, forum_id, wanted)}
    every = known.pop("", None)
    found, missing = [], []
    for term in terms:
        variants = _forms(term, kin[term.word], known)
        if term.is_beginning or _is_lone_character(term.word):
            variants += await _longer(session, forum_id, term, variants)
        elif not variants:
            variants = await _guessed(session, forum_id, term)
        if variants:
            found.append(Sought(term, tuple(variants)))
        else:
            missing.append(term)
    return Lexicon(tuple(found), tuple(missing), every.posts if every else 0)


def _forms(term: Term, kin: set[str], known: dict[str, Word]) -> list[Variant]:
    itself = known.get(term.word)
    variants = [_variant(itself, 1.0)] if itself else []
    others = sorted((known[word] for word in kin & known.keys()), key=_most_used)
    return variants + [_variant(each, KIN_WEIGHT) for each in others[:MOST_KIN]]


async def _longer(
    session: AsyncSession, forum_id: int, term: Term, known: Sequence[Variant]
) -> list[Variant]:
    found = await words_beginning(
        session, forum_id, term.word, most_compared=MOST_COMPARED, limit=MOST_LONGER
    )
    there = {variant.id for variant in known}
    weight = 1.0 if is_pair(term.word) else LONGER_WEIGHT
    return [_variant(each, weight) for each in found if each.id not in there]


async def _guessed(session: AsyncSession, forum_id: int, term: Term) -> list[Variant]:
    """Return longer words, or else what the term is a slip of."""
    word = term.word
    if len(word) >= LEAST_LONGER and (longer := await _longer(session, forum_id, term, ())):
        return longer
    if len(word) < LEAST_MISSED:
        return []
    missed = sorted(await words_among(session, forum_id, near_misses(word)), key=_most_used)
    return [_variant(each, NEAR_MISS_WEIGHT) for each in missed[:MOST_NEAR_MISSES]]


def _variant(word: Word, weight: float) -> Variant:
    return Variant(word.id, word.word, word.posts, weight)


def _is_lone_character(word: str) -> bool:
    return len(word) == 1 and is_pair(word)


def _most_used(word: Word) -> tuple[int, str]:
    return -word.posts, word.word
