"""The live windows onto the simulated Discord, one for each place and person looked at.

simcord shows one channel at a time and asks to be refreshed; here several windows live side by
side, follow the bot's work by themselves and stand inside the hub's page. What this needs of
simcord's private names is in this file (simcord is pinned for it).
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, UserHandle
from simcord.env import Env
from simcord.preview import Preview
from simcord.preview._server import PreviewServer

from bot.demo.ports import HOST

Viewer = MemberActor | UserHandle

MOST_WINDOWS = 12
# A window that nobody has loaded for so long is closed, in seconds.
PATIENCE_SECONDS = 30.0
STYLE = Path(__file__).with_name("window.css")
SCRIPT = Path(__file__).with_name("window.js")


class _Server(PreviewServer):
    """simcord's page for a window: may stand in the hub's page, without the workbench around."""

    hub = ""
    viewer = ""
    is_thread = False

    def _allow(self) -> None:
        headers = dict(PreviewServer._SECURITY_HEADERS)  # noqa: SLF001
        headers.pop("X-Frame-Options")
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace(
            "frame-ancestors 'none'",
            f"frame-ancestors {self.hub} {self.hub.replace(HOST, 'localhost')}",
        )
        # simcord keeps them on the class; each server here has its own.
        self._SECURITY_HEADERS = headers  # type: ignore[misc]

    async def start(self) -> None:
        """Open the port."""
        self._allow()
        await super().start()

    async def _static(self, request: web.Request) -> web.Response:
        response: web.Response = await super()._static(request)
        added = {"/preview.css": STYLE, "/app.js": SCRIPT}.get(request.path)
        if added is not None:
            text = added.read_text(encoding="utf-8")
            text = text.replace("HUB_ORIGIN", self.hub).replace("VIEWER", self.viewer)
            text = text.replace("IS_THREAD", "yes" if self.is_thread else "")
            response.text = f"{response.text}\n{text}"
        return response


@dataclass(slots=True)
class _Window:
    preview: Preview
    looked_at: float


class Stage:
    """Opens windows, and refreshes them all when something happened in the simulated Discord.

    `lock` is held by whoever acts in the simulation: simcord allows one actor at a time.
    """

    def __init__(self, env: Env, hub_port: int) -> None:
        self.env = env
        self.lock = asyncio.Lock()
        self.hub = f"http://{HOST}:{hub_port}"
        self._windows: dict[tuple[int, int], _Window] = {}
        self._shown = 0

    async def open(self, channel: ChannelHandle, viewer: Viewer) -> str:
        """Return the address of a window; raise SetupError when the viewer may not look."""
        async with self.lock:
            key = (channel.id, viewer.id)
            if key not in self._windows:
                await self._close_unused(MOST_WINDOWS - 1)
                self._windows[key] = _Window(await self._enter(channel, viewer), time.monotonic())
            window = self._windows[key]
            window.looked_at = time.monotonic()
            return window.preview.url

    async def refresh(self) -> None:
        """Publish what happened since the last refresh to every window. Needs the lock."""
        happened = len(self.env.backend.transcript)
        if happened == self._shown:
            return
        await self._close_unused(MOST_WINDOWS)
        for window in self._windows.values():
            await window.preview.refresh()
        self._shown = len(self.env.backend.transcript)

    async def close(self) -> None:
        """Close every window."""
        for key in list(self._windows):
            await self._windows.pop(key).preview.close()

    async def _enter(self, channel: ChannelHandle, viewer: Viewer) -> Preview:
        self.env._preview = None  # noqa: SLF001  # simcord would refuse a second window
        preview = self.env.preview(channel, viewers=[viewer], layout="channel")
        server = _Server(preview)
        server.hub, server.viewer, server.is_thread = self.hub, viewer.name, channel.is_thread
        preview._server = server  # noqa: SLF001
        act = preview._action  # noqa: SLF001

        async def act_in_turn(context: str | None, body: Mapping[str, object]) -> object:
            async with self.lock:
                self.env._preview = preview  # noqa: SLF001
                preview._advance_presentation_time()  # noqa: SLF001  # or “just now” is the future
                # Refreshes make the page's revision old while a person reads; the target and the
                # control are checked all the same.
                if isinstance(body, dict) and "published_revision" in body:
                    page = preview._get_page(context)  # noqa: SLF001
                    body = {**body, "published_revision": page.revision}
                return await act(context, body)

        preview._action = act_in_turn  # type: ignore[assignment,method-assign]  # noqa: SLF001
        return await preview.__aenter__()

    async def _close_unused(self, most: int) -> None:
        """Close what nobody looks at any more, then the oldest beyond `most`."""
        now = time.monotonic()
        for key, window in list(self._windows.items()):
            is_open = len(window.preview._pages) > 1  # noqa: SLF001  # one is simcord's own
            if not is_open and now - window.looked_at > PATIENCE_SECONDS:
                await self._windows.pop(key).preview.close()
        while len(self._windows) > most:
            oldest = min(self._windows, key=lambda one: self._windows[one].looked_at)
            await self._windows.pop(oldest).preview.close()
