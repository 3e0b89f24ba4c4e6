"""Notifications that nobody heard of: unread, and no DM told of the same; told of once."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.digest_turns import brought_by_digests
from bot.forum.anonymous.notices import Sealed, sealed_for
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.brought import told_by_dms
from bot.forum.identity import named_hints, not_brought, sealed_hints
from bot.forum.refusals import refuses_dms
from bot.forum.topics import Preferences
from data import hearing
from data.database import Database
from data.hearing import note_heard, unheard_by
from data.tables import NotificationKind


@dataclass(frozen=True, slots=True)
class Word:
    """How much somebody is to be told that they have, and which notifications that is."""

    count: int
    user_id: int
    named: frozenset[int]
    sealed: frozenset[int]


class Unheard:
    """Tells people once how much is in their inbox that they can't have heard of.

    Of what is sealed that is remembered, and written with all that is sealed (`write_reads`): a row
    that changes while something is told by name would say who is anonymous. So is what was said
    after a form, which may be an anonymous one, until the next command of theirs.
    """

    def __init__(self, database: Database) -> None:
        """Have told nobody anything yet."""
        self._database = database
        self._being_said: set[int] = set()
        self._said_after_forms: set[int] = set()

    async def find(self, *, discord_id: int) -> Word:
        """Return what somebody has not heard of, but for what they are just being told of.

        Either `note` or `take_back` comes after it.
        """
        async with self._database.read() as session:
            named, sealed, shown = await _found(session, discord_id)
        named, sealed = named - self._being_said, sealed - self._being_said
        count = len((shown & named - self._said_after_forms) | sealed)
        self._being_said |= named | sealed
        return Word(count, discord_id, frozenset(named), frozenset(sealed))

    async def note(self, word: Word, *, is_after_form: bool = False) -> None:
        """Note that somebody was told."""
        if is_after_form:
            self._said_after_forms |= word.named
        elif word.named:
            async with self._database.write() as session:
                refused = not_brought(session).get(word.user_id, set())
                # Of these it is written that they were heard of, and by a DM.
                await note_heard(session, word.named - refused)
                named_hints(session).update(word.named - refused)
                refused -= word.named
            self._said_after_forms -= word.named
        if word.sealed:
            async with self._database.read() as session:
                sealed_hints(session).update(word.sealed)
        self.take_back(word)

    def take_back(self, word: Word) -> None:
        """Let somebody be told the next time, unless it was noted that they were."""
        self._being_said -= word.named | word.sealed


async def _found(session: AsyncSession, discord_id: int) -> tuple[set[int], set[int], set[int]]:
    """Return what somebody is told of by name and sealed, and what of the first they see."""
    chosen = await preferences_of(session, discord_id)
    # What waits for the end of quiet hours comes then, unless Discord lets no DM through.
    is_refused = await refuses_dms(session, chosen)
    # So does what a digest brings.
    brought = await brought_by_digests(session, chosen, is_refused=is_refused)
    found = await sealed_for(session, discord_id, None)
    sealed = [
        each
        for each in found.to_see(chosen)
        if not (each.is_read or each.is_heard or each.is_hinted)
        and (is_refused or each.held_at is None)
        and not (each.is_followed and brought.has(each.created_at))
    ]
    refused = not_brought(session).get(discord_id, set())
    named = [
        each
        for each in await unheard_by(session, discord_id, besides=refused)
        if (is_refused or each.held_at is None)
        and not (each.kind is NotificationKind.FOLLOWED and brought.has(each.created_at))
    ]
    posts = {*(each.post_id or 0 for each in named), *(each.post_id for each in sealed)}
    told = await told_by_dms(session, discord_id, found.every, posts, is_refused=is_refused)
    # Those as well that they don't see, or that a sealed DM brought: else a follower who wrote the
    # post, or follows its question, would stand out. So what is only to come is said now.
    by_name = {each.id for each in named} - told.coming
    shown = {
        each.id
        for each in named
        if _is_shown(each, found, chosen) and not told.has_told(each.kind, each.post_id)
    }
    unheard = {each.row.id or 0 for each in sealed if not told.tells(each.row.kind, each.post_id)}
    return by_name, unheard - told.coming, shown & by_name


def _is_shown(notice: hearing.Unheard, found: Sealed, chosen: Preferences) -> bool:
    """Tell whether somebody finds a notification by name in their inbox."""
    unwanted = chosen.unwanted()
    if notice.kind in unwanted.by_forum.get(notice.forum_id, unwanted.everywhere):
        return False
    if notice.id in found.own:
        return False
    return notice.kind is not NotificationKind.FOLLOWED or notice.post_id not in found.known
