"""The pages that are looked at in a grown forum, each with other numbers each time."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import lru_cache, partial
from random import Random

from bench.grown_rows import (
    CHILDREN,
    DETAIL_WORDS,
    FORUM_ID,
    LAST,
    POSTS_A_ROUND,
    ROOTS,
    TAGS,
    TITLE_WORDS,
    Plan,
)
from bench.wording import Wording
from bot.forum.cards import find_post, read_card
from bot.forum.finding.search import search
from bot.forum.finding.similar import related, similar
from bot.forum.finding.titles import titled
from bot.forum.leaderboard import leaderboard
from bot.forum.listings import browse
from bot.forum.profiles import profile_of
from bot.forum.questions import suggest_tags
from bot.forum.rights import rights
from bot.forum.sorting import Sort
from bot.forum.standings import Period, Standings
from bot.forum.summaries import Actor
from data.database import Database

PAGE_SECONDS = 0.050
SEARCH_SECONDS = 0.100
COUNTING_SECONDS = 2.0
CATEGORIES = ROOTS * (CHILDREN + 1)
CHOICES = 25
# What a list can be narrowed to at once.
BOTH = {
    "category with a tag": ("category_id", "tag_id"),
    "member with a tag": ("user_id", "tag_id"),
    "category and a member": ("category_id", "user_id"),
    "category and a member with a tag": ("category_id", "user_id", "tag_id"),
}
BUSIEST: dict[str, Collection[str]] = {
    "": (),
    " with a tag": ("tag_id",),
    " of a category": ("category_id",),
}

Look = Callable[[Database, Random], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of page; `look` reads one, chosen at random."""

    name: str
    look: Look
    aim_seconds: float = PAGE_SECONDS
    looks: int = 200


def subjects(size: int) -> list[Subject]:
    """Return every kind of page of a forum with so many questions."""
    plan, wording = Plan(size), Wording()
    return [
        *(Subject(f"/browse {sort.value}", partial(_page, sort)) for sort in Sort),
        *(
            Subject(f"/browse {sort.value} of a category", partial(_page_of_category, sort))
            for sort in (Sort.RECENT, Sort.VOTES, Sort.NEEDS_A_REPLY)
        ),
        *(
            Subject(f"/browse {sort.value} with a tag", partial(_page_of_tag, sort))
            for sort in (Sort.RECENT, Sort.VOTES, Sort.UNANSWERED)
        ),
        *(
            Subject(f"/browse {sort.value} of a member", partial(_page_of_member, plan, sort))
            for sort in (Sort.RECENT, Sort.VOTES)
        ),
        *(
            Subject(f"/browse of a {said}", partial(_page_of_two, plan, parts))
            for said, parts in BOTH.items()
        ),
        *(
            Subject(f"/browse of the busiest member{said}, page 50", partial(_of_busiest, parts))
            for said, parts in BUSIEST.items()
        ),
        Subject("/browse, one of a hundred pages", _deep_page),
        Subject("/browse, page 999 of a category or with a tag", _last_page),
        *(
            Subject(f"/leaderboard {period.value}", partial(_leaders, plan, period, _standings))
            for period in Period
        ),
        # What nobody waits for: it is counted ahead.
        *(
            Subject(
                f"/leaderboard {period.value}, counted anew",
                partial(_leaders, plan, period, Standings),
                COUNTING_SECONDS,
                looks=20,
            )
            for period in (Period.MONTH, Period.WEEK)
        ),
        Subject("card", partial(_card, plan)),
        Subject("rights, for More", partial(_rights, plan)),
        Subject("/profile", partial(_profile, plan)),
        Subject("/search", partial(_search, wording), SEARCH_SECONDS),
        Subject('/search "a phrase"', partial(_phrase, wording), SEARCH_SECONDS),
        Subject("similar questions", partial(_similar, wording), SEARCH_SECONDS),
        Subject("related questions", partial(_related, plan), SEARCH_SECONDS),
        Subject("title autocomplete", partial(_titles, wording)),
        Subject("tag autocomplete", partial(_tags, wording)),
        Subject("a post by its number", partial(_number, plan)),
    ]


async def _page(sort: Sort, database: Database, random: Random) -> None:
    await browse(database, forum_id=FORUM_ID, page=random.randrange(3), sort=sort)


async def _deep_page(database: Database, random: Random) -> None:
    sort = random.choice(list(Sort))
    await browse(database, forum_id=FORUM_ID, page=random.randrange(100), sort=sort)


async def _page_of_category(sort: Sort, database: Database, random: Random) -> None:
    category = random.randint(1, CATEGORIES)
    page = random.randrange(3)
    await browse(database, forum_id=FORUM_ID, page=page, sort=sort, category_id=category)


