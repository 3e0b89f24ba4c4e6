"""Pure rules on the tree of categories: order, depth, names beside each other."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.forum.category_errors import BadCategoryName, CategoryExists, CategoryTooDeep
from bot.forum.characters import one_line
from bot.forum.summaries import CategoryLine
from data.categories import KnownCategory
from data.listed import CATEGORY_LEVELS

# A form's select shows 25, /ask completes the others as one types; every card reads them all.
MOST_CATEGORIES = 100
MOST_LEVELS = CATEGORY_LEVELS
NAME_CHARACTERS = 80  # Question2Answer's
BETWEEN = " › "


def checked_name(name: str) -> str:
    """Return a name on one line. Raises `BadCategoryName`."""
    name = one_line(name)
    if not 1 <= len(name) <= NAME_CHARACTERS:
        raise BadCategoryName(limit=NAME_CHARACTERS)
    return name


def children(known: Sequence[KnownCategory], parent_id: int | None) -> list[KnownCategory]:
    """Return the categories right beneath one, or at the top, in their order."""
    return sorted((each for each in known if each.parent_id == parent_id), key=_place)


def subtree(known: Sequence[KnownCategory], category_id: int) -> set[int]:
    """Return the numbers of a category and of everything beneath it."""
    found = {category_id}
    for child in children(known, category_id):
        found |= subtree(known, child.id)
    return found


def height(known: Sequence[KnownCategory], category: KnownCategory) -> int:
    """Return how many levels a category and what is beneath it take; 1 for one without any."""
    return 1 + max((height(known, child) for child in children(known, category.id)), default=0)


def depth(known: Sequence[KnownCategory], category_id: int | None) -> int:
    """Return on which level a category stands: 1 at the top, 0 for the top itself."""
    parents = {each.id: each.parent_id for each in known}
    levels = 0
    while category_id is not None:
        levels += 1
        category_id = parents[category_id]
    return levels


def check_name_free(
    known: Sequence[KnownCategory], name: str, parent_id: int | None, *, but: int | None = None
) -> None:
    """Refuse a name that another category beside it has, in any case. Raises `CategoryExists`."""
    for each in children(known, parent_id):
        if each.id != but and each.name.casefold() == name.casefold():
            raise CategoryExists(name=each.name)


def check_room(
    known: Sequence[KnownCategory],
    name: str,
    parent_id: int | None,
    *,
    moved: KnownCategory | None = None,
) -> None:
    """Refuse a place that is too deep, or where the name is taken.

    Raises `CategoryTooDeep`, `CategoryExists`.
    """
    levels = 1 if moved is None else height(known, moved)
    if depth(known, parent_id) + levels > MOST_LEVELS:
        raise CategoryTooDeep
    check_name_free(known, name, parent_id, but=moved.id if moved else None)


def nearest(
    known: Sequence[KnownCategory], category_ids: Collection[int], category_id: int | None
) -> int:
    """Return which of some categories shares most of its path with another; else the first."""
    parents = {each.id: each.parent_id for each in known}

    def path(number: int | None) -> set[int]:
        return set() if number is None else {number} | path(parents.get(number))

    there = path(category_id)
    in_order = [line.id for line in lines_of(known) if line.id in category_ids]
    return max(in_order, key=lambda each: len(path(each) & there))


def lines_of(known: Sequence[KnownCategory]) -> tuple[CategoryLine, ...]:
    """Return categories with their full paths, each followed by what is beneath it."""
    beneath: dict[int | None, list[KnownCategory]] = {}
    for each in sorted(known, key=_place):
        beneath.setdefault(each.parent_id, []).append(each)
    return tuple(_lines_beneath(beneath, None, ()))


def _place(category: KnownCategory) -> tuple[int, int]:
    return category.position, category.id


def _lines_beneath(
    beneath: Mapping[int | None, Sequence[KnownCategory]],
    parent_id: int | None,
    above: tuple[str, ...],
) -> Iterator[CategoryLine]:
    for each in beneath.get(parent_id, ()):
        path = (*above, each.name)
        yield CategoryLine(
            id=each.id,
            path=BETWEEN.join(path),
            name=each.name,
            parent_id=each.parent_id,
            description=each.description,
            position=each.position,
            discord_tag_id=each.discord_tag_id,
        )
        yield from _lines_beneath(beneath, each.id, path)
