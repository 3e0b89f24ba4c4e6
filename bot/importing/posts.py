"""Posts of the website with their tags, and then what questions say of other posts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.aliases import new_alias
from bot.forum.replacing import keep_revision
from bot.importing.plan import Neighbours, PlannedPost
from bot.importing.rows import (
    BEST,
    CATEGORY,
    CLOSED_BY,
    Numbers,
    Said,
    category_of,
    changed,
    different,
    display_name,
    has_lost_author,
    is_edited_later,
    is_gone_here,
    new_row,
    relations,
    said_of,
    tags_of,
)
from bot.importing.showing import draw_anew, show_changes
from data.categories import put_into
from data.comments import lift_comments
from data.importing import (
    add_posts,
    add_tags,
    aliases_in,
    categories_of_posts,
    note_taken_over,
    posts_by_number,
    tags_of_posts,
    taken_over,
)
from data.posts import update_post
from data.revisions import edited_here
from data.tables import EditedAs, Post, PostKind, PostState
from data.tagging import set_tags


@dataclass(frozen=True, slots=True)
class Known:
    """Posts that are there already, and when the forum last edited those that it did."""

    rows: Mapping[int, Post]
    edited_here: Mapping[int, datetime]


async def bring_posts(
    session: AsyncSession,
    forum_id: int,
    posts: Sequence[PlannedPost],
    numbers: Numbers,
    now: datetime,
) -> None:
    """Add posts of one batch that are missing, note their numbers, and bring the others up.

    What others hang on may stand in the same batch, so each kind goes in before the next.
    """
    ids = [numbers.posts[each.external_id] for each in posts if each.external_id in numbers.posts]
    questions = [each for each in posts if each.kind is PostKind.QUESTION]
    fresh = [each for each in questions if each.external_id not in numbers.posts]
    known = Known(await posts_by_number(session, ids), await edited_here(session, ids))
    # Before the texts: what they replace is kept with the tags that stood beneath it.
    tags = await _other_tags(session, posts, numbers, known)
    for kind in PostKind:
        alike = [each for each in posts if each.kind is kind]
        await _bring_kind(session, forum_id, alike, numbers, known, now, tags.keys())
    for number, names in tags.items():
        await set_tags(session, forum_id, number, names)
    await add_tags(
        session,
        forum_id,
        {numbers.posts[each.external_id]: tags_of(each.record) for each in fresh},
    )
    await show_changes(session, known.rows, now)
    comments = [each for each in posts if each.kind is PostKind.COMMENT]
    await draw_anew(
        session,
        {
            numbers.posts[each.parent]
            for each in comments
            if each.parent is not None and numbers.posts[each.external_id] not in known.rows
        },
        now,
    )


async def relate(
    session: AsyncSession,
    questions: Sequence[PlannedPost],
    around: Neighbours,
    numbers: Numbers,
    now: datetime,
) -> None:
    """Set questions' best answers, closings and origins, once every post has its number."""
    ids = {each.external_id: numbers.posts[each.external_id] for each in questions}
    chosen = {each.external_id: best for each in questions if (best := around.best_of(each))}
    answers = [numbers.posts[best.external_id] for best in chosen.values()]
    rows = await posts_by_number(session, [*ids.values(), *answers])
    taken = await taken_over(session, ids.values())
    for question in questions:
        row = rows[ids[question.external_id]]
        best = chosen.get(question.external_id)
        if best is not None and _is_none_here(rows[numbers.posts[best.external_id]], best):
            best = None
        before = taken.get(row.number)
        is_related = before is not None and BEST in before
        said = relations(question, around, numbers, best, before if is_related else None)
        changes = different(row, said)
        if changes and row.state is not PostState.DELETED:
            await update_post(session, row.number, **changes)
    await _note(session, questions, numbers, taken, (BEST, CLOSED_BY))
    await show_changes(session, {number: rows[number] for number in ids.values()}, now)


def _is_none_here(known: Post, best: PlannedPost) -> bool:
    """Tell whether the website's best answer is gone here, or was turned into a comment."""
    return known.kind is PostKind.COMMENT or is_gone_here(known, best)


