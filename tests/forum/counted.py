"""What triggers count as things happen, against a count of now."""

from collections import Counter

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.tables import Member, PointsHeld, PostTag, Tag


async def check_what_triggers_count(session: AsyncSession) -> None:
    """Check how many members have which points, and how many questions have which tag."""
    members = (await session.exec(select(Member))).all()
    ranked = [each for each in members if each.name is not None and each.merged_into is None]
    held = (await session.exec(select(PointsHeld))).all()
    counted = {(each.forum_id, each.points): each.members for each in held}
    assert counted == Counter((each.forum_id, each.points) for each in ranked)
    given = Counter((await session.exec(select(PostTag.tag_id))).all())
    tags = (await session.exec(select(Tag))).all()
    assert {each.id: each.given for each in tags} == {each.id: given[each.id or 0] for each in tags}
