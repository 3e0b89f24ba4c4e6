"""Who has the file at every moment of an outage doesn't learn who wrote anonymously.

Three follow a question, and one of them answers it anonymously: of all that is stored about these
three nothing sets one apart, whoever of them it is.
"""

import contextlib
import itertools
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from simcord.actors import MemberActor
from sqlmodel.ext.asyncio.session import AsyncSession

from data.database import Database, file_of
from data.tables import Delivery
from tests.acceptance.facts import QUESTION, rows
from tests.acceptance.test_quiet_nights import HOUR
from tests.acceptance.test_refused_dms import inbox_says_so
from tests.acceptance.test_shared_fates import followed
from tests.support.calls import OPEN_DM, SEND, When
from tests.support.people import press, submit
from tests.support.reading import dms, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

AUTHORS = ("alice", "carol", "dave")
MAIL = """
    SELECT id, state, attempts, is_uncertain, reason, due_at, hex(sealed)
    FROM delivery WHERE kind = 'direct_message' AND sealed IS NOT NULL
"""
NOTICES = "SELECT hex(recipient_mark), sealed FROM notification WHERE sealed IS NOT NULL"


@dataclass
class Copies:
    """Copies of what the file says of sealed messages, one after each transaction."""

    world: ForumWorld
    mail: list[dict[int, tuple[object, ...]]] = field(default_factory=list)
    notices: list[dict[str, bytes]] = field(default_factory=list)

    def take(self) -> None:
        """Copy what the file says now."""
        file = file_of(self.world.bot.settings.database_url)
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            mail = {row[0]: tuple(row[1:]) for row in connection.execute(MAIL)}
            notices = dict(connection.execute(NOTICES).fetchall())
        if not self.mail or (mail, notices) != (self.mail[-1], self.notices[-1]):
            self.mail.append(mail)
            self.notices.append(notices)

    def times_sealed(self) -> set[int]:
        """Return how often a notification was sealed, of those that are there."""
        marks = self.notices[-1].keys()
        return {len({each[mark] for each in self.notices if mark in each}) for mark in marks}

    def of_those_that_failed(self) -> list[set[tuple[object, ...]]]:
        """Return what each copy says in clear of those that wait as if they had failed."""
        return [
            {said[:-1] for said in each.values() if said[0] == "waiting" and said[3] is not None}
            for each in self.mail
        ]

    def left_as_they_were(self) -> list[int]:
        """Return of how many that failed no seal changed, from copy to copy, while others' did."""
        found = []
        for before, after in itertools.pairwise(self.mail):
            failed = [mark for mark in before.keys() & after.keys() if before[mark][3] is not None]
            changed = [mark for mark in failed if before[mark][-1] != after[mark][-1]]
            found.append(len(failed) - len(changed) if changed else 0)
        return found

    def of_those_waiting(self) -> list[set[tuple[object, ...]]]:
        """Return what each copy says in clear of those that wait, but for their next times."""
        return [
            {said[1:-2] for said in each.values() if said[0] == "waiting"} for each in self.mail
        ]

    def missing(self) -> set[int]:
        """Return how many of three are missing, in any copy in which one is there."""
        return {len(AUTHORS) - len(each) for each in self.mail if each}


@pytest.fixture
def copies(forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch) -> Copies:
    """Return copies that are taken after each transaction from now on."""
    taken, write = Copies(forum_world), Database.write

    @contextlib.asynccontextmanager
    async def copied(database: Database) -> AsyncIterator[AsyncSession]:
        async with write(database) as session:
            yield session
        taken.take()

    monkeypatch.setattr(Database, "write", copied)
    return taken


async def followers(world: ForumWorld) -> dict[str, MemberActor]:
    """Have Bob ask and three follow, and return these; the start's tidying is over then."""
    found = {"alice": world.alice, "carol": world.carol, "dave": world.join("dave")}
    await followed(world, *found.values())
    await world.pass_time(65)
    return found


def to(world: ForumWorld, *people: MemberActor) -> When:
    """Return what tells whether a message is sent to any of these."""
    channels = {world.env.backend.get_dm_channel(each.id).id for each in people}
    return lambda method, path: SEND(method, path) and int(path.split("/")[2]) in channels


async def answered_anonymously(world: ForumWorld, who: MemberActor) -> None:
    form = await press(who, starter_of(world.thread), "Answer")
    body = "What I found out, anonymously told."
    private_text(await submit(who, form, body=body, options=["anonymous"]))


