"""What a failed delivery means: when to try again or give up, and whether it may have happened."""

from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import discord
from sqlalchemy.exc import SQLAlchemyError

from bot.publishing.codes import THREAD_ARCHIVED, UNKNOWN_CHANNEL
from bot.publishing.context import ChannelGone, MissingPlace, NotAllowed
from bot.publishing.dm_channels import PAUSES
from bot.transport import OutcomeUnknownError

# Waits double from one second up to this.
LONGEST_WAIT = timedelta(minutes=10)
MOST_DOUBLINGS = 10
# A missing permission is mended by a person; health has a button for who can't wait.
PERMISSION_WAIT = timedelta(minutes=10)
# After this long, a delivery that keeps failing is shown as failed; but one that waited while the
# bot was off for longer has its fair number of tries, an hour or two of them, all the same.
PATIENCE = timedelta(days=7)
FAIR_TRIES = 20
TRIES_AFTER_A_FAULT = 5

RATE_LIMITED = 429
FORBIDDEN = 403
NOT_FOUND = 404
SERVER_ERROR = 500
KINDS = {FORBIDDEN: "Forbidden", NOT_FOUND: "NotFound"}
TOO_MANY_THREADS = 160006  # Discord's code: a server has 1,000 open threads
NO_ROOM = "TooManyThreads"


@dataclass(frozen=True, slots=True)
class Failure:
    """How a try failed. `wait` is None when it can't succeed; `reason` is a class, never a text."""

    reason: str
    wait: timedelta | None
    is_uncertain: bool


def failure_of(error: BaseException, *, attempts: int) -> Failure:
    """Return what an error means for a delivery that was tried `attempts` times before."""
    backed_off = min(timedelta(seconds=2 ** min(attempts, MOST_DOUBLINGS)), LONGEST_WAIT)
    if isinstance(error, discord.RateLimited):
        wait = timedelta(seconds=error.retry_after)
        return Failure("RateLimited", max(wait, backed_off), is_uncertain=False)
    if isinstance(error, MissingPlace):
        return Failure(error.reason, None, is_uncertain=False)
    if isinstance(error, ChannelGone):
        wait_once_more = backed_off if attempts < TRIES_AFTER_A_FAULT else None
        return Failure(f"{KINDS[NOT_FOUND]}:{UNKNOWN_CHANNEL}", wait_once_more, is_uncertain=False)
    if isinstance(error, NotAllowed):
        return Failure(KINDS[FORBIDDEN], PERMISSION_WAIT, is_uncertain=False)
    if isinstance(error, discord.HTTPException):
        return _refusal(error, backed_off, attempts)
    return _unknown_outcome(error, backed_off, attempts)


def _unknown_outcome(error: BaseException, backed_off: timedelta, attempts: int) -> Failure:
    """Return what an error means after which the thing may be done and not written down."""
    if isinstance(error, OutcomeUnknownError):
        return Failure("ServerError", backed_off, is_uncertain=True)
    if isinstance(error, SQLAlchemyError):
        return Failure("DatabaseBusy", backed_off, is_uncertain=True)
    if isinstance(error, aiohttp.ClientError | OSError | TimeoutError):
        return Failure("ConnectionLost", backed_off, is_uncertain=True)
    wait_once_more = backed_off if attempts < TRIES_AFTER_A_FAULT else None
    return Failure(f"Fault:{type(error).__name__}", wait_once_more, is_uncertain=True)


def _refusal(error: discord.HTTPException, backed_off: timedelta, attempts: int) -> Failure:
    # A 404 without a code comes from something on the way that knows nothing of Discord.
    if error.status >= SERVER_ERROR or (error.status == NOT_FOUND and not error.code):
        return Failure("ServerError", backed_off, is_uncertain=True)
    slower = max(backed_off, timedelta(seconds=5))
    if error.status == RATE_LIMITED or error.code in PAUSES:
        return Failure("RateLimited", slower, is_uncertain=False)
    if error.code == TOO_MANY_THREADS:
        return Failure(NO_ROOM, slower, is_uncertain=False)
    wait = None
    if error.status == FORBIDDEN:
        wait = PERMISSION_WAIT
    elif error.code == THREAD_ARCHIVED and attempts < TRIES_AFTER_A_FAULT:
        # It was archived between two requests.
        wait = backed_off
    kind = KINDS.get(error.status, "Refused")
    return Failure(f"{kind}:{error.code}", wait, is_uncertain=False)


def is_hopeless(*, age: timedelta, attempts: int) -> bool:
    """Tell whether what could still succeed is given up after so long and so many tries."""
    return age > PATIENCE and attempts >= FAIR_TRIES
