"""Lists of one tag's or author's questions, in any order, without reading the forum.

Those of one category, tag or author have every order as an index. What is narrowed by more is met
on a walk along the tag's or the author's order, past what is not wanted; where few are wanted these
are gathered and sorted, for which each two have an index as well. Which is the shorter way is told
from how many there are.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Exists,
    FromClause,
    Select,
    Table,
    TextClause,
    UnaryExpression,
    bindparam,
    func,
    select,
)
from sqlalchemy.sql.operators import custom_op
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, run, table_of
from data.tables import Member, Tag
from data.tables.posts import LISTED, POSTS
from data.tables.tagging import TAGGED

MEMBERS, TAGS = table_of(Member), table_of(Tag)
SAMPLE = 400
"""Of so many of a tag's newest is told how many of it are in categories."""


class Part(StrEnum):
    """What a list is narrowed to; each is the name of the parameter that says which."""

    TAG = "of_tag"
    AUTHOR = "by_author"
    CATEGORIES = "in_categories"


STEPS_TO_GATHER = {
    (Part.TAG, Part.CATEGORIES): 2.5,
    (Part.TAG, Part.AUTHOR): 1.5,
    (Part.TAG, Part.AUTHOR, Part.CATEGORIES): 4,
    (Part.AUTHOR, Part.CATEGORIES): 20,
}
"""So many steps of a walk take as long as gathering one question.

A tag's of a category stand beside one another; an author's are looked up one by one, but so is at
each step of theirs whether it has a tag.
"""


class Narrow(NamedTuple):
    """Whose questions a list holds, with which tag, in which categories; of each any, if unsaid."""

    tag_id: int | None = None
    author_id: int | None = None
    categories: tuple[int, ...] | None = None

    @property
    def is_of_categories(self) -> bool:
        """Whether categories are all that it is narrowed to."""
        return self.categories is not None and self.tag_id is None and self.author_id is None

    @property
    def values(self) -> Mapping[str, object]:
        """The parameters that say what it is narrowed to."""
        said: dict[str, object] = {}
        if self.tag_id is not None:
            said[Part.TAG] = self.tag_id
        if self.author_id is not None:
            said[Part.AUTHOR] = self.author_id
        if self.categories is not None:
            # 0 is no category's number, but stands for none in `tagged`.
            said[Part.CATEGORIES] = as_json([each for each in self.categories if each])
        return said


def number_of(posts: FromClause) -> ColumnElement[int]:
    """Return the column of the question's number, among all posts or those with a tag."""
    return posts.c.post_id if "post_id" in posts.c else posts.c.id


def conditions(words: Sequence[TextClause]) -> list[ColumnElement[bool]]:
    """Return words of SQL as what they are as well: conditions."""
    return cast("list[ColumnElement[bool]]", words)


def unindexed(column: ColumnElement[object]) -> ColumnElement[object]:
    """Return the same value, with a plus before it: SQLite takes no index of it then."""
    return UnaryExpression(column, operator=custom_op("+"))


def on_the_way(parts: tuple[Part, ...]) -> tuple[FromClause, list[ColumnElement[bool]]]:
    """Return whose order to walk, the author's before the tag's, and what holds for those wanted.

    Its index tells the category: no more than which tags those in it have is looked up.
    """
    posts = POSTS if Part.AUTHOR in parts else TAGGED
    in_them = unindexed(posts.c.category_id).in_(among(Part.CATEGORIES.value))
    wanted = [in_them] if Part.CATEGORIES in parts else []
    if Part.AUTHOR not in parts:
        return TAGGED, [_given_here(), *wanted]
    has_tag = [_has_tag(POSTS)] if Part.TAG in parts else []
    return POSTS, [*conditions([LISTED]), _asked_by(POSTS), *wanted, *has_tag]


