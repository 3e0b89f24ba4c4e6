"""Editing and deleting: earlier texts are kept as revisions, a deleted post keeps none."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.authors import wrote
from bot.forum.characters import clean, one_line
from bot.forum.errors import (
    ClosedToEdits,
    EditConflict,
    NotYours,
    NotYoursToDelete,
)
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import unnamed_member
from bot.forum.privacy.removing import remove
from bot.forum.reaching import existing, reachable
from bot.forum.replacing import Text, replace_text, set_spoiler
from bot.forum.summaries import Actor
from data.database import Database
from data.drafts import delete_draft
from data.forums import get_forum
from data.members import member_of_discord
from data.moderation import log_act
from data.posts import posts_beneath
from data.tables import EditedAs, NotificationKind, Post, PostKind
from data.tagging import tags_of

SILENT = "edit silently"


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
    tags: str | None = None,
    is_spoiler: bool | None = None,
    is_silent: bool = False,
    draft_id: int | None = None,
) -> bool:
    """Replace a post's texts, and a question's tags; `revision` is the one the editor saw.

    Return False where that changes nothing. What was kept of it goes all the same: it would stand
    in the next form, in place of what others write there meanwhile.

    `tags` as they were typed; None leaves them, as it does the content note (`is_spoiler`), which
    is no text and keeps no revision. `is_silent`: a moderator's correction, of which
    the history tells but neither the card nor a notification (Question2Answer's rules, 2.4).
    Raises `NotFound`, `PostGone`, `NotYours`, `ClosedToEdits`, `Invalid`, `EditConflict`.
    """
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        post = await reachable(session, forum_id, post_id)
        present = await _present(session, post)
        text = _checked(post, present, title, body, tags)
        member = await member_of_discord(session, forum_id, actor.discord_id)
        member_id = member.id if member else None
        is_behind = wrote(session, post, actor.discord_id)
        who = {"is_moderator": actor.is_moderator, "is_behind": is_behind}
        refuse_edit(post, member_id, is_silent=is_silent, **who)
        await drop(session, draft_id)
        if text == present and is_spoiler in {None, post.is_spoiler}:
            # The same form twice, or somebody made the same correction: it is as they want it.
            return post.revision != revision
        if text != present and post.revision != revision:
            raise EditConflict
        # Behind an alias no member is made or named, and a moderator's own anonymous post is
        # nobody's act.
        editor_id = None if is_behind else member_id
        if not is_behind and editor_id is None:
            editor_id = await unnamed_member(session, forum, actor, now)
        is_own = is_behind or policy.is_author(post, editor_id)
        await set_spoiler(session, post, now, is_spoiler=is_spoiler)
        if text != present:
            await replace_text(
                session,
                post,
                text,
                edited_as=EditedAs.AUTHOR if is_own else EditedAs.MODERATOR,
                editor_id=editor_id,
                now=now,
                is_silent=is_silent,
            )
        if not is_own:
            await note_edit(session, post, editor_id, now, is_silent=is_silent)
    return True


def refuse_edit(
    post: Post, member_id: int | None, *, is_moderator: bool, is_behind: bool, is_silent: bool
) -> None:
    """Refuse whoever may not edit a post. Raises `ClosedToEdits`, `NotYours`."""
    who = {"is_moderator": is_moderator, "is_behind": is_behind}
    if not policy.may_edit(post, member_id, **who):
        is_own = is_behind or policy.is_author(post, member_id)
        raise ClosedToEdits if is_own and post.closed_at is not None else NotYours
    if is_silent and not policy.may_edit_silently(post, member_id, **who):
        raise NotYours


async def note_edit(
    session: AsyncSession, post: Post, editor_id: int | None, now: datetime, *, is_silent: bool
) -> None:
    """Log that a moderator edited what somebody else wrote, and tell them unless it is silent."""
    await _note_act(session, post, SILENT if is_silent else "edit", editor_id, now)
    if not is_silent:
        await tell_of_moderation(session, post, NotificationKind.EDITED, now)


async def delete(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> None:
    """Delete one's own post: its texts, its earlier texts, its tags and votes go for good.

    Raises `NotFound`, `PostGone`, `NotYoursToDelete`.
    """
    async with database.write() as session:
        post = await existing(session, forum_id, post_id)
        member = await member_of_discord(session, forum_id, actor.discord_id)
        member_id = member.id if member else None
        is_behind = wrote(session, post, actor.discord_id)
        if not policy.may_delete(post, member_id, is_behind=is_behind):
            raise NotYoursToDelete
        await remove(session, post, now, by=None if is_behind else member_id)


async def has_posts_beneath(session: AsyncSession, post: Post) -> bool:
    """Tell whether answers or comments hang on a post."""
    beneath = await posts_beneath(session, post.root_id)
    return any(
        post.number in {each.parent_id, each.question_id} and each.number != post.number
        for each in beneath
    )


async def drop(session: AsyncSession, draft_id: int | None) -> None:
    """Forget the draft that kept a form, now that it is saved."""
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


async def _present(session: AsyncSession, post: Post) -> Text:
    if post.kind is not PostKind.QUESTION:
        return Text(None, post.body)
    return Text(post.title, post.body, await tags_of(session, post.number))


def _checked(post: Post, present: Text, title: str | None, body: str, tags: str | None) -> Text:
    body = clean(body)
    is_question = post.kind is PostKind.QUESTION
    title = one_line(title or "") if is_question else None
    policy.check_edit(post.kind, title, body, former=(post.title or "", post.body))
    if not is_question or tags is None:
        return Text(title, body, present.tags)
    return Text(title, body, policy.parse_edited_tags(tags, present.tags or ()))
