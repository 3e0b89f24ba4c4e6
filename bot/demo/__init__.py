"""The demo: the real bot and a real database in a simulated Discord, shown in the browser.

Needs the extra `demo`. Nothing here is imported by the bot itself.
"""

import importlib.util

NEEDED = ("simcord", "markdown_it", "linkify_it", "regex", "PIL")


def run(port: int, *, keep: bool = False) -> None:
    """Run the demo until Ctrl-C. `port` is the hub's; the next free one when it is taken.

    With `keep` everything lives in `var/demo/` and goes on at the next start, else in a temporary
    folder. Raises SystemExit with one sentence when the demo cannot start.
    """
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise SystemExit(
            'The demo needs a few more packages: run `make demo`, or `pip install -e ".[demo]"`.'
        )
    from bot.demo.show import show  # noqa: PLC0415  # it imports what the extra brings

    show(port, keep=keep)
