"""Changing a question's tags, category and content note, which its author may also when closed."""

from datetime import datetime

from bot.forum import policy
from bot.forum.anonymous.authors import wrote
from bot.forum.cards import card_of
from bot.forum.category_errors import CategoryUnknown
from bot.forum.controls import log_change
from bot.forum.edits import drop, note_edit
from bot.forum.errors import EditConflict, NothingChanged, NotYours
from bot.forum.moving import note_move, set_category
from bot.forum.people import unnamed_member
from bot.forum.reaching import existing
from bot.forum.replacing import Text, replace_text, set_spoiler
from bot.forum.summaries import Actor, Card
from data.categories import category_ids
from data.database import Database
from data.forums import get_forum
from data.members import member_of_discord
from data.tables import EditedAs, Post
from data.tagging import tags_of


async def retaggable(
    database: Database, *, forum_id: int, post_id: int, actor: Actor
) -> tuple[Card, int | None]:
    """Return the card of a question whose tags somebody may change, and its category.

    Raises `NotFound`, `PostGone`, `NotYours`.
    """
    async with database.read() as session:
        question = await existing(session, forum_id, post_id)
        member = await member_of_discord(session, forum_id, actor.discord_id)
        is_behind = wrote(session, question, actor.discord_id)
        _refuse(question, member.id if member else None, actor, is_behind=is_behind)
        return await card_of(session, post_id), question.category_id


async def retag(
    database: Database,
    *,
    forum_id: int,
    post_id: int,
    revision: int,
    actor: Actor,
    tags: str,
    now: datetime,
    category_id: int | None = None,
    is_spoiler: bool | None = None,
    draft_id: int | None = None,
) -> None:
    """Give a question other tags, and another category and content note unless they are None.

    `tags` as they were typed, `revision` as the editor saw it; the tags before are kept in the
    history. Its author is told once: that it was moved, or else edited. Raises `NotFound`,
    `PostGone`, `NotYours`, `BadTag`, `TooManyTags`, `CategoryUnknown`, `EditConflict`,
    `NothingChanged`.
    """
    async with database.write() as session:
        question = await existing(session, forum_id, post_id)
        member = await member_of_discord(session, forum_id, actor.discord_id)
        member_id = member.id if member else None
        is_behind = wrote(session, question, actor.discord_id)
        _refuse(question, member_id, actor, is_behind=is_behind)
        present = await tags_of(session, post_id)
        wanted = policy.parse_edited_tags(tags, present)
        is_moved = category_id not in {None, question.category_id}
        if is_moved and category_id not in await category_ids(session, forum_id):
            raise CategoryUnknown
        if wanted != present and question.revision != revision:
            raise EditConflict
        if wanted == present and not is_moved and is_spoiler in {None, question.is_spoiler}:
            raise NothingChanged
        if member_id is None and not is_behind:
            forum = await get_forum(session, forum_id)
            member_id = await unnamed_member(session, forum, actor, now)
        is_own = is_behind or policy.is_author(question, member_id)
        editor_id = None if is_behind else member_id
        await set_spoiler(session, question, now, is_spoiler=is_spoiler)
        if wanted != present:
            await replace_text(
                session,
                question,
                Text(question.title, question.body, wanted),
                edited_as=EditedAs.AUTHOR if is_own else EditedAs.MODERATOR,
                editor_id=editor_id,
                now=now,
            )
        if is_moved and category_id is not None:
            await set_category(session, question, category_id, now)
        if not is_own and is_moved:
            await note_move(session, question, editor_id, now)
            if wanted != present:
                await log_change(session, question, "edit", "", now, by=editor_id)
        elif not is_own:
            await note_edit(session, question, editor_id, now, is_silent=False)
        await drop(session, draft_id)


def _refuse(question: Post, member_id: int | None, actor: Actor, *, is_behind: bool) -> None:
    who = {"is_moderator": actor.is_moderator, "is_behind": is_behind}
    if not policy.may_retag(question, member_id, **who):
        raise NotYours
