"""Editing and deleting: earlier texts are kept as revisions, a deleted post keeps none."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.authors import wrote
from bot.forum.characters import clean, one_line
from bot.forum.deliveries import arrange_thread, redraw_messages, show_title_anew, take_off_card
from bot.forum.errors import (
    ClosedToEdits,
    EditConflict,
    NotFound,
    NothingChanged,
    NotYours,
)
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import unnamed_member
from bot.forum.privacy.removing import remove
from bot.forum.summaries import Actor
from data.database import Database
from data.drafts import delete_draft
from data.forums import get_forum
from data.members import member_of_discord
from data.moderation import log_act
from data.posts import get_post, posts_beneath, update_post
from data.revisions import insert_revision, last_revision
from data.tables import EditedAs, NotificationKind, Post, PostKind, PostState
from data.tagging import set_tags, tags_of

SILENT = "edit silently"


@dataclass(frozen=True, slots=True)
class Text:
    """What an edit makes of a post; `tags` of a question, None leaves them as they are."""

    title: str | None
    body: str
    tags: tuple[str, ...] | None = None


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
) -> None:
    """Replace a post's texts, and a question's tags; `revision` is the one the editor saw.

    `tags` as they were typed; None leaves them, as it does the content note (`is_spoiler`), which
    is no text and keeps no revision. `is_silent`: a moderator's correction, of which
    the history tells but neither the card nor a notification (Question2Answer's rules, 2.4).
    Raises `NotFound`, `PostGone`, `NotYours`, `ClosedToEdits`, `Invalid`, `EditConflict`,
    `NothingChanged`.
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
        if not _is_news(post, present, text, revision=revision, is_spoiler=is_spoiler):
            return
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


def _is_news(
    post: Post, present: Text, text: Text, *, revision: int, is_spoiler: bool | None
) -> bool:
    """Tell whether an edit changes anything. Raises `NothingChanged`, `EditConflict`."""
    if text != present and post.revision != revision:
        raise EditConflict
    if text != present or is_spoiler not in {None, post.is_spoiler}:
        return True
    if post.revision == revision:
        raise NothingChanged
    # The same form twice, or somebody made the same correction: it is as they want it.
    return False


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


async def replace_text(
    session: AsyncSession,
    post: Post,
    text: Text,
    *,
    edited_as: EditedAs,
    editor_id: int | None,
    now: datetime,
    is_silent: bool = False,
) -> None:
    """Keep the present text as a revision, set the new one, and have it shown."""
    await keep_revision(
        session, post, edited_as=edited_as, editor_id=editor_id, now=now, is_silent=is_silent
    )
    await update_post(
        session, post.number, title=text.title, body=text.body, revision=post.revision + 1
    )
    if text.tags is not None:
        await set_tags(session, post.forum_id, post.number, text.tags)
    if not is_silent:
        is_as_alias = edited_as is EditedAs.AUTHOR and editor_id is None
        await update_post(
            session,
            post.number,
            edited_by=editor_id,
            edited_at=now,
            is_edited_as_alias=is_as_alias,
        )
    # Also in an archived thread: what was taken out must not be read there any longer.
    await take_off_card(session, post, now)
    if (text.title, text.body) != (post.title, post.body):
        await redraw_messages(session, post, now)
    if text.title != post.title:
        await arrange_thread(session, post, now)
        await show_title_anew(session, post, now)


async def set_spoiler(
    session: AsyncSession, post: Post, now: datetime, *, is_spoiler: bool | None
) -> None:
    """Hide a post behind a content note, or take that away; None leaves it as it is."""
    if is_spoiler in {None, post.is_spoiler}:
        return
    await update_post(session, post.number, is_spoiler=is_spoiler)
    await take_off_card(session, post, now)
    await redraw_messages(session, post, now)


async def note_edit(
    session: AsyncSession, post: Post, editor_id: int | None, now: datetime, *, is_silent: bool
) -> None:
    """Log that a moderator edited what somebody else wrote, and tell them unless it is silent."""
    await _note_act(session, post, SILENT if is_silent else "edit", editor_id, now)
    if not is_silent:
        await tell_of_moderation(session, post, NotificationKind.EDITED, now)


async def keep_revision(
    session: AsyncSession,
    post: Post,
    *,
    edited_as: EditedAs,
    editor_id: int | None,
    now: datetime,
    is_silent: bool = False,
) -> None:
    """Keep the text that a post has until now, and who replaces it."""
    last = await last_revision(session, post.number)
    if last is not None and last.replaced_at is not None:
        # Also when that was nobody known, or a silent edit, which the post doesn't tell of.
        writer, since = last.replaced_by, last.replaced_at
    elif post.edited_at is not None:
        writer, since = post.edited_by, post.edited_at
    else:
        writer, since = post.author_id, post.created_at
    is_question = post.kind is PostKind.QUESTION
    tags = await tags_of(session, post.number) if is_question else ()
    await insert_revision(
        session,
        post_id=post.number,
        number=post.revision,
        title=post.title,
        body=post.body,
        tags=",".join(tags) if is_question else None,
        written_by=writer,
        written_at=since,
        replaced_by=editor_id,
        replaced_at=now,
        replaced_as=edited_as,
        is_silent=is_silent,
    )


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
        raise policy.gone(post)
    return post


async def reachable(session: AsyncSession, forum_id: int, post_id: int) -> Post:
    """Return a post that is shown, of a question that isn't hidden.

    Raises `NotFound`, `PostGone`.
    """
    post = await existing(session, forum_id, post_id)
    question = post if post.question_id is None else await get_post(session, post.question_id)
    if question is None or question.covers:
        raise policy.gone(question)
    return post


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
