"""A Question2Answer site's activity once more, by the use cases: who is told is whom it mailed.

`mails.json` has every mail that the site of `site.json` would have sent while it was made.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.forum import answers, best_answers, comments, policy, questions
from bot.forum.anonymous.reveals import reveal
from bot.forum.mail import told_by
from bot.forum.notices import read_notice
from bot.forum.summaries import Actor, Guise
from bot.forum.wishes import why_dm
from data.database import Database
from data.notices import get_notification
from data.posts import get_post
from data.tables import DeliveryKind, Notification, NotificationKind, PostKind
from tests.forum.world import MESSAGES, World

HERE = Path(__file__).parent
Row = Mapping[str, Any]
Mail = tuple[str, str, int, int, str | None]
"""To whom, why, about which question and which post, by the site's numbers, and who did it."""

MAILS = 249
# What the site mails besides, how often, and what is there in its place.
OTHERWISE = {
    "welcome": (40, "a welcome to /inbox, not by DM: nobody asked for one"),
    "wall post": (2, "nothing: nobody has a wall here"),
    "admin: queued": (5, "moderators have a queue of their own"),
    "admin: flagged": (9, "moderators have a queue of their own"),
}
# What its mails say otherwise of who did it, and how often.
SAYS_SO_OF_ANYBODY, ANYBODYS = "adding another comment", 9
CHOSEN_BY_OTHERS = {105: "oldoak"}
"""A moderator"s choice names nobody here: the log does."""
WITHOUT_ACCOUNT, UNDER_ALIAS = "anonymous", 13
"""Whoever has no account there has an alias here."""
WHY = {
    (NotificationKind.ANSWER, False): "question answered",
    (NotificationKind.COMMENT, False): "comment on my question",
    (NotificationKind.COMMENT, True): "comment on my answer",
    (NotificationKind.COMMENT_AFTER, False): "comment after mine",
    (NotificationKind.COMMENT_AFTER, True): "comment after mine",
    (NotificationKind.CHOSEN, False): "answer selected",
}
NEEDS_A_LOOK = r"(.+) (requires your approval|has received (?:1 flag|[35] flags))"
# Whose account was deleted since; the mails still name it.
DELETED = "half_moon"
# An answer that the site turned into a comment later.
CONVERTED = {218}


def fitting(text: str, bounds: tuple[int, int]) -> str:
    """Return a text as the forms here take it; the site's may be shorter or longer."""
    return text[: bounds[1]].strip().ljust(bounds[0], ".")


class Replay:
    """Does what the site's people did, one after another, and notes who gets a DM of it."""

    def __init__(self, world: World, site: Mapping[str, list[Row]]) -> None:
        self.world, self.site = world, site
        self.names = {row["userid"]: row["handle"] for row in site["users"]}
        self.ours: dict[int, int] = {}
        self.people: dict[int, str] = {}
        self.mails: list[Mail] = []
        self.under_alias = 0

    def known_as(self, number: int) -> str:
        """Return what the site's mails call the author of a post."""
        row = next(each for each in self.site["posts"] if each["postid"] == number)
        if row["userid"] is not None:
            return str(self.names[row["userid"]])
        is_deleted = row["cookieid"] is None
        return DELETED if is_deleted else row["name"] or WITHOUT_ACCOUNT

    def actor(self, row: Row) -> Actor:
        """Return who wrote a post: a member, or somebody known by an address or a cookie only."""
        if row["userid"] is not None:
            number, name = 10_000 + row["userid"], self.names[row["userid"]]
        else:
            address = row["notify"] if "@" in (row["notify"] or "")[1:] else None
            name = address or row["cookieid"] or DELETED
            number = 20_000 + int.from_bytes(name.encode()) % 900_000
        self.people[number] = name
        return Actor(number, name)

    async def post(self, row: Row) -> None:
        """Write a post as its author did."""
        world = self.world
        world.later(minutes=30)
        about: dict[str, Any] = {
            "forum_id": world.forum_id,
            "actor": self.actor(row),
            "notify": bool(row["notify"]),
            # Some chose names that are refused here, because somebody else goes by them.
            "guise": Guise() if row["userid"] is None else None,
            "now": world.now,
        }
        parent = self.ours.get(row["parentid"] or 0, 0)
        kind = "A" if row["postid"] in CONVERTED else row["type"][0]
        body = fitting(row["content"], policy.BODY_CHARACTERS[PostKind.COMMENT])
        if kind == "Q":
            posted = await questions.ask(
                world.database,
                title=fitting(row["title"], policy.TITLE_CHARACTERS),
                details=fitting(row["content"], policy.BODY_CHARACTERS[PostKind.QUESTION]),
                tags=(),
                category_id=None,
                **about,
            )
        elif kind == "A":
            posted = await answers.answer(
                world.database, question_id=parent, body=body, is_sure=True, **about
            )
        else:
            posted = await comments.comment(
                world.database, post_id=parent, body=body, is_sure=True, **about
            )
        self.ours[row["postid"]] = posted.post_id
        if row["userid"] is None:
            async with world.database.write() as session:
                await reveal(session, posted.post_id, world.now)
        await world.publish(posted.post_id, thread_id=MESSAGES + posted.post_id)
        await self.note()

    async def choose(self, answer: int, *, by: str) -> None:
        """Choose an answer as its asker did, or somebody who looks after the site."""
        asker = next(row for row in self.site["posts"] if self.names.get(row["userid"]) == by)
        await best_answers.choose(
            self.world.database,
            answer_id=self.ours[answer],
            actor=replace(self.actor(asker), is_moderator=True),
            now=self.world.now,
        )
        await self.note()

    async def note(self) -> None:
        """Note the DMs that would be sent now."""
        theirs = {ours: number for number, ours in self.ours.items()}
        found = await self.world.deliveries(DeliveryKind.DIRECT_MESSAGE)
        async with self.world.database.read() as session:
            for delivery in found:
                number, user_id = told_by(session, delivery)
                row = await get_notification(session, number)
                assert row is not None
                assert await why_dm(session, row, user_id) is not None
                notice = await read_notice(session, row)
                post = await get_post(session, notice.post_id or 0)
                assert post is not None
                above = await get_post(session, post.parent_id or post.root_id)
                on_answer = above is not None and above.kind is PostKind.ANSWER
                why = WHY[
                    NotificationKind(notice.kind), on_answer and post.kind is PostKind.COMMENT
                ]
                by = notice.actor
                if post.author_id is None and notice.kind != NotificationKind.CHOSEN.value:
                    assert by == post.alias
                    self.under_alias += 1
                    by = self.known_as(theirs[post.number])
                about = (theirs[post.root_id], theirs[post.number])
                self.mails.append((self.people[user_id], why, *about, by))
        await self.world.drop_deliveries()


