"""News that the bot hears late, or never."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from tests.support.worlds import ForumWorld


@contextmanager
def news_held_back(
    world: ForumWorld, event: str = "THREAD_UPDATE", *, for_good: bool = False
) -> Iterator[None]:
    """Keep news of threads from the bot, and tell it all of them at the end, or none."""
    backend, held = world.env.backend, []
    emit = backend.emit

    def hold(name: str, payload: dict[str, object]) -> None:
        if name == event:
            held.append((name, payload))
        else:
            emit(name, payload)

    with mock.patch.object(backend, "emit", hold):
        yield
    for each in () if for_good else held:
        emit(*each)
