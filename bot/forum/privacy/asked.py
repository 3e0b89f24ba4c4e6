"""Whose some sealed rows are: Discord is asked whether these people are still there."""

from collections.abc import Callable, Iterable

from bot.forum.identity import WrongKey

ROWS_AT_ONCE = 100  # Discord answers for a hundred people at a time.
NOBODY = 0

Asked = dict[bytes, int]
"""The marks of rows, and whose they are: `NOBODY`'s where no key opens one."""


def owners(rows: Iterable[tuple[bytes, bytes]], owner_in: Callable[[bytes, bytes], int]) -> Asked:
    """Return whose rows are, of marks and sealed bytes that `owner_in` opens.

    One that is damaged keeps nobody else from being asked for.
    """
    asked = {}
    for mark, sealed in rows:
        try:
            asked[mark] = owner_in(mark, sealed)
        except WrongKey:
            asked[mark] = NOBODY
    return asked


def people(asked: Asked) -> list[int]:
    """Return whom Discord is to be asked for."""
    return [each for each in asked.values() if each != NOBODY]
