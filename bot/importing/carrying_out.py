"""Bringing a planned site into a forum, one short transaction after another.

Each step finds by the website's numbers what is there already, so it can be stopped anywhere and
begun again, and again changes nothing. Nobody is told: no notification is written, and deliveries
only where something that stands in Discord already is to be drawn as it is now (`showing.py`).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import hotness
from bot.forum.people import recount
from bot.importing.categories import bring_categories
from bot.importing.members import bring_members
from bot.importing.plan import FAVORITES, Neighbours, PlannedPost, Site, batches
from bot.importing.posts import bring_posts, relate
from bot.importing.rows import Numbers
from bot.importing.showing import answers_shown, draw_anew
from bot.importing.site import SiteFavorite
from bot.importing.votes import vote_changes, wanted_votes
from data.database import Database
from data.forums import get_forum, update_forum
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

# Rows a transaction: a bot that runs beside it waits for no longer than one takes.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A transaction that was committed: which stage, and how much of the work it did."""

    stage: str
    work: int


@dataclass(slots=True)
class Import:
    """One site on its way into one forum. A second one changes nothing, also at the same time.

    Each transaction looks up for itself what is there: another import may have just brought it.
    """

    database: Database
    site: Site
    forum_id: int
    now: datetime
    batch: int = BATCH
    categories: dict[str, int] = field(init=False, default_factory=dict)

    @property
    def work(self) -> int:
        """How much work all steps do together, in rows."""
        count = self.site.count
        people, posts, questions = count("users"), count("posts"), count("questions")
        return 1 + 2 * people + 2 * posts + count("votes") + count("favorites") + 2 * questions

    async def steps(self) -> AsyncGenerator[Step, None]:
        """Do the work, and say after each transaction what was done."""
        async with self.database.write() as session:
            self.categories = await bring_categories(
                session, self.forum_id, self.site.categories(), self.now
            )
            titles = self.site.titles()
            if titles and not (await get_forum(session, self.forum_id)).titles_by_points:
                await update_forum(session, self.forum_id, titles_by_points=titles)
        yield Step("Categories", 1)
        for users in self.site.users(self.batch):
            async with self.database.write() as session:
                forum = await get_forum(session, self.forum_id)
                await bring_members(session, forum, users, self.site.bonuses(users))
            yield Step("Members", len(users))
        for posts in self.site.posts(self.batch):
            async with self.database.write() as session:
                numbers = await self._numbers(session, posts)
                await bring_posts(session, self.forum_id, posts, numbers, self.now)
            yield Step("Posts", len(posts))
        async for step in self._bring_what_hangs_on_posts():
            yield step
        # Everybody: votes of users who are gone from the file were withdrawn, and an answer that
        # somebody wrote here may be the best one no more.
        async with self.database.read() as session:
            members = await member_ids(session, self.forum_id)
        for some in batches(members, self.batch):
            async with self.database.write() as session:
                await recount(session, await get_forum(session, self.forum_id), some, self.now)
            yield Step("Points", len(some))

    async def _bring_what_hangs_on_posts(self) -> AsyncIterator[Step]:
        for questions in self.site.posts(self.batch, "Q"):
            around = self.site.neighbours(questions)
            async with self.database.write() as session:
                numbers = await self._numbers(session, questions, around)
                await relate(session, questions, around, numbers, self.now)
            yield Step("Best answers", len(questions))
        for posts in self.site.posts_by_votes(self.batch):
            await self._bring_votes(posts)
            yield Step("Votes", len(posts) + sum(each.votes for each in posts))
        for favorites in self.site.favorites(self.batch):
            async with self.database.write() as session:
                await add_follows(session, await self._follows(session, favorites))
            yield Step("Favorites", len(favorites))
        for questions in self.site.posts(self.batch, "Q"):
            async with self.database.write() as session:
                ids = [*(await self._numbers(session, questions)).posts.values()]
                before = await answers_shown(session, ids)
                await count_answers(session, ids)
                await hotness.refresh(session, ids)
                after = await answers_shown(session, ids)
                other = {number for number, count in after.items() if count != before[number]}
                await draw_anew(session, other, self.now)
            yield Step("Hotness", len(questions))

    async def _bring_votes(self, posts: Sequence[PlannedPost]) -> None:
        votes = self.site.votes_on(posts)
        voters = (vote.userid for each in votes.values() for vote in each)
        async with self.database.write() as session:
            numbers = await self._numbers(session, posts, users=voters)
            ids = [numbers.posts[each.external_id] for each in posts]
            # Whoever deleted a post here took its votes away with it.
            kept = set(ids) - await deleted_among(session, ids)
            wanted: dict[Pair, Cast] = {}
            for post in posts:
                if numbers.posts[post.external_id] in kept:
                    wanted |= wanted_votes(post, votes[post.external_id], numbers)
            changes = vote_changes(wanted, await votes_of_posts(session, kept))
            await save_votes(session, changes.cast)
            await delete_votes(session, changes.withdrawn)
            await count_votes(session, kept)
            voted_on = {each.post_id for each in changes.cast}
            voted_on |= {post_id for post_id, _ in changes.withdrawn}
            # The post's card, and its question's, which names the best.
            shown = {
                number
                for each in posts
                if numbers.posts[each.external_id] in voted_on
                for number in (numbers.posts[each.external_id], numbers.posts[each.root])
            }
            await draw_anew(session, shown, self.now, after_vote=True)

    async def _numbers(
        self,
        session: AsyncSession,
        posts: Collection[PlannedPost],
        around: Neighbours | None = None,
        users: Iterable[str] = (),
    ) -> Numbers:
        """Return our numbers of posts, of what they hang on or refer to, and of their people."""
        near = Neighbours({}, {}) if around is None else around
        records = [each.record for each in posts]
        people = {*users, *(each.userid for each in (*records, *near.notes.values()))}
        people |= {each.lastuserid for each in records}
        wanted = {each.external_id for each in posts} | {each.root for each in posts}
        wanted |= {each.parent for each in posts if each.parent} | near.posts.keys()
        known = await website_members(
            session, self.forum_id, {each for each in people if each is not None}
        )
        return Numbers(
            categories=self.categories,
            members={external: each.id for external, each in known.items()},
            posts=await website_posts(session, self.forum_id, wanted),
        )

    async def _follows(
        self, session: AsyncSession, favorites: Sequence[SiteFavorite]
    ) -> list[dict[str, object]]:
        people = {each.userid for each in favorites} | _among(favorites, FollowTarget.MEMBER)
        members = await website_members(session, self.forum_id, people)
        questions = self.site.questions_among(_among(favorites, FollowTarget.QUESTION))
        found: dict[FollowTarget, dict[str, int]] = {
            FollowTarget.CATEGORY: self.categories,
            FollowTarget.MEMBER: {external: each.id for external, each in members.items()},
            FollowTarget.QUESTION: await website_posts(session, self.forum_id, questions),
        }
        return [
            {
                "member_id": members[each.userid].id,
                "target": FAVORITES[each.entitytype],
                "target_id": target_id,
                "created_at": self.now,
            }
            for each in favorites
            if each.userid in members
            and (target_id := found[FAVORITES[each.entitytype]].get(each.entityid)) is not None
        ]


def _among(favorites: Iterable[SiteFavorite], target: FollowTarget) -> set[str]:
    return {each.entityid for each in favorites if FAVORITES[each.entitytype] is target}
