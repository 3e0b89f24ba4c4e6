"""The hub: one page that lists places and people, and opens any of them live."""

import hashlib
import json
import secrets
import urllib.parse
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler
from simcord.actors import MemberActor
from simcord.backend.errors import BackendError, SetupError
from simcord.builders import ChannelHandle

from bot.demo.describing import CHANNELS, describe
from bot.demo.listing import newest_questions
from bot.demo.ports import HOST
from bot.demo.session import Session
from bot.demo.stage import Stage, Viewer
from bot.demo.world import CAST, World

HERE = Path(__file__).parent
FILES = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}
GONE_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Gone</title>
<link rel="stylesheet" href="/page.css">
<p class="empty">This place is gone. Choose another one from the list.</p>
</html>
"""
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src data:; frame-src 'self' http://{HOST}:*; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Hub:
    """The page's routes. `notes` holds what each person has read and where the story ended."""

    def __init__(
        self, session: Session, world: World, stage: Stage, notes: dict[str, int], keeping: str
    ) -> None:
        self.session = session
        self.world = world
        self.stage = stage
        self.notes = notes
        # A page from an earlier run sees that it is another one, and loads itself again.
        self._fixed = {"run": secrets.token_hex(4), "keeping": keeping}
        self.app = web.Application(middlewares=[_only_from_here])
        for path in FILES:
            self.app.router.add_get(path, self._file)
        self.app.router.add_get("/state", self._state)
        self.app.router.add_get("/go/{place}", self._go)
        self.app.router.add_get("/jump/{channel}", self._jump)
        self.app.router.add_post("/seen/{person}", self._seen)

    async def _file(self, request: web.Request) -> web.Response:
        name, kind = FILES[request.path]
        text = (HERE / name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=kind, headers=SECURITY)

    async def _state(self, request: web.Request) -> web.Response:
        questions = await newest_questions(self.session.bot.database)
        body = json.dumps(self._fixed | describe(self.world, questions, self.notes))
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        headers = SECURITY | {"ETag": tag}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(text=body, content_type="application/json", headers=headers)

    async def _go(self, request: web.Request) -> web.Response:
        place = request.match_info["place"]
        is_dm = place.startswith("dm-")
        # Nobody reads anybody else's messages.
        key = place.removeprefix("dm-") if is_dm else request.query.get("as", CAST[0].key)
        viewer = self._somebody(key)
        if is_dm:
            return await self._open(viewer.user.dm_channel, viewer.user)
        if place in CHANNELS:
            return await self._open(self.world.channel(place), viewer)
        questions = await newest_questions(self.session.bot.database)
        threads = {f"q{one.number}": one.thread_id for one in questions}
        return await self._open(self.world.handle(threads.get(place, 0)), viewer)

    async def _jump(self, request: web.Request) -> web.Response:
        number = request.match_info["channel"]
        channel = self.world.handle(int(number)) if number.isdecimal() else None
        return await self._open(channel, self._somebody(request.query.get("as", "")))

    async def _open(self, channel: ChannelHandle | None, viewer: Viewer) -> web.Response:
        if channel is None:
            raise web.HTTPNotFound(text=GONE_PAGE, content_type="text/html")
        try:
            address = await self.stage.open(channel, viewer)
        except (SetupError, BackendError):
            raise web.HTTPForbidden(text="This person cannot see that place.") from None
        return web.Response(status=302, headers=SECURITY | {"Location": address})

    async def _seen(self, request: web.Request) -> web.Response:
        self._somebody(key := request.match_info["person"])
        self.notes[key] = max(self.world.messages_to(key), default=0)
        return web.Response(status=204, headers=SECURITY)

    def _somebody(self, key: str) -> MemberActor:
        if key not in {one.key for one in CAST}:
            raise web.HTTPNotFound(text="Nobody here has that name.")
        return self.world.actors[key]


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse foreign names for this machine: a page elsewhere could make one point here."""
    if urllib.parse.urlsplit(f"//{request.host}").hostname not in {HOST, "localhost"}:
        raise web.HTTPForbidden(text="Open the address that the terminal shows.")
    return await handler(request)
