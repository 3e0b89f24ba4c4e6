"""Categories of the website, found again by their path: their numbers are kept nowhere."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.category_tree import NAME_CHARACTERS
from bot.forum.characters import one_line
from bot.importing.site import SiteCategory
from data.categories import KnownCategory, categories_of, insert_category

Place = tuple[int | None, str]
"""A category above, and a name in small letters."""


async def bring_categories(
    session: AsyncSession, forum_id: int, categories: Sequence[SiteCategory], now: datetime
) -> dict[str, int]:
    """Return the website's number to ours, adding the categories that are missing."""
    known = {_place(each): each.id for each in await categories_of(session, forum_id)}
    found: dict[str, int] = {}
    waiting = sorted(categories, key=lambda each: (each.position, int(each.categoryid)))
    named = {each.categoryid for each in categories}
    while waiting:
        # One whose parent is not in the file stands at the top.
        ready = [
            each
            for each in waiting
            if each.parentid is None or each.parentid in found or each.parentid not in named
        ]
        for each in ready or waiting:
            above = found.get(each.parentid or "")
            name = one_line(each.title)[:NAME_CHARACTERS].strip() or each.categoryid
            place = (above, name.casefold())
            if place not in known:
                known[place] = await insert_category(
                    session,
                    forum_id=forum_id,
                    parent_id=above,
                    name=name,
                    description=one_line(each.content or ""),
                    position=each.position,
                    now=now,
                )
            found[each.categoryid] = known[place]
        # Were all that wait above one another, they have come in at the top.
        waiting = [each for each in waiting if each.categoryid not in found]
    return found


def _place(category: KnownCategory) -> Place:
    return category.parent_id, category.name.casefold()
