"""Users of the website as members."""

from collections.abc import Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import points
from bot.forum.characters import one_line
from bot.importing.site import SiteUser
from data.importing import WebsiteMember, add_members, update_members, website_members
from data.tables import Forum, Member


async def bring_members(
    session: AsyncSession, forum: Forum, users: Sequence[SiteUser], bonuses: Mapping[str, int]
) -> None:
    """Add members that are missing, and bring the others up."""
    known = await website_members(session, forum.id or 0, [each.userid for each in users])
    fresh = {
        user.userid: _row(user, forum, bonuses.get(user.userid, 0))
        for user in users
        if user.userid not in known
    }
    await add_members(session, forum.id or 0, fresh)
    met = [(user, known[user.userid]) for user in users if user.userid in known]
    changes = {each.id: _changed(user, each, bonuses) for user, each in met}
    await update_members(session, changes)


def _row(user: SiteUser, forum: Forum, bonus: int) -> dict[str, object]:
    member = Member(
        forum_id=forum.id or 0,
        name=_name(user),
        points=points.total({"bonus": bonus}, forum),
        bonus=bonus,
        created_at=user.created,
    )
    return member.model_dump(exclude={"id"})


def _changed(
    user: SiteUser, member: WebsiteMember, bonuses: Mapping[str, int]
) -> dict[str, object]:
    """Return what the website has otherwise; who is in Discord as well is called as there."""
    changes: dict[str, object] = {}
    if not member.is_linked and member.name != _name(user):
        changes["name"] = _name(user)
    bonus = bonuses.get(user.userid, member.bonus)
    if bonus != member.bonus:
        changes["bonus"] = bonus
    return changes


def _name(user: SiteUser) -> str:
    return one_line(user.handle) or user.userid