async def _bring_kind(
    session: AsyncSession,
    forum_id: int,
    posts: Sequence[PlannedPost],
    numbers: Numbers,
    there: Known,
    now: datetime,
    retagged: Collection[int],
) -> None:
    """Add posts of one kind, and bring known ones up; those that are `retagged` get other tags."""
    known = [each for each in posts if each.external_id in numbers.posts]
    fresh = [each for each in posts if each.external_id not in numbers.posts]
    ids = [numbers.posts[each.external_id] for each in known]
    questions = [each for each in posts if each.kind is PostKind.QUESTION]
    taken = await taken_over(session, ids) if questions else {}
    roots = {numbers.posts[each.root] for each in posts if each.root in numbers.posts}
    if not questions:
        numbers.categories_of_questions |= await categories_of_posts(session, roots)
    numbers.posts |= await _add(session, forum_id, fresh, numbers)
    for post, number in zip(known, ids, strict=True):
        row = there.rows[number]
        said, edited = taken.get(number), there.edited_here.get(number)
        alias = await _alias_of_nobody(session, post, row, numbers)
        changes = changed(post, row, numbers, said, edited, alias)
        if number in retagged:
            changes["revision"] = row.revision + 1
        if "revision" in changes:
            await _keep_text(session, row, post, numbers, now)
        if post.kind is PostKind.QUESTION and "category_id" in changes:
            del changes["category_id"]
            # Also what was written beneath it here.
            await put_into(session, number, category_of(post, numbers))
        if changes:
            await update_post(session, number, **changes)
    if any(each.kind is PostKind.COMMENT for each in posts):
        # The answer that it is on may have been turned into a comment here.
        await draw_anew(session, await lift_comments(session, roots), now)
    await _note(session, questions, numbers, taken, (CATEGORY,))


async def _note(
    session: AsyncSession,
    questions: Sequence[PlannedPost],
    numbers: Numbers,
    taken: Mapping[int, Said],
    names: Sequence[str],
) -> None:
    """Note what was taken over of questions, as far as that is something else than before."""
    said: dict[int, Said] = {}
    for question in questions:
        number = numbers.posts[question.external_id]
        before, now = taken.get(number, {}), said_of(question)
        after = before | {name: now[name] for name in names}
        if after != before:
            said[number] = after
    await note_taken_over(session, said)


async def _add(
    session: AsyncSession, forum_id: int, posts: Sequence[PlannedPost], numbers: Numbers
) -> dict[str, int]:
    roots = {numbers.posts[each.root] for each in posts if each.root in numbers.posts}
    aliases = {root: names for root, names in (await aliases_in(session, roots)).items() if names}
    taken = {each.root: aliases.get(numbers.posts.get(each.root, 0), set()) for each in posts}
    rows: dict[str, Mapping[str, object]] = {}
    for post in posts:
        # What a browser's cookie would link is linked nowhere on the website: each post by
        # itself has a name, unless its author gave one.
        alias = None
        if numbers.member(post.record.userid) is None:
            alias = display_name(post.record) or new_alias(taken[post.root])
            taken[post.root].add(alias)
        rows[post.external_id] = new_row(post, numbers, alias=alias)
    return await add_posts(session, forum_id, rows)


async def _alias_of_nobody(
    session: AsyncSession, post: PlannedPost, known: Post, numbers: Numbers
) -> str | None:
    """Return what the author of a known post is called who is nobody any more; None for others."""
    if not has_lost_author(post.record, known, numbers):
        return None
    taken = (await aliases_in(session, [known.root_id]))[known.root_id]
    return display_name(post.record) or new_alias(taken)


async def _keep_text(
    session: AsyncSession, row: Post, post: PlannedPost, numbers: Numbers, now: datetime
) -> None:
    """Keep the text that one of the website's replaces, perhaps one that was written here."""
    edited_at = post.record.updated_by("E") or post.record.updated_by("T")
    await keep_revision(
        session,
        row,
        edited_as=EditedAs.WEBSITE,
        editor_id=numbers.member(post.record.lastuserid) if edited_at else None,
        now=edited_at or now,
    )


async def _other_tags(
    session: AsyncSession, posts: Sequence[PlannedPost], numbers: Numbers, known: Known
) -> dict[int, tuple[str, ...]]:
    """Return the tags that the website has of known questions and we have not."""
    records = {
        numbers.posts[each.external_id]: each.record
        for each in posts
        if each.kind is PostKind.QUESTION and each.external_id in numbers.posts
    }
    given = await tags_of_posts(session, records)
    found = {}
    for number, record in records.items():
        row = known.rows[number]
        is_ours = is_edited_later(row, record, known.edited_here.get(number))
        if row.state is not PostState.DELETED and not is_ours:
            found[number] = tags_of(record)
    return {number: tags for number, tags in found.items() if tags != given.get(number, ())}