def mailed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((HERE / "mails.json").read_text())["notifications"]
    return [each | {"to": each["to"].strip('"')} for each in found]


def by_whom(mail: Row, replay: Replay) -> str | None:
    """Return who did what a mail tells of, as it is told here."""
    if mail["by"] == SAYS_SO_OF_ANYBODY and mail["kind"] == "comment after mine":
        return replay.known_as(mail["post"])
    if mail["kind"] == "answer selected" and mail["by"] != replay.known_as(mail["question"]):
        return None
    return str(mail["by"])


async def test_who_is_told_is_whom_the_site_mailed_and_for_the_same_reason(
    database: Database,
) -> None:
    site = json.loads((HERE / "site.json").read_text())
    replay = Replay(World(database, 1), site)
    written = [row for row in site["posts"] if row["type"] != "NOTE"]
    for row in written:
        if not row["type"].endswith("QUEUED"):
            await replay.post(row)
    mails = [each for each in mailed() if each["kind"] not in OTHERWISE]
    for mail in mails:
        if mail["kind"] == "answer selected":
            await replay.choose(mail["post"], by=mail["by"])
    expected = Counter(
        (m["to"], m["kind"], m["question"], m["post"], by_whom(m, replay)) for m in mails
    )
    got = Counter(replay.mails)
    assert {"too few": expected - got, "too many": got - expected} == {
        "too few": {},
        "too many": {},
    }
    said = {
        "of anybody": sum(each["by"] == SAYS_SO_OF_ANYBODY for each in mails),
        "of a moderator": {
            each["post"]: each["by"] for each in mails if by_whom(each, replay) is None
        },
        "of an alias": replay.under_alias,
    }
    assert said == {
        "of anybody": ANYBODYS,
        "of a moderator": CHOSEN_BY_OTHERS,
        "of an alias": UNDER_ALIAS,
    }


def test_every_mail_is_accounted_for() -> None:
    site = json.loads((HERE / "site.json").read_text())
    names = {row["userid"]: row["handle"] for row in site["users"]}
    authors = {row["postid"]: names.get(row["userid"]) for row in site["posts"]}
    found = mailed()
    others = [each for each in found if each["kind"] in OTHERWISE]
    counted = Counter(each["kind"] for each in others)
    assert counted == {kind: count for kind, (count, _) in OTHERWISE.items()}
    assert len(found) == MAILS
    for mail in others:
        if not mail["kind"].startswith("admin"):
            assert mail["by"] is None
            assert mail["to"] in {*names.values(), DELETED}
            continue
        assert mail["to"] == "admin@example.com"
        matched = re.fullmatch(NEEDS_A_LOOK, mail["by"])
        assert matched, mail["by"]
        who, said = matched.groups()
        assert who in ({authors[mail["post"]]} if mail["post"] else {*names.values()})
        assert ("flag" in said) is (mail["kind"] == "admin: flagged")


async def test_who_was_welcomed_by_mail_finds_it_in_the_inbox(database: Database) -> None:
    site = json.loads((HERE / "site.json").read_text())
    replay = Replay(World(database, 1), site)
    for row in site["posts"][:40]:
        if row["type"] in {"Q", "A", "C"}:
            await replay.post(row)
    authors = {row["userid"] for row in site["posts"][:40]} - {None}
    found = [each for each in await replay.world.all(Notification) if each.kind.value == "welcome"]
    assert len(found) == len(authors)
    assert {replay.names[each] for each in authors} <= {
        m["to"] for m in mailed() if m["kind"] == "welcome"
    }
