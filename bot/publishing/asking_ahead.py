"""Asking for the members of a long queue together, before each is needed."""

import contextlib

import discord

from bot.forum.identity import WrongKey
from bot.forum.mail import told_by
from bot.publishing.context import Context
from bot.publishing.mail import Mail
from data.claiming import next_mail
from data.tables import Delivery

FEW = 8
"""So many that wait are asked for one by one."""


async def ask_ahead(context: Context, guild: discord.Guild, delivery: Delivery, mail: Mail) -> None:
    """Ask for whoever waits behind, too: one question to Discord serves a hundred messages.

    Also for those who saw nothing of what it is about a minute ago.
    """
    members, user_id, now = context.members, mail.to.user_id, context.clock()
    members.doubt(guild, user_id, mail.places, now=now)
    if members.knows(guild, user_id, now=now):
        return
    others: list[int] = []
    async with context.database.read() as session:
        for each in await next_mail(session, delivery):
            with contextlib.suppress(WrongKey):  # that one is nobody's any more
                others.append(told_by(session, each)[1])
    if len(others) > FEW:
        for other_id in others:
            members.doubt(guild, other_id, mail.places, now=now)
        await members.ask_ahead(guild, [user_id, *others], now=now)
