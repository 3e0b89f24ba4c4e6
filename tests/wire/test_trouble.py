"""Lost answers, refusals and slowness on every step: one thing in the end, and a sentence."""

from collections.abc import Callable
from datetime import timedelta

import pytest

import bot.publishing.failures
import cogs.publishing
from bot.settings import Settings
from data.forums import get_forum

from .conftest import Town
from .faults import Fault, Faults
from .main_path import answer, ask, card_of, messages, opened, quiet, thread_named, threads
from .objects import text_of

SLOW = 0.6
TROUBLES: dict[str, Callable[[Faults, str], Fault]] = {
    "lost answer": lambda faults, path: faults.lose_answer("POST", path),
    "lost request": lambda faults, path: faults.lose_request("POST", path),
    "done but 502": lambda faults, path: faults.bad_gateway("POST", path),
    "undone and 503": lambda faults, path: faults.refuse("POST", path, status=503),
    "forbidden": lambda faults, path: faults.refuse("POST", path, status=403, code=50013),
    "slow": lambda faults, path: faults.delay("POST", path, seconds=SLOW),
}
# Unlike each other: what was asked before is shown before it is asked again.
TITLES = {
    "lost answer": "How can I sleep before an exam?",
    "lost request": "My sister never calls back",
    "done but 502": "Is crying at work a problem?",
    "undone and 503": "When should parents apologise first?",
    "forbidden": "Moving abroad without friends",
    "slow": "What helps against winter blues?",
}
SOME = ("lost answer", "undone and 503", "forbidden", "slow")
WAYS = [
    pytest.param("forum", r"/channels/\d+/threads$", id="forum post"),
    pytest.param("text", r"/channels/\d+/messages$", id="card"),
    pytest.param("text", r"/messages/\d+/threads$", id="thread of the card"),
]


pytestmark = pytest.mark.usefixtures("hasty")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cogs.publishing, "LONGEST_WAIT_SECONDS", SLOW / 3)
    monkeypatch.setattr(bot.publishing.failures, "PERMISSION_WAIT", timedelta(seconds=0.5))


def widen(town: Town) -> None:
    """Let more through than Discord does: these tests do much in one channel."""
    for name in ("POST /channels/{channel_id}/messages", "POST /channels/{channel_id}/threads"):
        town.server.limits.rules[name] = (100, 5.0)
    town.server.limits.rules["GET /channels/{channel_id}/messages"] = (100, 5.0)
    name = "POST /channels/{channel_id}/messages/{message_id}/threads"
    town.server.limits.rules[name] = (100, 5.0)


@pytest.mark.parametrize(("place", "path"), WAYS)
async def test_every_trouble_with_a_question_leaves_one(
    town: Town, settings: Settings, place: str, path: str
) -> None:
    widen(town)
    channel, faults = getattr(town, place), {}
    async with opened(town, settings, channel) as bot:
        for name in TROUBLES if place == "forum" else SOME:
            title, cause = TITLES[name], TROUBLES[name]
            faults[title] = cause(town.server.faults, path)
            faults[title].about = title
            outcome = await ask(town, town.ann, title)
            assert outcome.is_private
            assert "saved as #" in outcome.text
        await quiet(town, bot)
        assert sorted(str(thread["name"]) for thread in threads(town)) == sorted(faults)
        for thread in threads(town):
            await card_of(town, channel, thread)
        if place == "text":
            assert len(messages(town, channel)) == len(faults)
        assert [fault.seen for fault in faults.values()] == [1] * len(faults)
    town.server.assert_clean()


async def test_trouble_with_an_answer_and_its_dm_leaves_one(town: Town, settings: Settings) -> None:
    widen(town)
    server = town.server
    faults: list[Fault] = []
    inbox = server.world.dm_with(town.ann.id)["id"]
    async with opened(town, settings, town.forum) as bot:
        for name in SOME:
            title, cause = TITLES[name], TROUBLES[name]
            await ask(town, town.ann, title)
            thread = await thread_named(town, title)
            card = await card_of(town, town.forum, thread)
            faults += [
                cause(server.faults, f"/channels/{thread['id']}/messages$"),
                cause(server.faults, f"/channels/{inbox}/messages$"),
            ]
            faults[-1].about = title
            outcome = await answer(town.bob, card, f"This helps: {name}.")
            assert outcome.is_private
            assert "is saved as #" in outcome.text
        await quiet(town, bot)
        for thread in threads(town):
            _, *others = messages(town, thread)
            assert len(others) == 1
            assert "This helps" in text_of(others[0])
        assert len(town.ann.inbox) == len(SOME)
        assert len({text_of(message) for message in town.ann.inbox}) == len(SOME)
        assert [fault.seen for fault in faults] == [1] * len(faults)
    server.assert_clean()


async def test_closed_inbox_is_left_alone(town: Town, settings: Settings) -> None:
    server = town.server
    server.world.refuses_dms.add(town.ann.id)
    async with opened(town, settings, town.forum) as bot:
        await ask(town, town.ann)
        await quiet(town, bot)
        (thread,) = threads(town)
        card = await card_of(town, town.forum, thread)
        for body in ("First of two answers.", "Second of two answers."):
            await answer(town.bob, card, body)
        await quiet(town, bot)
        inbox = server.world.dm_with(town.ann.id)["id"]
        refused = server.seen("POST /channels/{channel_id}/messages", inbox)
        assert [seen.status for seen in refused] == [403]
    server.assert_clean()


async def test_nothing_comes_of_the_dm_of_ones_own_anonymous_answer(
    town: Town, settings: Settings
) -> None:
    server = town.server
    async with opened(town, settings, town.forum) as bot:
        async with bot.database.write() as session:
            (await get_forum(session, 1)).anonymous_delay_seconds = 0
        await ask(town, town.ann)
        await quiet(town, bot)
        (thread,) = threads(town)
        card = await card_of(town, town.forum, thread)
        await answer(town.ann, card, "I found it out by myself: a walk.", "anonymous")
        inbox = server.world.dm_with(town.ann.id)["id"]
        send = "POST /channels/{channel_id}/messages"
        await server.until(lambda: server.seen(send, inbox), seconds=30)
        await quiet(town, bot, seconds=30)
        assert [seen.status for seen in server.seen(send, inbox)] == [400]
        assert town.ann.inbox == []
    server.assert_clean()
