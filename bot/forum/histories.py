"""A post's history: who changed it when, and what it said before and after."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_
from bot.forum import policy
from bot.forum.cards import card_of
from bot.forum.errors import ForumError
from bot.forum.moderation import known_post
from bot.forum.summaries import Actor, Author, Card
from data.database import Database
from data.members import discord_ids_of, get_members
from data.posts import posts_above
from data.revisions import count_revisions, revisions_at
from data.tables import EditedAs, Post, PostKind, Revision
from data.tagging import tags_of


class NeverEdited(ForumError):
    """A post that stands as it was written."""

    message = N_("#{number} was never edited.")


@dataclass(frozen=True, slots=True)
class Version:
    """What a post said at one time; `tags` is None where they were not kept."""

    title: str
    body: str
    tags: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of a post; `number` counts from 1, the first, to `count`."""

    card: Card
    number: int
    count: int
    before: Version
    now: Version
    edited_as: EditedAs
    editor: Author | None
    """Who did it; nobody where an anonymous author did, where nobody is known, or they left."""
    at: datetime | None
    is_silent: bool


async def change_of(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, number: int | None = None
) -> Change:
    """Return one change of a post, the newest without a number, or when there is none of it.

    Of what is hidden, with what it is beneath or by itself, only for moderators; a deleted one has
    none.
    Raises `NotFound`, `PostGone`, `NeverEdited`.
    """
    async with database.read() as session:
        post = await known_post(session, forum_id, post_id)
        above = await posts_above(session, post)
        if not policy.may_read(post, above, is_moderator=actor.is_moderator):
            raise policy.gone(post, *above)
        count = await count_revisions(session, post_id)
        if not count:
            raise NeverEdited(number=post_id)
        number = count if number is None or number > count else max(number, 1)
        before, *after = await revisions_at(session, post_id, skip=number - 1, limit=2)
        now = _version(after[0]) if after else await _present(session, post)
        return Change(
            card=await card_of(session, post_id),
            number=number,
            count=count,
            before=_version(before),
            now=now,
            edited_as=before.replaced_as,
            editor=await _editor(session, before.replaced_by),
            at=before.replaced_at,
            is_silent=before.is_silent,
        )


def _version(revision: Revision) -> Version:
    tags = None if revision.tags is None else tuple(filter(None, revision.tags.split(",")))
    return Version(revision.title or "", revision.body, tags)


async def _present(session: AsyncSession, post: Post) -> Version:
    tags = await tags_of(session, post.number) if post.kind is PostKind.QUESTION else None
    return Version(post.title or "", post.body, tags)


async def _editor(session: AsyncSession, member_id: int | None) -> Author | None:
    if member_id is None:
        return None
    members = await get_members(session, [member_id])
    known = await discord_ids_of(session, [member_id])
    if member_id not in known and members[member_id].name is None:
        return None
    return Author(discord_id=known.get(member_id), name=members[member_id].name)
