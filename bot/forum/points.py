"""Points by Question2Answer's formula and defaults (its rules, 2.1): pure arithmetic."""

from collections.abc import Mapping

from data.tables import PostKind
from data.tables.forums import PointOptions

Counts = Mapping[str, int]
"""Counters by their column names (`qposts`, `aupvotes`, `qvoteds`, ...), or changes of them."""


def weights(options: PointOptions) -> dict[str, int]:
    """Return what one of each counter is worth, before the multiple."""
    return {
        "qposts": options.points_post_q,
        "aposts": options.points_post_a,
        "aselects": options.points_select_a,
        "aselecteds": options.points_a_selected,
        "qupvotes": options.points_vote_up_q,
        "qdownvotes": options.points_vote_down_q,
        "aupvotes": options.points_vote_up_a,
        "adownvotes": options.points_vote_down_a,
        "qvoteds": 1,
        "avoteds": 1,
        "cvoteds": 1,
    }


def worth(counts: Counts, options: PointOptions) -> int:
    """Return the points of counters, or of a change of them: without base, with bonus."""
    earned = sum(counts.get(name, 0) * each for name, each in weights(options).items())
    return options.points_multiple * earned + counts.get("bonus", 0)


def total(counts: Counts, options: PointOptions) -> int:
    """Return a member's points; the bonus is not multiplied."""
    return options.points_base + worth(counts, options)


def voted(kind: PostKind, up: int, down: int, options: PointOptions) -> int:
    """Return what the votes on one post earn its author, before the multiple, capped both ways."""
    if kind is PostKind.QUESTION:
        per_up, per_down = options.points_per_q_voted_up, options.points_per_q_voted_down
        gain, loss = options.points_q_voted_max_gain, options.points_q_voted_max_loss
    elif kind is PostKind.ANSWER:
        per_up, per_down = options.points_per_a_voted_up, options.points_per_a_voted_down
        gain, loss = options.points_a_voted_max_gain, options.points_a_voted_max_loss
    else:
        per_up, per_down = options.points_per_c_voted_up, options.points_per_c_voted_down
        gain, loss = options.points_c_voted_max_gain, options.points_c_voted_max_loss
    return min(per_up * up, gain) - min(per_down * down, loss)


def column(kind: PostKind, name: str) -> str:
    """Return a counter's column for a kind of post: `column(ANSWER, "posts")` is `aposts`."""
    return f"{kind.value[0]}{name}"
