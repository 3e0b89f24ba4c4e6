"""The leaderboard, as private pages."""

from collections.abc import Sequence

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.leaderboard import Board, BoardLine, Period
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.listings import page_buttons
from bot.publishing.text import compact, forum_named, plain, shortened

NAME_CHARACTERS = 40

HEADINGS = {
    Period.ALL: N_("Members by points"),
    Period.MONTH: N_("Members by points of the last 30 days"),
    Period.WEEK: N_("Members by points of the last 7 days"),
}
LABELS = {
    Period.ALL: N_("All time"),
    Period.MONTH: N_("Last 30 days"),
    Period.WEEK: N_("Last 7 days"),
}
EMPTY = {
    Period.ALL: N_("Nobody has posted here by name yet. Be the first one with /ask."),
    Period.MONTH: N_("Nobody has got points in the last 30 days. Begin with /ask."),
    Period.WEEK: N_("Nobody has got points in the last 7 days. Begin with /ask."),
}
EMPTY_IN_DMS = N_("There are no points to show yet. They begin with /ask in a server.")
MORE_ELSEWHERE = N_("There are more in your other servers: use /leaderboard there.")
FIRST_OF_EACH, MOST_BOARDS = 3, 8
UNLISTED = N_("You are listed here from your first question or answer by name on.")


NamedBoard = tuple[str, Board]
"""The first page of a leaderboard, and its forum's name."""


def board_page(
    board: Board, period: Period, words: Words, *, forum_name: str | None = None
) -> ui.LayoutView:
    """Return a page of the leaderboard with buttons to its pages and to the other periods.

    `forum_name`: it is shown in direct messages, where nobody can ask, and says of which forum.
    """
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    if board.lines:
        lines = [f"### {words(HEADINGS[period])}"]
        lines += [] if forum_name is None else [f"**{forum_named(forum_name)}**"]
        lines += [_line(each, words) for each in board.lines]
    else:
        lines = [words(EMPTY[period] if forum_name is None else EMPTY_IN_DMS)]
    container.add_item(layout.text("\n".join(lines)))
    if board.lines:
        container.add_item(layout.text("-# " + _own(board, words)))
    custom_id = f"leaders:{{page}}:{period}"
    turning = page_buttons(
        custom_id, board.number, words, has_more=board.has_more, is_by_time=False
    )
    container.add_item(layout.row(*turning, *_other_periods(period, words)))
    return layout.message(container)


def boards_page(boards: Sequence[NamedBoard], period: Period, words: Words) -> ui.LayoutView:
    """Return the first members of several forums, of each with the reader's place.

    First come those where the reader has a place, then the larger ones.
    """
    there = sorted(
        (each for each in boards if each[1].lines),
        key=lambda each: (each[1].own_rank is None, -each[1].members),
    )
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    said = f"### {words(HEADINGS[period])}" if there else words(EMPTY_IN_DMS)
    container.add_item(layout.text(said))
    for name, board in there[:MOST_BOARDS]:
        lines = [f"**{forum_named(name)}**"]
        lines += [_line(each, words) for each in board.lines[:FIRST_OF_EACH]]
        container.add_item(layout.text("\n".join([*lines, "-# " + _own(board, words)])))
    if len(there) > MOST_BOARDS:
        container.add_item(layout.text(f"-# {words(MORE_ELSEWHERE)}"))
    container.add_item(layout.row(*_other_periods(period, words)))
    return layout.message(container)


def _other_periods(period: Period, words: Words) -> list[ui.Button[ui.LayoutView]]:
    return [
        layout.button(words(label), f"leaders:0:{each}")
        for each, label in LABELS.items()
        if each is not period
    ]


def _line(line: BoardLine, words: Words) -> str:
    name = plain(shortened(line.name, NAME_CHARACTERS))
    parts = [
        f"**{line.rank}.** {f'**{name}**' if line.is_own else name}",
        _points(line.points, words),
    ]
    if line.title is not None:
        parts.append(plain(line.title))
    return " · ".join(parts)


def _points(points: int, words: Words) -> str:
    return words.plural("{points} point", "{points} points", points, points=compact(points))


def _own(board: Board, words: Words) -> str:
    if not board.is_listed:
        return words(UNLISTED)
    if board.own_rank is None:
        return words("You have no points in this time yet.")
    return words(
        "Your place: {rank} of {members}, with {points}",
        rank=board.own_rank,
        members=board.members,
        points=_points(board.own_points, words),
    )
