"""DMs that Discord refused: none comes to that person until they ask for DMs again.

Each refusal is kept where it was met: of what stands by name on the account, of an account's turns
in its sealed preferences, of what is sealed in that seal. So nothing in clear says that somebody
is told of anything anonymously, and no row changes that would not have changed anyway.

One by name of an anonymous post is remembered only: had its reader written that themselves, nothing
would have been sent that could be refused (`bot.forum.own_acts`).
"""

from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import own_posts_anywhere, sealed_author
from bot.forum.anonymous.followed import followed_by
from bot.forum.anonymous.notices import all_sealed
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.identity import not_brought, unwritten_refusals
from bot.forum.topics import Preferences
from data.accounts import has_refused_dms
from data.belongings import asked_for_dms_since
from data.database import Database
from data.posts import get_posts


async def refuses_dms(session: AsyncSession, chosen: Preferences) -> bool:
    """Tell whether Discord refused a DM to somebody, and they asked for none since.

    Whatever goes by name asks the account alone: one that is missing must not say that something
    sealed was refused.
    """
    if await has_refused_dms(session, chosen.user_id):
        return True
    return await _refuses_sealed(session, chosen)


async def is_known_to_refuse(session: AsyncSession, chosen: Preferences) -> bool:
    """Tell whether somebody is to know that Discord refused them a DM, also if it is not stored.

    For what they alone are told: what is sent, or written, must not depend on it.
    """
    if await refuses_dms(session, chosen):
        return True
    met = unwritten_refusals(session).get(chosen.user_id)
    return met is not None and not await _asked_since(session, chosen, met.timestamp())


def remember_refusal(session: AsyncSession, user_id: int, number: int, now: datetime) -> None:
    """Remember that Discord refused a DM of a notification by name, and write down nothing."""
    unwritten_refusals(session)[user_id] = now
    not_brought(session).setdefault(user_id, set()).add(number)


def note_reached(session: AsyncSession, user_id: int) -> None:
    """Forget that a DM was refused, unless that is stored: another one came."""
    unwritten_refusals(session).pop(user_id, None)


async def asking_again(session: AsyncSession, chosen: Preferences, now: datetime) -> Preferences:
    """Return somebody's preferences with their wish for DMs, where that changes anything."""
    unwritten_refusals(session).pop(chosen.user_id, None)
    if not await _refuses_sealed(session, chosen):
        return chosen
    return replace(chosen, refused_at=None, asked_at=now.timestamp())


async def ask_again(database: Database, *, user_id: int, now: datetime) -> None:
    """Note that somebody asks for DMs again by an act that stands by name.

    Apart from that: their preferences are sealed.
    """
    async with database.write() as session:
        before = await preferences_of(session, user_id)
        chosen = await asking_again(session, before, now)
        if chosen != before:
            await keep(session, chosen)


async def _refuses_sealed(session: AsyncSession, chosen: Preferences) -> bool:
    sealed = await all_sealed(session, chosen.user_id, None)
    met = [each.refused_at.timestamp() for each in sealed if each.refused_at is not None]
    if chosen.refused_at is not None:
        met.append(chosen.refused_at)
    refused_at = max(met, default=None)
    return refused_at is not None and not await _asked_since(session, chosen, refused_at)


async def _asked_since(session: AsyncSession, chosen: Preferences, refused_at: float) -> bool:
    """Tell whether somebody asked for DMs since a moment, in seconds, by whatever says when."""
    if chosen.asked_at is not None and chosen.asked_at >= refused_at:
        return True
    user_id, since = chosen.user_id, datetime.fromtimestamp(int(refused_at), UTC)
    if any(each.is_on and each.at >= since for each in await followed_by(session, user_id, None)):
        return True
    if await asked_for_dms_since(session, user_id, datetime.fromtimestamp(refused_at, UTC)):
        return True
    own = [each.post_id for each in await own_posts_anywhere(session, user_id) if each.at >= since]
    authors = [sealed_author(session, post) for post in (await get_posts(session, own)).values()]
    return any(author is not None and author.notify for author in authors)