@pytest.mark.parametrize("author", AUTHORS)
async def test_all_that_waits_looks_alike_through_an_outage(
    forum_world: ForumWorld, copies: Copies, author: str
) -> None:
    world, people = forum_world, await followers(forum_world)
    world.gaps.break_server(to(world, *people.values()), times=None)
    copies.mail.clear()
    copies.notices.clear()
    await answered_anonymously(world, people[author])
    await world.pass_time(20 * 60)
    assert copies.times_sealed() == {1}
    assert copies.missing() == {0}
    assert {len(each) for each in copies.of_those_waiting()} <= {0, 1}
    world.gaps.heal()
    await world.pass_time(15 * 60)
    assert await rows(world, Delivery) == []
    assert copies.missing() == {0}, "they go together"
    assert copies.times_sealed() == {2}, "and their notifications are sealed anew together"
    assert {name: len(dms(each)) for name, each in people.items()} == {
        name: int(name != author) for name in people
    }


@pytest.mark.parametrize("author", AUTHORS)
@pytest.mark.parametrize("status", [403, 503])
async def test_all_that_failed_has_one_time_and_is_sealed_anew_together(
    forum_world: ForumWorld, copies: Copies, author: str, status: int
) -> None:
    world, people = forum_world, await followers(forum_world)
    world.bot.context.channels._turns._every = timedelta(seconds=10)
    world.gaps.refuse(to(world, *people.values()), status, 50001, times=None)
    copies.mail.clear()
    await answered_anonymously(world, people[author])
    await world.pass_time(21 * 60)
    world.gaps.heal()
    await world.pass_time(12 * 60)
    assert await rows(world, Delivery) == []
    assert {name: len(dms(each)) for name, each in people.items()} == {
        name: int(name != author) for name in people
    }
    assert max(map(len, copies.of_those_that_failed())) == 1
    assert set(copies.left_as_they_were()) == {0}
    assert copies.missing() == {0}


@pytest.mark.parametrize("is_first", [True, False])
async def test_what_is_done_waits_to_a_pauses_end_like_all_others(
    forum_world: ForumWorld, *, is_first: bool
) -> None:
    world, people = forum_world, [*(await followers(forum_world)).values()]
    people.sort(key=lambda each: world.bot.sealer.mark("follow", QUESTION, each.id))
    author, opened = people[0 if is_first else -1], 0

    def is_too_fast(method: str, path: str) -> bool:
        nonlocal opened
        opened += OPEN_DM(method, path)
        return OPEN_DM(method, path) and (is_first or opened > 1)

    world.gaps.refuse(is_too_fast, 403, 40003, times=None)
    await answered_anonymously(world, author)
    await world.pass_time(60)
    assert opened == 2 - is_first
    assert [len(dms(each)) for each in people] == [int(not is_first), 0, 0]
    mail = [each for each in await rows(world, Delivery) if each.sealed is not None]
    paused = world.bot.context.channels.paused_until(world.bot.now())
    assert [each.due_at for each in mail] == [paused] * len(people)


@pytest.mark.parametrize("author", AUTHORS)
async def test_what_is_held_is_found_when_quiet_hours_end_while_another_fails(
    forum_world: ForumWorld, copies: Copies, author: str
) -> None:
    world, people = forum_world, await followers(forum_world)
    sleeper, other = (each for name, each in people.items() if name != author)
    panel = reply_of(await sleeper.slash(world.lobby, "notifications", time_zone="UTC"))
    await sleeper.select(panel, ["22"], custom_id="quiet-start:0")
    world.gaps.break_server(to(world, other), times=None)
    await answered_anonymously(world, people[author])
    await world.pass_time(30 * 60)
    assert dms(sleeper) == []
    assert copies.times_sealed() == {1}
    await world.bot.close()
    world.env.backend.advance_clock(8 * HOUR)
    await world.come_back()
    await world.pass_time(60)
    assert len(dms(sleeper)) == 1
    assert copies.missing() == {0}
    world.gaps.heal()
    await world.pass_time(15 * 60)
    assert len(dms(other)) == 1
    await world.bot.close()
    world.env.backend.advance_clock(24 * HOUR)
    await world.come_back()
    await world.pass_time(60)
    assert len(dms(sleeper)) == 1
    assert dms(people[author]) == []


async def test_a_refusal_is_known_at_once_while_another_fails(
    forum_world: ForumWorld, copies: Copies
) -> None:
    world, people = forum_world, await followers(forum_world)
    world.gaps.refuse(to(world, people["carol"]), 403, 50007, times=None)
    world.gaps.break_server(to(world, people["dave"]), times=None)
    await answered_anonymously(world, people["alice"])
    await world.pass_time(40 * 60)
    assert copies.times_sealed() == {1}
    assert await inbox_says_so(people["carol"], world)
    assert not await inbox_says_so(people["dave"], world)
    world.gaps.heal()
    await world.pass_time(15 * 60)
    assert await rows(world, Delivery) == []
    assert await inbox_says_so(people["carol"], world)
