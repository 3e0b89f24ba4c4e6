"""Posting anonymously: stored unseen, under an alias, and shown a random while later.

Nothing that others can see, and nothing stored in clear, depends on who posts: no member is made,
nobody is credited, and the worker shows the post, not the command.
"""

import secrets
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.aliases import ALIAS_CHARACTERS, new_alias
from bot.forum.anonymous.authors import OwnPost, SealedAuthor, author_marks, sign
from bot.forum.anonymous.look_alikes import imitates
from bot.forum.anonymous.terms import Carried, Terms, offered
from bot.forum.blocks import refuse_blocked
from bot.forum.characters import one_line, visible
from bot.forum.identity import sealer_in_view
from bot.forum.naming_errors import AnonymityOff, AnonymousHere, NameTaken, PromiseChanged
from bot.forum.repeats import Text, refuse_repeats
from bot.forum.summaries import Actor, Guise, Posted
from data.anonymity import aliases_in, first_marked
from data.database import Database
from data.deliveries import enqueue
from data.members import member_of_discord
from data.posts import insert_post
from data.tables import DeliveryKind, Forum, PostState

# Randomness nobody can guess from earlier draws.
RANDOM = secrets.SystemRandom()


async def post_anonymously(
    session: AsyncSession,
    forum: Forum,
    actor: Actor,
    text: Text,
    guise: Guise,
    *,
    category_id: int | None,
    notify: bool,
    is_spoiler: bool,
    now: datetime,
) -> Posted:
    """Store an anonymous post that appears after a random while, and return it.

    Raises `AnonymityOff`, `PromiseChanged`, `Blocked`, `NameTaken`, `AlreadyPosted`, `HourlyLimit`.
    """
    forum_id, user_id = forum.id or 0, actor.discord_id
    carried = await carried_in(session, text.question_id, user_id)
    terms = _terms(forum, carried, guise)
    await refuse_blocked(session, forum_id, user_id, now, is_anonymous=True)
    member = await member_of_discord(session, forum_id, user_id)
    member_id = member.id if member else None
    await refuse_repeats(session, forum, text, member_id=member_id, user_id=user_id, now=now)
    alias = carried.alias if carried else await _new_alias(session, text, guise)
    post_id = await insert_post(
        session,
        forum_id=forum_id,
        kind=text.kind,
        state=PostState.QUEUED,
        question_id=text.question_id,
        parent_id=text.parent_id,
        category_id=category_id,
        alias=alias,
        is_unmaskable=terms.is_unmaskable,
        seal_days=terms.seal_days,
        title=text.title,
        body=text.body,
        is_spoiler=is_spoiler,
        created_at=now,
    )
    own = OwnPost(post_id, text.question_id or post_id, text.kind, now)
    await sign(session, own, forum_id, SealedAuthor(user_id, notify))
    wait = timedelta(seconds=RANDOM.uniform(0, forum.anonymous_delay_seconds))
    delivery_id = await enqueue(
        session,
        DeliveryKind.REVEAL_POST,
        lane=f"reveal:{post_id}",
        now=now,
        due_at=now + wait,
        forum_id=forum_id,
        payload={"post": post_id},
    )
    return Posted(post_id, delivery_id, alias=alias)


async def refuse_slip(session: AsyncSession, question_id: int, user_id: int) -> None:
    """Refuse a post by name of somebody who is anonymous in the question.

    Raises `AnonymousHere` with the alias, which asks whether they mean it.
    """
    carried = await carried_in(session, question_id, user_id)
    if carried is not None:
        raise AnonymousHere(alias=carried.alias)


async def carried_in(
    session: AsyncSession, question_id: int | None, user_id: int
) -> Carried | None:
    """Return whom somebody is in a question, if they are anonymous there; in a new one nobody is.

    What they named themselves first stays: a second name would be a second person.
    """
    if question_id is None:
        return None
    await sealer_in_view(session)
    found = await first_marked(session, author_marks(session, question_id, user_id))
    if found is None:
        return None
    alias, is_unmaskable, seal_days = found
    return Carried(alias, Terms(is_unmaskable, seal_days))


def _terms(forum: Forum, carried: Carried | None, guise: Guise) -> Terms:
    terms = carried.terms if carried else offered(forum)
    if terms is None:
        raise AnonymityOff
    if guise.promised is not None and guise.promised != terms.code:
        raise PromiseChanged
    return terms


async def _new_alias(session: AsyncSession, text: Text, guise: Guise) -> str:
    taken = set() if text.question_id is None else await aliases_in(session, text.question_id)
    name = one_line(visible(guise.display_name))[:ALIAS_CHARACTERS]
    if not name:
        return new_alias({*taken, *guise.others})
    if imitates(name, [*guise.others, *taken]):
        raise NameTaken(name=name)
    return name


async def carried_here(database: Database, *, question_id: int, discord_id: int) -> Carried | None:
    """Return whom somebody is in a question, in a transaction of its own."""
    async with database.read() as session:
        return await carried_in(session, question_id, discord_id)
