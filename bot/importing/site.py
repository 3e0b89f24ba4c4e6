"""The file of a Question2Answer site, as docs/import.md describes it.

What is not named here is not read: no cookie, address or e-mail gets any further.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

MOST_PROBLEMS_SHOWN = 5


class SiteUnreadable(Exception):
    """A file that is no site; its text is a sentence for the operator."""


def _empty_as_none(value: object) -> object:
    return None if value in {"", 0} else value


# Numbers of a website can exceed 63 bits, and some of its exports write them as text.
Id = Annotated[str, Field(pattern=re.compile(r"\A[0-9]{1,20}\Z"))]
MaybeId = Annotated[Id | None, BeforeValidator(_empty_as_none)]
Moment = Annotated[datetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC))]
"""Written as whole Unix seconds."""


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
    position: int = 0


class SiteUser(Row):
    """A row of ^users; `bonus` is that of ^userpoints."""

    userid: Id
    handle: str
    created: Moment
    bonus: int | None = None


class SitePoints(Row):
    """A row of ^userpoints; everything but the bonus is counted anew."""

    userid: Id
    bonus: int = 0


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
    views: int = Field(default=0, ge=0)
    format: str | None = ""
    created: Moment
    updated: Moment | None = None
    updatetype: str | None = None
    title: str | None = None
    content: str | None = ""
    tags: str | None = None
    name: str | None = None

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


class Site(Row):
    """A whole site."""

    categories: tuple[SiteCategory, ...] = ()
    users: tuple[SiteUser, ...] = ()
    userpoints: tuple[SitePoints, ...] = ()
    posts: tuple[SitePost, ...]
    votes: tuple[SiteVote, ...] = ()
    favorites: tuple[SiteFavorite, ...] = ()


def read_site(file: Path) -> Site:
    """Read a site from its file. Raises `SiteUnreadable`."""
    try:
        content = file.read_bytes()
    except OSError as refused:
        msg = f"{file} can't be read: {refused.strerror}."
        raise SiteUnreadable(msg) from None
    return parse_site(content, str(file))


def parse_site(content: bytes | str, name: str) -> Site:
    """Check and return a site; `name` is what its problems call it. Raises `SiteUnreadable`."""
    try:
        return Site.model_validate_json(content)
    except ValidationError as problems:
        # Not the values: they are what people wrote.
        found = problems.errors(include_url=False, include_input=False, include_context=False)
        shown = [f"{_place(each['loc'])}: {each['msg']}" for each in found[:MOST_PROBLEMS_SHOWN]]
        if len(found) > len(shown):
            shown.append(f"and {len(found) - len(shown)} more")
        msg = f"{name} is not a site as docs/import.md describes it. " + "; ".join(shown) + "."
        raise SiteUnreadable(msg) from None


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in path) or "the file"
