import asyncio
import io
import json
import pickle
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import Any
from unittest import mock

import aiohttp
import pytest
from rich.console import Console
from simcord.enums import ChannelType

from bot import demo
from bot.demo import keeping, ports
from bot.demo.questions import CATEGORIES, QUESTIONS
from bot.demo.session import Session
from bot.demo.show import in_use, running
from bot.keys import StartRefused


def quiet() -> Console:
    return Console(file=io.StringIO())


@asynccontextmanager
async def visiting(
    folder: Path, *, keep: bool = False
) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    async with (
        running(quiet(), 0, folder, keep=keep) as address,
        aiohttp.ClientSession(base_url=address) as browser,
    ):
        yield browser, address


async def state_of(browser: aiohttp.ClientSession) -> dict[str, Any]:
    async with browser.get("/state") as answer:
        state: dict[str, Any] = await answer.json()
    return state


@dataclass(frozen=True)
class Window:
    url: str
    headers: dict[str, str]
    page: dict[str, Any]


async def open_window(browser: aiohttp.ClientSession, place: str, person: str) -> Window:
    """Open a place as the page's frame does."""
    async with browser.get(f"/go/{place}?as={person}", allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        url, capability = answer.headers["Location"].split("#")
    headers = {"X-Simcord-Capability": capability}
    async with browser.post(f"{url}api/pages", json={}, headers=headers) as answer:
        assert answer.status == 200
        page: dict[str, Any] = await answer.json()
    return Window(url, headers | {"X-Simcord-Context": page["context"]["id"]}, page)


async def content_of(browser: aiohttp.ClientSession, place: str, person: str) -> str:
    """Return what the simulated Discord shows to a person there."""
    return json.dumps((await open_window(browser, place, person)).page)


async def act(browser: aiohttp.ClientSession, window: Window, **action: object) -> dict[str, Any]:
    """Do something in a window, as a page does that was drawn a while ago."""
    envelope = {
        "protocol_version": 3,
        "sequence": 1,
        "request_id": "one",
        "generation": window.page["context"]["generation"],
        "bot_generation": window.page["botGeneration"],
        "published_revision": 0,
    }
    async with browser.post(
        f"{window.url}api/action", json=envelope | action, headers=window.headers
    ) as answer:
        result: dict[str, Any] = await answer.json()
    return result


async def run(browser: aiohttp.ClientSession, person: str, name: str, **options: str) -> str:
    """Run a slash command on the first page, and return what is shown there then."""
    window = await open_window(browser, "start-here", person)
    async with browser.get(f"{window.url}api/commands", headers=window.headers) as answer:
        commands = {one["invocation"]: one for one in (await answer.json())["entries"]}
    command = commands[name]
    result = await act(
        browser,
        window,
        kind="run_command",
        command_id=command["commandId"],
        path=command["path"],
        schema_fingerprint=command["schemaFingerprint"],
        options=options,
    )
    assert (result["settlement"], result["uncertain"]) == ("settled", False), result
    async with browser.get(f"{window.url}api/state", headers=window.headers) as answer:
        return await answer.text()


async def test_a_visitor_finds_the_story_and_a_kept_demo_goes_on(tmp_path: Path) -> None:
    async with visiting(tmp_path, keep=True) as (browser, address):
        async with browser.get("/") as answer:
            assert "Mindwell" in await answer.text()
        state = await state_of(browser)
        tells_the_story(state)
        await opens_places(browser, state)
        await shows_points_as_they_are(browser, state)
        await counts_a_vote(browser, state)
        await refuses_in_a_sentence(browser)
        await stands_in_the_page(browser, address)
        await refuses_strangers(browser)
        before = await state_of(browser)
    async with aiohttp.ClientSession(base_url=address) as late:
        with pytest.raises(aiohttp.ClientConnectorError):
            await late.get("/")
    async with visiting(tmp_path, keep=True) as (browser, _address):
        after = await state_of(browser)
        assert after["run"] != before["run"]
        for part in ("questions", "people", "channels", "steps"):
            assert after[part] == before[part]
        await opens_places(browser, after)


def tells_the_story(state: dict[str, Any]) -> None:
    questions = {one["title"]: one for one in state["questions"]}
    assert set(questions) == {one.title for one in QUESTIONS}
    assert {one["category"] for one in questions.values()} == set(CATEGORIES)
    for part in QUESTIONS:
        found = questions[part.title]
        assert found["score"] == part.up - part.down, part.title
        assert found["answers"] == len(part.answers), part.title
    assert {one["state"] for one in questions.values()} == {"open", "answered", "closed"}
    maya = {"key": "maya", "name": "Maya", "part": "asks", "messages": 1, "unread": 1}
    assert state["people"][0] == maya


async def opens_places(browser: aiohttp.ClientSession, state: dict[str, Any]) -> None:
    first = next(one for one in state["questions"] if "first therapy" in one["title"])
    shown = await content_of(browser, first["key"], "priya")
    assert "wonderful start" in shown
    assert "exactly that sentence" in shown, "a comment"
    assert "Follow-on questions" in shown
    assert "Ask a question" in await content_of(browser, "start-here", "maya")
    await content_of(browser, "questions", "rowan")
    assert "moved in together" in await content_of(browser, "dm-maya", "tomas")
    async with browser.get(f"/jump/{first['id']}?as=maya", allow_redirects=False) as answer:
        assert answer.status == 302
    async with browser.post("/seen/maya") as answer:
        assert answer.status == 204
    assert (await state_of(browser))["people"][0]["unread"] == 0


async def counts_a_vote(browser: aiohttp.ClientSession, state: dict[str, Any]) -> None:
    """Vote in a window; the hub and the card follow by themselves."""
    question = next(one for one in state["questions"] if "semester off" in one["title"])
    window = await open_window(browser, question["key"], "priya")
    starter = window.page["timeline"][0]
    result = await act(
        browser, window, kind="set_reaction", target_id=starter, emoji="👍", reacted=True
    )
    assert result["rejected"] is False, result
    for _ in range(60):
        async with browser.get(f"{window.url}api/state", headers=window.headers) as answer:
            if "+3 votes" in await answer.text():
                break
        await asyncio.sleep(0.3)
    else:
        pytest.fail("the card did not follow")
    now = {one["key"]: one for one in (await state_of(browser))["questions"]}
    assert now[question["key"]]["score"] == question["score"] + 1


async def refuses_in_a_sentence(browser: aiohttp.ClientSession) -> None:
    """Run a command that the bot refuses: the page shows no failure over what was answered."""
    said = await run(browser, "rowan", "search", query="*")
    assert "Say what you look for in a word or two" in said


async def shows_points_as_they_are(browser: aiohttp.ClientSession, state: dict[str, Any]) -> None:
    """A card keeps the points of when it was drawn: the story's are drawn at its end."""
    first = next(one for one in state["questions"] if "dread Monday" in one["title"])
    card = await content_of(browser, first["key"], "priya")
    asked = re.search(r"asked by <@(\d+)> \(([\d.]+k?) points\)", card)
    assert asked is not None
    assert f"**{asked[2]} points**" in await run(browser, "priya", "profile", member=asked[1])


async def stands_in_the_page(browser: aiohttp.ClientSession, address: str) -> None:
    window = await open_window(browser, "start-here", "maya")
    async with browser.get(window.url) as answer:
        assert f"frame-ancestors {address} " in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
    for file, added in (("preview.css", "Added by the demo"), ("app.js", f"{address}/jump/")):
        async with browser.get(f"{window.url}{file}") as answer:
            assert added in await answer.text()


async def refuses_strangers(browser: aiohttp.ClientSession) -> None:
    for path in ("/go/q999?as=maya", "/go/start-here?as=nobody", "/jump/1?as=maya"):
        async with browser.get(path) as answer:
            assert answer.status == 404, path
    async with browser.get("/", headers={"Host": "elsewhere.example"}) as answer:
        assert answer.status == 403


def test_a_database_without_its_server_is_moved_aside(tmp_path: Path) -> None:
    (tmp_path / "forum.db").touch()
    (tmp_path / keeping.FILE).write_bytes(b"not a kept server")
    assert keeping.load(tmp_path) is None
    assert keeping.set_aside(tmp_path) == tmp_path / "earlier-1"
    assert not (tmp_path / "forum.db").exists()
    assert keeping.set_aside(tmp_path) is None


def test_a_kept_file_cannot_run_anything(tmp_path: Path) -> None:
    (tmp_path / "forum.db").touch()
    (tmp_path / keeping.FILE).write_bytes(pickle.dumps({"server": print}))
    assert keeping.load(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x04cnowhere.to_be_found\nThing\n.",  # a module that another version had
        b"\x80\x04X\x01\x00\x00\x00\xff.",  # a text that is none
        b"\x80\x04I1x\n.",  # a number that is none
        b"\x80\x04",
    ],
)
def test_a_damaged_kept_file_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "forum.db").touch()
    (tmp_path / keeping.FILE).write_bytes(content)
    assert keeping.load(tmp_path) is None


