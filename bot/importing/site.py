"""Rows of a Question2Answer site's file, as docs/import.md describes them.

What is not named here is not read: no cookie, address or e-mail gets any further.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LAST_SECOND = 253_402_300_799  # of the year 9999, the last one that a datetime can hold
# Far more than any site has, and little enough for points and hotness to fit in 63 bits.
MOST_VIEWS = MOST_POINTS = 10**12
FARTHEST_PLACE = 2**31


def _empty_as_none(value: object) -> object:
    return None if value == "" or (value == 0 and not isinstance(value, bool)) else value


def _whole_seconds(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LAST_SECOND:
        msg = "write a time as whole Unix seconds"
        raise ValueError(msg)
    return datetime.fromtimestamp(value, UTC)


# Numbers of a website can exceed 63 bits, and some of its exports write them as text.
Id = Annotated[str, Field(pattern=re.compile(r"\A[0-9]{1,20}\Z"))]
MaybeId = Annotated[Id | None, BeforeValidator(_empty_as_none)]
Moment = Annotated[datetime, BeforeValidator(_whole_seconds)]
"""Written as whole Unix seconds."""
Points = Annotated[int, Field(ge=-MOST_POINTS, le=MOST_POINTS)]


class Row(BaseModel):
    """What rows of the file have in common: known fields are checked, others not even read."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class PostType(StrEnum):
    """Question2Answer's types of posts; a NOTE says why a question was closed."""

    Q = "Q"
    A = "A"
    C = "C"
    Q_HIDDEN = "Q_HIDDEN"
    A_HIDDEN = "A_HIDDEN"
    C_HIDDEN = "C_HIDDEN"
    Q_QUEUED = "Q_QUEUED"
    A_QUEUED = "A_QUEUED"
    C_QUEUED = "C_QUEUED"
    NOTE = "NOTE"


class SiteCategory(Row):
    """A row of ^categories."""

    categoryid: Id
    parentid: MaybeId = None
    title: str
    content: str | None = None
    position: int = Field(default=0, ge=-FARTHEST_PLACE, le=FARTHEST_PLACE)


class SiteUser(Row):
    """A row of ^users; `bonus` is that of ^userpoints."""

    userid: Id
    handle: str
    created: Moment
    bonus: Points | None = None


class SitePoints(Row):
    """A row of ^userpoints; everything but the bonus is counted anew."""

    userid: Id
    bonus: Points = 0


class SitePost(Row):
    """A row of ^posts."""

    postid: Id
    type: PostType
    parentid: MaybeId = None
    categoryid: MaybeId = None
    selchildid: MaybeId = None
    closedbyid: MaybeId = None
    userid: MaybeId = None
    lastuserid: MaybeId = None
    views: int = Field(default=0, ge=0, le=MOST_VIEWS)
    format: str | None = ""
    created: Moment
    updated: Moment | None = None
    updatetype: str | None = None
    title: str | None = None
    content: str | None = ""
    tags: str | None = None
    name: str | None = None

    @property
    def letter(self) -> str:
        """Q, A, C, or N for a note."""
        return self.type[0]

    def updated_by(self, updatetype: str) -> datetime | None:
        """Return when the post was last changed, if that change was of this type."""
        return self.updated if self.updatetype == updatetype else None


class SiteVote(Row):
    """A row of ^uservotes; 0 is a vote that was withdrawn."""

    postid: Id
    userid: Id
    vote: int = Field(ge=-1, le=1)
    created: Moment | None = None
    updated: Moment | None = None


class SiteFavorite(Row):
    """A row of ^userfavorites: Q, U, C or T (a tag, by the number of its word)."""

    userid: Id
    entitytype: str
    entityid: Id


class SiteOption(Row):
    """A row of ^options; none but `points_to_titles` is used."""

    title: str
    content: str | None = None


ROWS: dict[str, type[Row]] = {
    "categories": SiteCategory,
    "users": SiteUser,
    "userpoints": SitePoints,
    "posts": SitePost,
    "votes": SiteVote,
    "favorites": SiteFavorite,
    "options": SiteOption,
}
"""Which rows stand under which key of the file."""
