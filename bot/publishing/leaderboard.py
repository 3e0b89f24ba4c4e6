"""The leaderboard, as private pages."""

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.leaderboard import Board, BoardLine, Period
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.listings import page_buttons
from bot.publishing.text import compact, plain, shortened

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
UNLISTED = N_("You are listed here from your first question or answer by name on.")


def board_page(board: Board, period: Period, words: Words) -> ui.LayoutView:
    """Return a page of the leaderboard with buttons to its pages and to the other periods."""
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    if board.lines:
        lines = [f"### {words(HEADINGS[period])}", *(_line(each, words) for each in board.lines)]
    else:
        lines = [words(EMPTY[period])]
    container.add_item(layout.text("\n".join(lines)))
    if board.lines:
        container.add_item(layout.text("-# " + _own(board, words)))
    custom_id = f"leaders:{{page}}:{period}"
    turning = page_buttons(
        custom_id, board.number, words, has_more=board.has_more, is_by_time=False
    )
    others = [
        layout.button(words(label), f"leaders:0:{each}")
        for each, label in LABELS.items()
        if each is not period
    ]
    container.add_item(layout.row(*turning, *others))
    return layout.message(container)


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
