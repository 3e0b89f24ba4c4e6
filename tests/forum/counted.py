"""What triggers keep as things happen, against what stands there now."""

from collections import Counter

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.tables import Member, PointsHeld, Post, PostKind, PostState, PostTag, Tag, Tagged

OF_THE_POST = set(Tagged.model_fields) - {"tag_id", "post_id"}


async def check_what_triggers_count(session: AsyncSession) -> None:
    """Check how many members have which points, and which questions stand where under a tag."""
    members = (await session.exec(select(Member))).all()
    ranked = [each for each in members if each.name is not None and each.merged_into is None]
    held = (await session.exec(select(PointsHeld))).all()
    counted = {(each.forum_id, each.points): each.members for each in held}
    assert counted == Counter((each.forum_id, each.points) for each in ranked)
    await _check_tagged(session)


async def _check_tagged(session: AsyncSession) -> None:
    """Check that under each tag its visible questions stand as they are, and how many those are."""
    shown = {
        each.number: each
        for each in (await session.exec(select(Post))).all()
        if each.kind is PostKind.QUESTION and each.state is PostState.VISIBLE
    }
    expected = {
        (each.tag_id, each.post_id): {
            name: getattr(shown[each.post_id], name) for name in OF_THE_POST
        }
        | {"category_id": shown[each.post_id].category_id or 0}
        for each in (await session.exec(select(PostTag))).all()
        if each.post_id in shown
    }
    rows = (await session.exec(select(Tagged))).all()
    found = {(each.tag_id, each.post_id): each.model_dump(include=OF_THE_POST) for each in rows}
    assert found == expected
    tags = (await session.exec(select(Tag))).all()
    given = Counter(tag_id for tag_id, _ in expected)
    assert {each.id: each.given for each in tags} == {each.id: given[each.id or 0] for each in tags}
