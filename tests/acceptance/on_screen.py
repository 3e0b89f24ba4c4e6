"""What somebody finds on their screen of what they are told: DMs, the inbox, a word."""

import re
from collections.abc import Mapping

import discord
from simcord.actors import MemberActor
from simcord.results import ResponseMessage

from data.tables import DiscordLink
from tests.acceptance.facts import rows
from tests.acceptance.town import Town
from tests.support.people import press
from tests.support.reading import buttons_of, dms, private_text, reply_of, text_of

MESSAGE = re.compile(r"/channels/\d+/\d+/(\d+)")
UNHEARD = re.compile(r"There (?:is|are) (\d+) new notification")


async def word(town: Town, person: MemberActor) -> int:
    """Return of how much a word after a command tells somebody."""
    said = private_text(await person.slash(town.lobby, "help"))
    return sum(int(each) for each in UNHEARD.findall(said))


async def told(town: Town, person: MemberActor, codes: Mapping[int, str]) -> list[str]:
    """Return of which posts somebody's DMs tell, by their codes: each once a message, in order.

    `codes` are words of the posts by their numbers. A message quotes a post, or links to it.
    """
    standing = {each.message_id: each.post_id for each in await rows(town, DiscordLink)}
    any_code = re.compile("|".join(codes.values()) or "(?!)")

    def code(link: re.Match[str]) -> str:
        return codes.get(standing.get(int(link[1]), 0), "")

    found: list[str] = []
    for message in dms(person):
        if not message.flags.ephemeral:  # what **Show** answered
            shown = await _read(person, message)
            found += dict.fromkeys(any_code.findall(MESSAGE.sub(code, shown)))
    return found


async def _read(person: MemberActor, message: discord.Message) -> str:
    if "Show" not in buttons_of(message):
        return text_of(message)
    return await _pages(person, reply_of(await press(person, message, "Show")))


async def inbox(town: Town, person: MemberActor) -> str:
    """Return all pages of somebody's inbox."""
    return await _pages(person, reply_of(await person.slash(town.lobby, "inbox")))


async def _pages(person: MemberActor, page: ResponseMessage) -> str:
    pages = [text_of(page)]
    while "Older" in buttons_of(page):
        await press(person, page, "Older")
        pages.append(text_of(page))
    return "\n".join(pages)
