"""Replacing a post's text: the former one is kept as a revision, and the new one shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.beside import show_title_anew
from bot.forum.deliveries import arrange_thread, redraw_messages, take_off_card
from data.posts import update_post
from data.revisions import insert_revision, last_revision
from data.tables import EditedAs, Post, PostKind
from data.tagging import set_tags, tags_of


@dataclass(frozen=True, slots=True)
class Text:
    """What an edit makes of a post; `tags` of a question, None leaves them as they are."""

    title: str | None
    body: str
    tags: tuple[str, ...] | None = None


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
    await show_text(session, post, text, now)


async def show_text(session: AsyncSession, post: Post, text: Text, now: datetime) -> None:
    """Have a post's new text shown wherever the present one is."""
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
