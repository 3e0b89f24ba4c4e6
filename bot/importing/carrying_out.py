"""Bringing a planned site into a forum, one short transaction after another.

Each step finds by the website's numbers what is there already, so it can be stopped anywhere and
begun again, and again changes nothing. Nobody is told: no delivery, no notification is written.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.forum import hotness
from bot.forum.people import recount
from bot.importing.categories import bring_categories
from bot.importing.members import bring_members
from bot.importing.plan import FAVORITES, Plan, PlannedPost
from bot.importing.plan import plan as planned
from bot.importing.posts import bring_posts, relate
from bot.importing.rows import Numbers
from bot.importing.site import Site, SiteFavorite
from bot.importing.votes import vote_changes, wanted_votes
from data.database import Database
from data.forums import get_forum
from data.importing import (
    add_follows,
    count_answers,
    count_votes,
    deleted_among,
    member_ids,
    votes_of_posts,
    website_members,
    website_posts,
)
from data.tables import FollowTarget
from data.votes import Cast, Pair, delete_votes, save_votes

Item = TypeVar("Item")

# Rows a transaction: a bot that runs beside it waits for no longer than one takes.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A transaction that was committed: which stage, and how much of the work it did."""

    stage: str
    work: int


@dataclass(slots=True)
class Import:
    """One site on its way into one forum. A second one changes nothing."""

    database: Database
    site: Site
    forum_id: int
    now: datetime
    batch: int = BATCH
    plan: Plan = field(init=False)
    numbers: Numbers = field(init=False, default_factory=Numbers)

    def __post_init__(self) -> None:
        """Plan what comes in."""
        self.plan = planned(self.site)

    @property
    def work(self) -> int:
        """How much work all steps do together, in rows."""
        questions, posts = len(self.plan.questions), len(self.plan.posts)
        votes = sum(len(each) for each in self.plan.votes.values())
        people, favorites = len(self.site.users), len(self.plan.favorites)
        return 1 + 2 * people + 2 * posts + votes + favorites + 2 * questions

    async def steps(self) -> AsyncGenerator[Step, None]:
        """Do the work, and say after each transaction what was done."""
        async with self.database.write() as session:
            self.numbers.categories = await bring_categories(
                session, self.forum_id, self.site.categories, self.now
            )
            known = await website_members(session, self.forum_id)
            self.numbers.members = {external: each.id for external, each in known.items()}
            self.numbers.posts = await website_posts(session, self.forum_id)
        yield Step("Categories", 1)
        for users in batches(self.site.users, self.batch):
            async with self.database.write() as session:
                forum = await get_forum(session, self.forum_id)
                made = await bring_members(session, forum, users, self.plan.bonuses)
            self.numbers.members |= made
            yield Step("Members", len(users))
        for posts in batches(self.plan.posts, self.batch):
            async with self.database.write() as session:
                await bring_posts(session, self.forum_id, posts, self.numbers)
            yield Step("Posts", len(posts))
        async for step in self._bring_what_hangs_on_posts():
            yield step
        # Everybody: votes of users who are gone from the file were withdrawn, and an answer that
        # somebody wrote here may be the best one no more.
        async with self.database.read() as session:
            members = await member_ids(session, self.forum_id)
        for some in batches(members, self.batch):
            async with self.database.write() as session:
                await recount(session, await get_forum(session, self.forum_id), some)
            yield Step("Points", len(some))

    async def _bring_what_hangs_on_posts(self) -> AsyncIterator[Step]:
        for questions in batches(self.plan.questions, self.batch):
            async with self.database.write() as session:
                await relate(session, questions, self.plan, self.numbers)
            yield Step("Best answers", len(questions))
        for posts in self._by_votes():
            await self._bring_votes(posts)
            yield Step("Votes", len(posts) + sum(self._votes_on(post) for post in posts))
        for favorites in batches(self.plan.favorites, self.batch):
            rows = [row for each in favorites if (row := self._follow(each))]
            async with self.database.write() as session:
                await add_follows(session, rows)
            yield Step("Favorites", len(favorites))
        for questions in batches(self.plan.questions, self.batch):
            ids = [self.numbers.posts[each.external_id] for each in questions]
            async with self.database.write() as session:
                await count_answers(session, ids)
                await hotness.refresh(session, ids)
            yield Step("Hotness", len(questions))

    async def _bring_votes(self, posts: Sequence[PlannedPost]) -> None:
        async with self.database.write() as session:
            ids = [self.numbers.posts[each.external_id] for each in posts]
            # Whoever deleted a post here took its votes away with it.
            kept = set(ids) - await deleted_among(session, ids)
            wanted: dict[Pair, Cast] = {}
            for post in posts:
                if self.numbers.posts[post.external_id] in kept:
                    votes = self.plan.votes.get(post.external_id, ())
                    wanted |= wanted_votes(post, votes, self.numbers)
            changes = vote_changes(wanted, await votes_of_posts(session, kept))
            await save_votes(session, changes.cast)
            await delete_votes(session, changes.withdrawn)
            await count_votes(session, kept)

    def _by_votes(self) -> Iterator[list[PlannedPost]]:
        """Yield posts so many at once that with their votes they make a batch, or one by one."""
        batch: list[PlannedPost] = []
        weight = 0
        for post in self.plan.posts:
            more = 1 + self._votes_on(post)
            if batch and weight + more > self.batch:
                yield batch
                batch, weight = [], 0
            batch.append(post)
            weight += more
        if batch:
            yield batch

    def _votes_on(self, post: PlannedPost) -> int:
        return len(self.plan.votes.get(post.external_id, ()))

    def _follow(self, favorite: SiteFavorite) -> dict[str, object] | None:
        target = FAVORITES[favorite.entitytype]
        found = {
            FollowTarget.CATEGORY: self.numbers.categories,
            FollowTarget.MEMBER: self.numbers.members,
        }.get(target, self.numbers.posts)
        if target is FollowTarget.QUESTION and self.plan.question(favorite.entityid) is None:
            return None
        member, target_id = self.numbers.member(favorite.userid), found.get(favorite.entityid)
        if member is None or target_id is None:
            return None
        return {
            "member_id": member,
            "target": target,
            "target_id": target_id,
            "created_at": self.now,
        }


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield items so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
