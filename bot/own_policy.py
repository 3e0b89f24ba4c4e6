"""The operator's own privacy policy, a file that `/privacy about` shows: read anew each time."""

import logging
from pathlib import Path

log = logging.getLogger(__name__)


class Unusable(Exception):
    """A file that can't be shown; says so with its name, and why."""

    def __init__(self, file: Path, why: str) -> None:
        """Name the file and the reason."""
        super().__init__(f"{file} {why}")


def read_policy(file: Path) -> str:
    """Return what the file says; blocking, but short. Raises `Unusable`."""
    try:
        # Some editors begin a file with a mark that says how it is written.
        text = file.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise Unusable(file, f"can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise Unusable(file, "can't be read: it is not written in UTF-8.") from error
    if not text:
        raise Unusable(file, "is empty.")
    return text


class OwnPolicy:
    """Reads the policy for whoever wants to see it, and warns when that can't be done."""

    def __init__(self) -> None:
        """Have warned of nothing."""
        self._warned: str | None = None

    def text(self, file: Path | None) -> str | None:
        """Return what the file says; None without one, or when it can't be used.

        The log says so once, until it can be used again or something else is wrong with it.
        """
        try:
            text, wrong = None if file is None else read_policy(file), None
        except Unusable as error:
            text, wrong = None, str(error)
        if wrong is not None and wrong != self._warned:
            log.warning("PRIVACY_FILE can't be shown, the bot's own text is instead: %s", wrong)
        self._warned = wrong
        return text