class Mood(StrEnum):
    CALM = "calm"


class Size(IntEnum):
    SMALL = 3


async def test_words_and_numbers_of_a_bots_own_classes_are_kept_as_plain_ones(
    tmp_path: Path,
) -> None:
    (tmp_path / "forum.db").touch()
    env = Session(tmp_path).env
    env.backend.bot_user.name = Mood.CALM
    env.backend.bot_user.public_flags = Size.SMALL
    keeping.save(env, {}, tmp_path)
    kept = keeping.load(tmp_path)
    assert kept is not None
    user: Any = kept.server["bot_user"]
    assert [type(each) for each in (user.name, user.public_flags)] == [str, int]
    assert (user.name, user.public_flags) == ("calm", 3)


async def test_a_kept_server_is_the_same_with_the_first_pythons_of_3_11(tmp_path: Path) -> None:
    """They write an enum's member as `getattr(its class, its name)`."""

    def as_they_do(member: Enum, _protocol: int) -> tuple[object, ...]:
        return getattr, (type(member), member.name)

    (tmp_path / "forum.db").touch()
    env = Session(tmp_path).env
    env.backend.bot_user.public_flags = ChannelType.FORUM
    with mock.patch.object(ChannelType, "__reduce_ex__", as_they_do):
        keeping.save(env, {}, tmp_path)
    kept = keeping.load(tmp_path)
    assert kept is not None
    user: Any = kept.server["bot_user"]
    assert user.public_flags is ChannelType.FORUM