async def _page_of_tag(sort: Sort, database: Database, random: Random) -> None:
    page = random.randrange(3)
    await browse(database, forum_id=FORUM_ID, page=page, sort=sort, tag_id=_tag(random))


async def _page_of_member(plan: Plan, sort: Sort, database: Database, random: Random) -> None:
    user_id = _actor(plan, random).discord_id
    page = random.randrange(3)
    await browse(database, forum_id=FORUM_ID, page=page, sort=sort, user_id=user_id)


async def _page_of_two(
    plan: Plan, parts: Collection[str], database: Database, random: Random
) -> None:
    drawn = {
        "category_id": random.randint(1, CATEGORIES),
        "tag_id": _tag(random),
        # Who asked much, more often than not: of the others little is left.
        "user_id": 10_000 + 1 + int(plan.members * random.random() ** 3),
    }
    said = {part: drawn[part] for part in parts}
    sort, page = random.choice(list(Sort)), random.randrange(3)
    await browse(database, forum_id=FORUM_ID, page=page, sort=sort, **said)


async def _of_busiest(parts: Collection[str], database: Database, random: Random) -> None:
    drawn = {"category_id": random.randint(1, CATEGORIES), "tag_id": _tag(random)}
    said = {part: drawn[part] for part in parts}
    sort, user_id = random.choice(list(Sort)), 10_000 + 1
    await browse(database, forum_id=FORUM_ID, page=49, sort=sort, user_id=user_id, **said)


def _tag(random: Random) -> int:
    """Return a tag, a common one more often than not."""
    return 1 + int(TAGS * random.random() ** 3)


async def _last_page(database: Database, random: Random) -> None:
    sort = random.choice(list(Sort))
    if random.random() < 1 / 2:
        await browse(database, forum_id=FORUM_ID, page=999, sort=sort, tag_id=_tag(random))
    else:
        category = random.randint(1, CATEGORIES)
        await browse(database, forum_id=FORUM_ID, page=999, sort=sort, category_id=category)


@lru_cache(maxsize=1)
def _standings(database: Database) -> Standings:
    """Return what a running bot keeps."""
    return Standings(database)


async def _leaders(
    plan: Plan,
    period: Period,
    standings: Callable[[Database], Standings],
    database: Database,
    random: Random,
) -> None:
    await leaderboard(
        database,
        standings(database),
        forum_id=FORUM_ID,
        period=period,
        page=random.randrange(3),
        user_id=_actor(plan, random).discord_id,
        now=LAST,
    )


async def _card(plan: Plan, database: Database, random: Random) -> None:
    await read_card(database, post_id=_post(plan, random))


async def _rights(plan: Plan, database: Database, random: Random) -> None:
    await rights(database, post_id=_post(plan, random), actor=_actor(plan, random))


async def _profile(plan: Plan, database: Database, random: Random) -> None:
    user_id = _actor(plan, random).discord_id
    await profile_of(database, forum_id=FORUM_ID, user_id=user_id, is_own=False)


async def _search(wording: Wording, database: Database, random: Random) -> None:
    query = wording.text(random, random.randint(1, 5))
    await search(database, forum_id=FORUM_ID, query=query, page=random.randrange(2))


async def _phrase(wording: Wording, database: Database, random: Random) -> None:
    await search(database, forum_id=FORUM_ID, query=f'"{wording.text(random, 2)}"')


async def _similar(wording: Wording, database: Database, random: Random) -> None:
    title, details = wording.text(random, TITLE_WORDS), wording.text(random, DETAIL_WORDS)
    await similar(database, forum_id=FORUM_ID, title=title[:100], details=details)


async def _related(plan: Plan, database: Database, random: Random) -> None:
    await related(database, forum_id=FORUM_ID, post_id=_post(plan, random))


async def _titles(wording: Wording, database: Database, random: Random) -> None:
    await titled(database, forum_id=FORUM_ID, typed=_typed(wording, random), limit=CHOICES)


async def _tags(wording: Wording, database: Database, random: Random) -> None:
    await suggest_tags(
        database, forum_id=FORUM_ID, typed=_typed(wording, random)[:2], limit=CHOICES
    )


async def _number(plan: Plan, database: Database, random: Random) -> None:
    await find_post(database, forum_id=FORUM_ID, reference=f"#{_post(plan, random)}")


def _post(plan: Plan, random: Random) -> int:
    return random.randint(1, plan.questions // 8 * POSTS_A_ROUND)


def _actor(plan: Plan, random: Random) -> Actor:
    return Actor(10_000 + random.randint(1, plan.members), "Somebody")


def _typed(wording: Wording, random: Random) -> str:
    """Return what somebody has typed so far: a word, or the beginning of one."""
    word = wording.text(random, 1)
    return word[: random.randint(1, len(word))]