def gathered(parts: tuple[Part, ...]) -> tuple[FromClause, list[ColumnElement[bool]]]:
    """Return what those wanted are sorted by, and what holds for them: it finds them at once."""
    if Part.AUTHOR not in parts:
        return TAGGED, _all_said(parts, TAGGED)
    # What they are told apart by comes first: SQLite likes reading all better than looking up few.
    posts = TAGGED if Part.TAG in parts else POSTS
    key = [*posts.primary_key]
    found = select(*(each.label(f"its_{each.name}") for each in key))
    theirs = found.where(*_all_said(parts, posts)).subquery("theirs")
    return posts, [each == unindexed(theirs.c[f"its_{each.name}"]) for each in key]


async def are_soon_met(
    session: AsyncSession, forum_id: int, narrow: Narrow, *, wanted: int
) -> bool:
    """Tell whether a walk through a tag's or an author's meets enough before gathering does."""
    parts = tuple(map(Part, narrow.values))
    if len(parts) == 1:
        return True
    values = {"in_forum": forum_id, **narrow.values}
    all_, looked_at, met = map(int, (await run(session, _counted(parts), values)).one())
    # None of those looked at may be some of the others.
    both = all_ * max(met, 1 / 2) / max(looked_at, 1)
    # As if those wanted were evenly spread; no walk is longer than all there are.
    steps = min(all_, wanted * all_ / max(both, 1))
    return steps < both * STEPS_TO_GATHER[parts]


def _said(part: Part) -> BindParameter[int]:
    return bindparam(part.value)


def _forum() -> BindParameter[int]:
    return bindparam("in_forum")


def _asked_by(posts: FromClause) -> ColumnElement[bool]:
    here = select(MEMBERS.c.id).where(
        MEMBERS.c.id == _said(Part.AUTHOR), MEMBERS.c.forum_id == _forum()
    )
    return posts.c.author_id == here.scalar_subquery()


def _given_here() -> ColumnElement[bool]:
    here = select(TAGS.c.id).where(TAGS.c.id == _said(Part.TAG), TAGS.c.forum_id == _forum())
    return TAGGED.c.tag_id == here.scalar_subquery()


def _has_tag(posts: FromClause) -> Exists:
    given = (TAGGED.c.tag_id == _said(Part.TAG), TAGGED.c.post_id == posts.c.id)
    return select(TAGGED.c.tag_id).where(*given).exists()


def _all_said(parts: tuple[Part, ...], posts: FromClause) -> list[ColumnElement[bool]]:
    """Return what holds for those wanted, for which there is an index of each two."""
    said = [_given_here()] if Part.TAG in parts else conditions([LISTED])
    if Part.AUTHOR in parts:
        said.append(_asked_by(posts))
    if Part.CATEGORIES in parts:
        said.append(posts.c.category_id.in_(among(Part.CATEGORIES.value)))
    return said


@lru_cache
def _counted(parts: tuple[Part, ...]) -> Select[int, int, int]:
    """Return the statement for what tells the ways apart, where a list is narrowed by more.

    How many an author asked or have a tag; how many of these are looked at; how many of those are
    all that is said.
    """
    number: ColumnElement[int] = func.count()
    if Part.AUTHOR not in parts:
        newest = select(TAGGED.c.category_id).where(TAGGED.c.tag_id == _said(Part.TAG))
        looked_at = newest.order_by(TAGGED.c.created_at.desc()).limit(SAMPLE).subquery()
        met = number.filter(looked_at.c.category_id.in_(among(Part.CATEGORIES.value)))
        return select(_kept(TAGS, "given", Part.TAG), number, met).select_from(looked_at)
    asked = _kept(MEMBERS, "qposts", Part.AUTHOR)
    posts = TAGGED if Part.TAG in parts else POSTS
    both = select(number).select_from(posts).where(*_all_said(parts, posts))
    return select(asked, asked, both.scalar_subquery())


def _kept(table: Table, count: str, part: Part) -> ColumnElement[int]:
    """Return a count that is kept with what is said; 0 if there is no such thing."""
    kept = select(table.c[count]).where(table.c.id == _said(part)).scalar_subquery()
    return func.coalesce(kept, 0)
