"""A small Question2Answer site that is brought into a forum."""

import json
from io import BytesIO
from typing import Any

from sqlmodel import select

from bot.importing.carrying_out import Import
from bot.importing.reading import site_in
from data.tables import WebsiteLink
from tests.support.worlds import ForumWorld

TITLE = "How did you begin to talk about it?"
LONG = "First I wrote it all down, on paper, for me alone. " * 20
# A question with eight answers that are shown: the seventh was chosen, the others have 6 votes
# down to 0. One has a comment, one is hidden, one is long, one is by a visitor.
SAID = [f"What helped the person number {number} was a lantern." for number in range(8)]


def _posts() -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = [
        {"postid": 10 + number, "type": "A", "userid": 2, "content": body}
        for number, body in enumerate(SAID)
    ]
    answers[2] |= {"userid": None, "name": "Grey Finch"}
    answers[3] |= {"content": f"{SAID[3]}\n\n{LONG}"}
    answers.append({"postid": 30, "type": "A_HIDDEN", "userid": 2, "content": "Hidden long ago."})
    for each in answers:
        each |= {"parentid": 1, "created": 3000 + each["postid"]}
    question = {"postid": 1, "type": "Q", "userid": 1, "created": 2000, "title": TITLE}
    return [
        question | {"content": "I never found the words.", "selchildid": 17},
        *answers,
        {
            "postid": 40,
            "type": "C",
            "parentid": 10,
            "userid": 1,
            "created": 4000,
            "content": "The lantern was mine.",
        },
    ]


def _votes() -> list[dict[str, Any]]:
    """Return votes: six for the first answer, one fewer for each that follows."""
    return [
        {"postid": 10 + number, "userid": 100 + voter, "vote": 1}
        for number in range(7)
        for voter in range(6 - number)
    ]


def _users() -> list[dict[str, Any]]:
    named = {1: "ana", 2: "DrLindqvist"} | {100 + number: f"u{number}" for number in range(6)}
    return [{"userid": id_, "handle": name, "created": 1000} for id_, name in named.items()]


SITE = {"users": _users(), "posts": _posts(), "votes": _votes()}


async def bring_in(world: ForumWorld) -> dict[str, int]:
    """Bring the site in, and return our numbers of its posts by the site's."""
    site = site_in(BytesIO(json.dumps(SITE).encode()), "site")
    async for _ in Import(world.bot.database, site, 1, world.bot.now()).steps():
        pass
    async with world.bot.database.read() as session:
        found = (await session.exec(select(WebsiteLink))).all()
    return {each.external_id: each.post_id for each in found}
