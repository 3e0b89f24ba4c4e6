"""Posts of the website with their tags, and then what questions say of other posts."""

from collections.abc import Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.aliases import new_alias
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
    is_gone_here,
    new_row,
    relations,
    said_of,
    tags_of,
)
from data.categories import put_into
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
from data.posts import remove_tags, update_post
from data.tables import Post, PostKind, PostState


async def bring_posts(
    session: AsyncSession, forum_id: int, posts: Sequence[PlannedPost], numbers: Numbers
) -> None:
    """Add posts of one batch that are missing, note their numbers, and bring the others up.

    What others hang on may stand in the same batch, so each kind goes in before the next.
    """
    ids = [numbers.posts[each.external_id] for each in posts if each.external_id in numbers.posts]
    rows = await posts_by_number(session, ids)
    for kind in PostKind:
        await _bring_kind(
            session, forum_id, [each for each in posts if each.kind is kind], numbers, rows
        )
    await _bring_tags(session, forum_id, posts, numbers, rows)


async def relate(
    session: AsyncSession,
    questions: Sequence[PlannedPost],
    around: Neighbours,
    numbers: Numbers,
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
        if best is not None and is_gone_here(rows[numbers.posts[best.external_id]], best):
            best = None
        before = taken.get(row.number)
        is_related = before is not None and BEST in before
        said = relations(question, around, numbers, best, before if is_related else None)
        changes = different(row, said)
        if changes and row.state is not PostState.DELETED:
            await update_post(session, row.number, **changes)
    await _note(session, questions, numbers, taken, (BEST, CLOSED_BY))


async def _bring_kind(
    session: AsyncSession,
    forum_id: int,
    posts: Sequence[PlannedPost],
    numbers: Numbers,
    rows: Mapping[int, Post],
) -> None:
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
        changes = changed(post, rows[number], numbers, taken.get(number))
        if post.kind is PostKind.QUESTION and "category_id" in changes:
            del changes["category_id"]
            # Also what was written beneath it here.
            await put_into(session, number, category_of(post, numbers))
        if changes:
            await update_post(session, number, **changes)
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


async def _bring_tags(
    session: AsyncSession,
    forum_id: int,
    posts: Sequence[PlannedPost],
    numbers: Numbers,
    rows: Mapping[int, Post],
) -> None:
    wanted = {
        numbers.posts[each.external_id]: tags_of(each.record)
        for each in posts
        if each.kind is PostKind.QUESTION
    }
    given = await tags_of_posts(session, wanted)
    fresh = {}
    for post, tags in wanted.items():
        is_deleted = post in rows and rows[post].state is PostState.DELETED
        if tags == given.get(post, ()) or is_deleted:
            continue
        if post in given:
            await remove_tags(session, post)
        fresh[post] = tags
    await add_tags(session, forum_id, fresh)
