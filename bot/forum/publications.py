"""What becomes of publishing a post: its link, or what keeps it from appearing."""

from dataclasses import dataclass
from enum import StrEnum

from bot.forum.places import find_place
from bot.forum.summaries import Posted
from data.database import Database
from data.publishing import delivery_awaited
from data.tables import Delivery, DeliveryState

FORBIDDEN = "Forbidden"  # what the reason of a refusal for want of a permission begins with


class Hindrance(StrEnum):
    """What keeps a post from appearing, other than time."""

    FORBIDDEN = "forbidden"  # until somebody gives the bot a permission
    REFUSED = "refused"  # as things are, for good


@dataclass(frozen=True, slots=True)
class Publication:
    """How far publishing a post has come; without a link and a hindrance it is under way."""

    post_id: int
    url: str | None = None
    hindrance: Hindrance | None = None


async def publication_of(database: Database, made: Posted) -> Publication:
    """Return how far publishing a post that was just made has come."""
    async with database.read() as session:
        awaited = await delivery_awaited(session, made.delivery_id)
    # In this order: what is published between the two looks has a place.
    place = await find_place(database, post_id=made.post_id)
    # A card under a text channel whose thread could not be started yet takes no answers.
    is_out = place is not None and place.thread_id is not None
    return Publication(made.post_id, place.url if place and is_out else None, _hindrance(awaited))


def _hindrance(awaited: Delivery | None) -> Hindrance | None:
    if awaited is None:
        return None
    if awaited.state is DeliveryState.FAILED:
        return Hindrance.REFUSED
    is_forbidden = (awaited.reason or "").partition(":")[0] == FORBIDDEN
    return Hindrance.FORBIDDEN if is_forbidden else None
