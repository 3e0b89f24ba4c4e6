import asyncio
import io
import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rich.console import Console

from bot.demo import keeping, ports
from bot.demo.questions import CATEGORIES, QUESTIONS
from bot.demo.show import in_use, running


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


async def content_of(browser: aiohttp.ClientSession, place: str, person: str) -> str:
    """Open a place as the page's frame does; return what the simulated Discord shows there."""
    async with browser.get(f"/go/{place}?as={person}", allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        window, capability = answer.headers["Location"].split("#")
    async with browser.post(
        f"{window}api/pages", json={}, headers={"X-Simcord-Capability": capability}
    ) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_a_visitor_finds_a_dozen_questions_and_opens_places(tmp_path: Path) -> None:
    async with visiting(tmp_path) as (browser, address):
        async with browser.get("/") as answer:
            assert "Mindwell" in await answer.text()
        state = await state_of(browser)
        questions = {one["title"]: one for one in state["questions"]}
        assert set(questions) == {one.title for one in QUESTIONS}
        assert {one["category"] for one in questions.values()} == set(CATEGORIES)
        for part in QUESTIONS:
            found = questions[part.title]
            assert found["score"] == part.up - part.down, part.title
            assert found["answers"] == len(part.answers), part.title
        assert {one["state"] for one in questions.values()} == {"open", "answered", "closed"}
        assert state["people"][0] == {
            "key": "maya",
            "name": "Maya",
            "part": "asks",
            "messages": 1,
            "unread": 1,
        }
        first = questions["What should I expect from a first therapy session?"]
        assert "wonderful start" in await content_of(browser, first["key"], "priya")
        assert "Ask a question" in await content_of(browser, "start-here", "maya")
        await content_of(browser, "questions", "rowan")
        assert "moved in together" in await content_of(browser, "dm-maya", "tomas")
        async with browser.post("/seen/maya") as answer:
            assert answer.status == 204
        assert (await state_of(browser))["people"][0]["unread"] == 0
        async with browser.get("/go/q999?as=maya") as answer:
            assert answer.status == 404
        async with browser.get("/", headers={"Host": "elsewhere.example"}) as answer:
            assert answer.status == 403
        await asyncio.sleep(1.2)  # two beats of the clock with windows open
    with pytest.raises(aiohttp.ClientConnectorError):
        async with aiohttp.ClientSession(base_url=address) as browser:
            await browser.get("/")


async def test_a_kept_demo_goes_on_where_it_was(tmp_path: Path) -> None:
    async with visiting(tmp_path, keep=True) as (browser, _address):
        await browser.post("/seen/maya")
        before = await state_of(browser)
    async with visiting(tmp_path, keep=True) as (browser, _address):
        after = await state_of(browser)
        first = next(one["key"] for one in after["questions"] if "first therapy" in one["title"])
        assert "wonderful start" in await content_of(browser, first, "priya")
    for part in ("questions", "people", "channels", "steps"):
        assert after[part] == before[part]
    assert after["run"] != before["run"]


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
