"""What there is about somebody, counted; and their anonymous posts, to be ticked one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import own_posts_anywhere
from bot.forum.anonymous.followed import followed_by
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.drafts import own_marks
from bot.forum.privacy.erasures import Erasure, find
from bot.forum.topics import Preferences
from data.belongings import count_drafts, count_of, count_texts, has_account, memberships
from data.columns import table_of
from data.database import Database
from data.forums import get_forum
from data.posts import get_post, get_posts
from data.tables import Follow, Notification, Post, PostKind, PostState, Vote

CHOICES_A_PAGE = 25  # Discord shows at most 25 choices.


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much there is about somebody, by kind, in every forum; and what they chose to erase."""

    forums: int
    texts: Mapping[PostKind, int]
    votes: int
    notifications: int
    follows: int
    drafts: int
    has_settings: bool
    anonymous: int
    erasure: Erasure | None

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.forums or self.drafts or self.has_settings or self.anonymous)


@dataclass(frozen=True, slots=True)
class AnonymousLine:
    """An anonymous post of somebody's, for their own eyes."""

    post_id: int
    kind: PostKind
    title: str
    text: str
    alias: str
    forum_name: str
    at: datetime
    is_ticked: bool
    is_going: bool
    """It is confirmed already that the text goes."""


@dataclass(frozen=True, slots=True)
class AnonymousPage:
    """Some of somebody's anonymous posts, the newest first; `number` counts from 0."""

    lines: tuple[AnonymousLine, ...]
    number: int
    has_more: bool


async def holdings(database: Database, *, user_id: int) -> Holdings:
    """Count what there is about somebody."""
    async with database.read() as session:
        found = await memberships(session, user_id)
        members = [each.member_id for each in found]
        drafts = await own_marks(session, user_id)
        return Holdings(
            forums=len({each.forum_id for each in found}),
            texts=await count_texts(session, members),
            votes=await count_of(session, table_of(Vote).c.member_id, members),
            notifications=await count_of(session, table_of(Notification).c.recipient_id, members),
            follows=await count_of(session, table_of(Follow).c.member_id, members)
            + sum(each.is_on for each in await followed_by(session, user_id, None)),
            drafts=await count_drafts(session, drafts),
            has_settings=await _has_settings(session, user_id),
            anonymous=len(await _own_texts(session, user_id)),
            erasure=await find(session, user_id),
        )


async def _has_settings(session: AsyncSession, user_id: int) -> bool:
    """Tell whether they chose how to be told, or follow questions, or did so lately."""
    if await followed_by(session, user_id, None):
        return True
    chosen = await preferences_of(session, user_id)
    return chosen != Preferences(user_id) or await has_account(session, user_id)


async def anonymous_page(database: Database, *, user_id: int, page: int) -> AnonymousPage:
    """Return a page of somebody's anonymous posts; the last when `page` is beyond it."""
    async with database.read() as session:
        posts = await _own_texts(session, user_id)
        page = min(page, max(0, len(posts) - 1) // CHOICES_A_PAGE)
        shown = posts[page * CHOICES_A_PAGE : (page + 1) * CHOICES_A_PAGE]
        wish = await find(session, user_id)
        lines = [await _line(session, post, wish) for post in shown]
    return AnonymousPage(tuple(lines), page, has_more=len(posts) > (page + 1) * CHOICES_A_PAGE)


async def _own_texts(session: AsyncSession, user_id: int) -> list[Post]:
    own = [each.post_id for each in await own_posts_anywhere(session, user_id)]
    found: dict[int, Post] = {}
    for start in range(0, len(own), 500):
        found |= await get_posts(session, own[start : start + 500])
    kept = [post for post in found.values() if post.state is not PostState.DELETED]
    return sorted(kept, key=lambda post: -post.number)


async def _line(session: AsyncSession, post: Post, wish: Erasure | None) -> AnonymousLine:
    question = await get_post(session, post.root_id)
    forum = await get_forum(session, post.forum_id)
    return AnonymousLine(
        post_id=post.number,
        kind=post.kind,
        title=(question.title if question else None) or "",
        text=post.body,
        alias=post.alias or "",
        forum_name=forum.name,
        at=post.created_at,
        is_ticked=wish is not None and post.number in wish.posts,
        is_going=wish is not None and post.number in wish.going,
    )
