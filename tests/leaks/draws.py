"""Randomness that is the same in every performance: what is drawn must not tell them apart."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock


@contextmanager
def steady_draws() -> Iterator[None]:
    """Draw the same bytes, names and waits each time, until left.

    The bytes that seal and those that choose come from two sources: one seal more, in something
    that only its author sees, must not change the next alias.
    """
    before = random.getstate()
    with ExitStack() as patches:
        patches.enter_context(mock.patch("os.urandom", random.Random(1).randbytes))  # noqa: S311
        # What `secrets` and `SystemRandom` draw from.
        patches.enter_context(mock.patch("random._urandom", random.Random(2).randbytes))  # noqa: S311
        random.seed(3)
        try:
            yield
        finally:
            random.setstate(before)
