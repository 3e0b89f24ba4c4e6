"""What discord.py remembers of rate limits: forgotten a few at a time.

It has one for each channel that was written to, and forgets those of which it heard nothing for
five minutes. With each new one it looks through all: amid 45 direct messages a second there are
thirteen thousand, and each message would take some milliseconds of the processor longer.
It leans on names that discord.py keeps to itself; it is pinned, and the test watches.
"""

from itertools import islice

from discord.http import HTTPClient

# More than the one that comes, so that those that have grown old become fewer.
LOOKED_AT = 3


def forget_gradually(http: HTTPClient) -> None:
    """Have a client look at its oldest rate limits alone when there is a new one."""

    def look() -> None:
        limits = http._buckets  # noqa: SLF001  # no public way to them
        for key in list(islice(limits, LOOKED_AT)):
            limit = limits.pop(key)
            if not limit.is_inactive():
                limits[key] = limit  # behind all others: its turn comes again

    http._try_clear_expired_ratelimits = look  # type: ignore[method-assign]  # noqa: SLF001  # no setting for it
