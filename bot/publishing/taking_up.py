"""Direct messages of which nobody heard that they went out: known again, and drawn as of now.

Of what was hidden or deleted before one was found, its text would stand there for ever otherwise.
Nothing is added to one any more.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import discord

from bot.catalogue import words_for
from bot.forum.notices import read_for
from bot.forum.wishes import Why, why_dm
from bot.publishing.codes import unless_gone
from bot.publishing.context import Context, custom_ids
from bot.publishing.direct_messages import CARRYING, GATHERED, numbers_in
from bot.publishing.gathered import gathered_discreetly
from bot.publishing.recent import About, Recent
from bot.publishing.redrawing import draw_anew
from data.forums import get_forum
from data.notices import get_notification
from data.posts import get_post
from data.tables import Notification


def numbers_of(message: discord.Message) -> set[int]:
    """Return the numbers of the notifications in a message: its buttons carry them."""
    return {each for custom_id in custom_ids(message) for each in numbers_in(custom_id)}


async def take_up_one(
    context: Context, message: discord.Message, user_id: int, *, is_wanted: bool
) -> None:
    """Take up a message that tells of something, perhaps besides what waited in quiet hours.

    What else that gathered is known in memory alone; after a restart it says no more than that
    there is something, if what was added `is_wanted` no more.
    """
    is_gathered = any(each.startswith(f"{GATHERED}:") for each in custom_ids(message))
    if is_gathered and context.recent.known(message.id) is None:
        if not is_wanted:
            await _cover(context, message)
        return
    await take_up(context, message, user_id, told_in(message))


async def take_up(
    context: Context,
    message: discord.Message,
    user_id: int,
    told: Sequence[int],
    *,
    seen: str = "",
) -> None:
    """Take up a message that tells of these, the oldest first, or gathers them (`seen`)."""
    recent = context.recent.known(message.id)
    if recent is None:
        recent = await _known(context, message, user_id, told)
        recent = replace(recent, seen=seen)
    for number in told:
        if number not in recent.told:
            recent = recent.with_another(number, recent.why, is_discreet=recent.is_discreet)
    is_discreet = _actions(message) <= {"reveal", GATHERED}
    context.recent.note(replace(recent, is_discreet=is_discreet, is_over=True))
    await draw_anew(context, message.id)


def told_in(message: discord.Message) -> list[int]:
    """Return the numbers of the notifications in a message, the oldest first.

    Of one that gathers several: of those that were added to it.
    """
    found = [custom_id.partition(":") for custom_id in custom_ids(message)]
    for action, _, numbers in found:
        if action == GATHERED:
            return [int(each) for each in numbers.split("+")[1:]]
    carried = [numbers.split("+") for action, _, numbers in found if action in CARRYING]
    if not carried:
        return []
    newest, *earlier = max(carried, key=len)
    return [int(each) for each in (*earlier, newest)]


def _actions(message: discord.Message) -> set[str]:
    return {custom_id.partition(":")[0] for custom_id in custom_ids(message)}


async def _known(
    context: Context, message: discord.Message, user_id: int, told: Sequence[int]
) -> Recent:
    """Return what would be known of a message if anybody had heard that it was sent."""
    abouts, why = {About(user_id, 0, is_anonymous=False): None}, Why.TICKED
    async with context.database.read() as session:
        for number in told:
            row = await get_notification(session, number)
            if row is None:
                continue
            notice = await read_for(session, row, user_id)
            post = await get_post(session, notice.post_id or 0)
            question_id = 0 if post is None else post.root_id
            abouts[About(user_id, question_id, is_anonymous=row.sealed is not None)] = None
            why = await why_dm(session, row, user_id) or why
    return Recent(
        message.id,
        message.channel.id,
        message.created_at,
        tuple(told),
        tuple(abouts),
        why,
        is_first="discreet" in _actions(message),
    )


async def _cover(context: Context, message: discord.Message) -> None:
    gathers = next(each for each in custom_ids(message) if each.startswith(f"{GATHERED}:"))
    async with context.database.read() as session:
        found = [await get_notification(session, each) for each in numbers_of(message)]
        rows: list[Notification] = [row for row in found if row is not None]
        locale = "en" if not rows else (await get_forum(session, rows[-1].forum_id)).locale
    view = gathered_discreetly(None, gathers.partition(":")[2], words_for(locale))
    with suppress(discord.Forbidden), unless_gone():
        await message.edit(view=view)
