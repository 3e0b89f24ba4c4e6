"""One forum to act in, through the use cases alone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlmodel import SQLModel, col, select

from bot.forum import answers, comments, edits, forums, questions, reactions, votes
from bot.forum.hotness import hotness
from bot.forum.people import recounted
from bot.forum.reactions import Change, ReactionEvent
from bot.forum.standings import standing
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.links import set_link
from data.members import member_of_discord
from data.recount import count_replies, count_upvoted_answers
from data.tables import (
    AuditEntry,
    ChannelKind,
    Delivery,
    DeliveryKind,
    Member,
    Notification,
    NotificationKind,
    Post,
    PostKind,
    PostState,
    Vote,
)
from data.tables.people import Tally
from tests.forum.counted import check_what_triggers_count

Row = TypeVar("Row", bound=SQLModel)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GUILD = 900
CHANNEL = 901
# Messages are as far from posts' numbers as in Discord.
MESSAGES = 1_000_000

ANNA = Actor(11, "Anna")
BEN = Actor(12, "Ben")
CLEO = Actor(13, "Cleo")
MODERATOR = Actor(19, "Mo", is_moderator=True)

BODY = "Talk about it together, calmly, and take your time."


def _titles() -> Iterator[str]:
    return (f"How do couples settle quarrel {number}?" for number in count(1))


@dataclass
class World:
    """A forum in a database file, its clock, and short words for what people do."""

    database: Database
    forum_id: int
    now: datetime = NOW
    titles: Iterator[str] = field(default_factory=_titles)

    @classmethod
    async def made(cls, database: Database) -> "World":
        forum = await forums.set_up(
            database,
            guild_id=GUILD,
            channel_id=CHANNEL,
            channel_kind=ChannelKind.FORUM,
            name="Mindwell",
            locale="en",
            now=NOW,
        )
        return cls(database, forum.id)

    def later(self, **parts: float) -> datetime:
        """Move the clock on, and return what it shows."""
        self.now += timedelta(**parts)
        return self.now

    async def ask(
        self,
        actor: Actor = ANNA,
        *,
        title: str | None = None,
        details: str = "",
        tags: Sequence[str] = (),
        category_id: int | None = None,
        notify: bool = False,
        thread_id: int | None = None,
        draft_id: int | None = None,
    ) -> int:
        """Ask a question that is then published."""
        posted = await questions.ask(
            self.database,
            forum_id=self.forum_id,
            actor=actor,
            title=next(self.titles) if title is None else title,
            details=details,
            tags=tags,
            category_id=category_id,
            notify=notify,
            thread_id=thread_id,
            draft_id=draft_id,
            now=self.now,
        )
        await self.publish(posted.post_id, thread_id=MESSAGES + posted.post_id)
        return posted.post_id

    async def answer(
        self,
        question_id: int,
        actor: Actor = BEN,
        *,
        body: str | None = None,
        notify: bool = False,
        draft_id: int | None = None,
    ) -> int:
        """Answer a question; the answer is then published."""
        posted = await answers.answer(
            self.database,
            forum_id=self.forum_id,
            question_id=question_id,
            actor=actor,
            body=f"{BODY} {next(self.titles)}" if body is None else body,
            notify=notify,
            draft_id=draft_id,
            now=self.now,
        )
        await self.publish(posted.post_id, thread_id=MESSAGES + question_id)
        return posted.post_id

    async def comment(
        self,
        post_id: int,
        actor: Actor = BEN,
        *,
        body: str | None = None,
        notify: bool = False,
    ) -> int:
        """Comment on a post; the comment is then published."""
        posted = await comments.comment(
            self.database,
            forum_id=self.forum_id,
            post_id=post_id,
            actor=actor,
            body=f"{BODY} {next(self.titles)}" if body is None else body,
            notify=notify,
            now=self.now,
        )
        root = (await self.post(posted.post_id)).root_id
        await self.publish(posted.post_id, thread_id=MESSAGES + root)
        return posted.post_id

    async def publish(self, post_id: int, *, thread_id: int, is_adopted: bool = False) -> None:
        """Note the message of a post, as the outbox does."""
        async with self.database.write() as session:
            await set_link(
                session,
                post_id,
                channel_id=thread_id,
                thread_id=thread_id,
                message_id=MESSAGES + post_id,
                is_adopted=is_adopted,
            )

    async def vote(self, post_id: int, actor: Actor, value: int) -> int:
        return await votes.vote(
            self.database,
            forum_id=self.forum_id,
            post_id=post_id,
            actor=actor,
            value=value,
            now=self.now,
        )

    async def react(self, post_id: int, *moves: tuple[Actor, str]) -> None:
        """Apply moves such as `(ANNA, "+👍")` or `(BEN, "-👎")` in one batch."""
        events = [
            ReactionEvent(
                MESSAGES + post_id,
                actor.discord_id,
                is_up=move[1] == "👍",
                change=Change.ADDED if move[0] == "+" else Change.REMOVED,
            )
            for actor, move in moves
        ]
        await reactions.apply_events(self.database, events=events, now=self.now)

    async def clear(self, post_id: int, thumbs: Collection[bool] = (True, False)) -> None:
        await reactions.cleared(
            self.database, message_id=MESSAGES + post_id, thumbs=thumbs, now=self.now
        )

    async def reconcile(
        self, post_id: int, *, ups: Collection[Actor] = (), downs: Collection[Actor] = ()
    ) -> None:
        await reactions.reconcile_message(
            self.database,
            message_id=MESSAGES + post_id,
            ups=[actor.discord_id for actor in ups],
            downs=[actor.discord_id for actor in downs],
            now=self.now,
        )

    async def edit(
        self,
        post_id: int,
        actor: Actor,
        *,
        body: str,
        title: str | None = None,
        revision: int = 1,
        tags: str | None = None,
        is_silent: bool = False,
        draft_id: int | None = None,
    ) -> bool:
        return await edits.edit(
            self.database,
            forum_id=self.forum_id,
            post_id=post_id,
            revision=revision,
            actor=actor,
            title=title,
            body=body,
            tags=tags,
            is_silent=is_silent,
            draft_id=draft_id,
            now=self.now,
        )

    async def delete(self, post_id: int, actor: Actor) -> None:
        await edits.delete(
            self.database, forum_id=self.forum_id, post_id=post_id, actor=actor, now=self.now
        )

    async def all(self, model: type[Row]) -> list[Row]:
        async with self.database.read() as session:
            return list((await session.exec(select(model))).all())

    async def post(self, post_id: int) -> Post:
        async with self.database.read() as session:
            return (await session.exec(select(Post).where(col(Post.id) == post_id))).one()

    async def answers_of(self, question_id: int) -> list[Post]:
        beneath = [post for post in await self.all(Post) if post.question_id == question_id]
        return [post for post in beneath if post.kind is PostKind.ANSWER]

    async def score(self, post_id: int) -> tuple[int, int]:
        post = await self.post(post_id)
        return post.up, post.down

    async def votes(self, post_id: int) -> dict[int, int]:
        """Return member id to vote."""
        cast = [vote for vote in await self.all(Vote) if vote.post_id == post_id]
        return {vote.member_id: vote.value for vote in cast}

    async def member(self, actor: Actor) -> Member | None:
        async with self.database.read() as session:
            return await member_of_discord(session, self.forum_id, actor.discord_id)

    async def member_id(self, actor: Actor) -> int:
        member = await self.member(actor)
        assert member is not None
        assert member.id is not None
        return member.id

    async def points(self, actor: Actor) -> int:
        member = await self.member(actor)
        assert member is not None
        return member.points

    async def deliveries(self, *kinds: DeliveryKind) -> list[Delivery]:
        found = await self.all(Delivery)
        return [each for each in found if each.kind in kinds or not kinds]

    async def drop_deliveries(self, *kinds: DeliveryKind) -> None:
        """Forget what is to be done, as if it were: of some kinds, or all of it."""
        found = await self.deliveries(*kinds)
        async with self.database.write() as session:
            for delivery in found:
                await session.delete(delivery)

    async def refreshed(self) -> set[int]:
        """Return the posts whose cards are to be drawn anew."""
        return {each.payload["post"] for each in await self.deliveries(DeliveryKind.REFRESH_CARD)}

    async def notices(self) -> list[Notification]:
        """Return what people are told, besides that they are welcome."""
        found = await self.all(Notification)
        return [each for each in found if each.kind is not NotificationKind.WELCOME]

    async def log(self) -> list[tuple[str, str]]:
        return [(entry.action, entry.detail) for entry in await self.all(AuditEntry)]

    async def check_counts(self) -> None:
        """Check every counter against a recount, and posts' counts against the votes."""
        async with self.database.read() as session:
            members = list((await session.exec(select(Member))).all())
            forum = await get_forum(session, self.forum_id)
            ids = [member.id for member in members if member.id]
            truth = await recounted(session, forum, ids)
            posts = (await session.exec(select(Post))).all()
            cast = (await session.exec(select(Vote))).all()
            replies = await count_replies(session)
            upvoted = await count_upvoted_answers(session)
            await check_what_triggers_count(session)
        # All that is dated, without the base, is everybody's points: of who posted by name.
        ever = await standing(self.database, forum_id=self.forum_id, since=NOW - timedelta(days=1))
        earned = {each.member_id: each.points for each in ever.leaders}
        for member in members:
            without_base = member.points - forum.points_base
            assert earned.get(member.id or 0, 0) == (without_base if member.name else 0)
            kept = {name: getattr(member, name) for name in Tally.model_fields}
            assert kept == truth[member.id or 0]
        for post in posts:
            values = [vote.value for vote in cast if vote.post_id == post.id]
            assert (post.up, post.down) == (values.count(1), values.count(-1))
            beneath = [each for each in posts if each.question_id == post.id]
            shown = [each for each in beneath if each.kind is PostKind.ANSWER]
            visible = [each for each in shown if each.state.value == "visible"]
            assert post.answers == len(visible)
            assert post.replies == replies.get(post.number, 0)
            assert post.upvoted_answers == upvoted.get(post.number, 0)
            if post.kind is PostKind.QUESTION and post.state is PostState.VISIBLE:
                assert post.hotness == hotness(
                    created_at=post.created_at,
                    newest_answer_at=max((each.created_at for each in visible), default=None),
                    answers=post.answers,
                    score=post.score,
                    views=post.views,
                )
