"""Editing and deleting: earlier texts are kept as revisions, a deleted post keeps none."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.authors import wrote
from bot.forum.deliveries import arrange_thread, refresh_card, show_title_anew
from bot.forum.errors import EditConflict, NotFound, NothingChanged, NotYours, PostGone
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import unnamed_member
from bot.forum.privacy.removing import remove
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.members import member_of_discord
from data.notices import delete_draft, log_act
from data.posts import (
    get_post,
    insert_revision,
    posts_beneath,
    update_post,
)
from data.tables import NotificationKind, Post, PostKind, PostState


async def edit(
    database: Database,
    *,
    forum_id: int,
    post_id: int,
    revision: int,
    actor: Actor,
    title: str | None,
    body: str,
    now: datetime,
    draft_id: int | None = None,
) -> None:
    """Replace a post's texts; `revision` is the one the editor saw.

    Raises `NotFound`, `PostGone`, `NotYours`, `Invalid`, `EditConflict`, `NothingChanged`.
    """
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        post = await existing(session, forum_id, post_id)
        title, body = _checked(post, title, body)
        member = await member_of_discord(session, forum_id, actor.discord_id)
        member_id = member.id if member else None
        is_behind = wrote(session, post, actor.discord_id)
        if not policy.may_edit(
            post, member_id, is_moderator=actor.is_moderator, is_behind=is_behind
        ):
            raise NotYours
        is_same = (title, body) == (post.title, post.body)
        if is_same and post.revision == revision:
            raise NothingChanged
        if is_same:
            # The same form twice, or somebody made the same correction: it is as they want it.
            await _drop(session, draft_id)
            return
        if post.revision != revision:
            raise EditConflict
        if is_behind:
            # No member is made or named, and a moderator's own anonymous post is nobody's act.
            editor_id = None
        else:
            editor_id = member_id or await unnamed_member(session, forum, actor, now)
        await replace_text(
            session,
            post,
            title=title,
            body=body,
            editor_id=editor_id,
            is_as_alias=is_behind,
            now=now,
        )
        if not is_behind and not policy.is_author(post, editor_id):
            await _note_act(session, post, "edit", editor_id, now)
            await tell_of_moderation(session, post, NotificationKind.EDITED, now)
        await _drop(session, draft_id)


async def replace_text(
    session: AsyncSession,
    post: Post,
    *,
    title: str | None,
    body: str,
    editor_id: int | None,
    now: datetime,
    is_as_alias: bool = False,
) -> None:
    """Keep the present text as a revision, set the new one, and have it shown."""
    await insert_revision(
        session,
        post_id=post.number,
        number=post.revision,
        title=post.title,
        body=post.body,
        written_by=post.edited_by or post.author_id,
        written_at=post.edited_at or post.created_at,
    )
    await update_post(
        session,
        post.number,
        title=title,
        body=body,
        revision=post.revision + 1,
        edited_by=editor_id,
        edited_at=now,
        is_edited_as_alias=is_as_alias,
    )
    await refresh_card(session, post, now)
    if title != post.title:
        await arrange_thread(session, post, now)
        await show_title_anew(session, post, now)


async def delete(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> None:
    """Delete one's own post: its texts, its earlier texts, its tags and votes go for good.

    Raises `NotFound`, `PostGone`, `NotYours`.
    """
    async with database.write() as session:
        post = await existing(session, forum_id, post_id)
        member = await member_of_discord(session, forum_id, actor.discord_id)
        member_id = member.id if member else None
        is_behind = wrote(session, post, actor.discord_id)
        if not policy.may_delete(post, member_id, is_behind=is_behind):
            raise NotYours
        await remove(session, post, now, by=None if is_behind else member_id)


async def existing(session: AsyncSession, forum_id: int, post_id: int) -> Post:
    """Return a post that is shown. Raises `NotFound`, `PostGone`."""
    post = await get_post(session, post_id)
    if post is None or post.forum_id != forum_id:
        raise NotFound
    if post.state is not PostState.VISIBLE:
        raise PostGone
    return post


async def has_posts_beneath(session: AsyncSession, post: Post) -> bool:
    """Tell whether answers or comments hang on a post."""
    beneath = await posts_beneath(session, post.root_id)
    return any(
        post.number in {each.parent_id, each.question_id} and each.number != post.number
        for each in beneath
    )


async def _drop(session: AsyncSession, draft_id: int | None) -> None:
    if draft_id is not None:
        await delete_draft(session, draft_id)


async def _note_act(
    session: AsyncSession, post: Post, action: str, actor_id: int | None, now: datetime
) -> None:
    await log_act(
        session,
        forum_id=post.forum_id,
        action=action,
        actor_id=actor_id,
        post_id=post.number,
        created_at=now,
    )


def _checked(post: Post, title: str | None, body: str) -> tuple[str | None, str]:
    body = policy.clean(body)
    title = policy.one_line(title or "") if post.kind is PostKind.QUESTION else None
    policy.check_edit(post.kind, title, body, former=(post.title or "", post.body))
    return title, body