async def test_what_a_file_must_not_hold_is_named_and_the_earlier_file_stays(
    tmp_path: Path,
) -> None:
    env = Session(tmp_path).env
    keeping.save(env, {}, tmp_path)
    before = (tmp_path / keeping.FILE).read_bytes()
    vars(env.backend)["emit"] = print
    said = r"builtin_function_or_method has no place in a kept server, in server\.emit"
    with pytest.raises(pickle.PicklingError, match=said):
        keeping.save(env, {}, tmp_path)
    assert (tmp_path / keeping.FILE).read_bytes() == before


def test_a_busy_port_gives_the_next_one() -> None:
    with ports.listen(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with ports.listen(port) as another:
            assert port < another.getsockname()[1] <= port + ports.PORTS_TO_TRY


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    with in_use(tmp_path), pytest.raises(SystemExit, match="Another demo"), in_use(tmp_path):
        pass
    with in_use(tmp_path):
        pass


def test_it_prints_one_address_and_ends_on_a_signal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    @asynccontextmanager
    async def briefly(
        _console: Console, _port: int, _folder: Path, *, keep: bool
    ) -> AsyncIterator[str]:
        assert keep
        signal.raise_signal(signal.SIGTERM)
        yield "http://127.0.0.1:8080"

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.demo.show.running", briefly)
    demo.run(8080, keep=True)
    said = capsys.readouterr().out
    assert said.count("http://") == 1
    assert "It is kept in var/demo." in said
    assert (tmp_path / "var/demo").stat().st_mode & 0o777 == 0o700


def test_a_start_that_is_refused_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def refused(*_args: object, **_more: object) -> AsyncIterator[str]:
        raise StartRefused("The key is missing.")
        yield ""

    monkeypatch.setattr("bot.demo.show.running", refused)
    with pytest.raises(SystemExit, match="The key is missing"):
        demo.run(8080)


def test_without_its_packages_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "NEEDED", ("simcord", "a_package_that_nobody_has"))
    with pytest.raises(SystemExit, match="make demo"):
        demo.run(8080)
