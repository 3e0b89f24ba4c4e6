"""Question2Answer's formula and defaults: its rules, 2.1."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.forum import points
from data.tables import PostKind
from data.tables.forums import PointOptions

DEFAULTS = PointOptions()
SITE = json.loads((Path(__file__).parent / "q2a_points.json").read_text())
Q, A, C = PostKind.QUESTION, PostKind.ANSWER, PostKind.COMMENT


@pytest.mark.parametrize("user", SITE["users"])
def test_points_are_those_of_a_running_site(user: list[int]) -> None:
    counts: dict[str, int] = dict(zip(SITE["columns"], user, strict=True))
    assert points.total(counts, DEFAULTS) == counts["points"]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, 0),
        ({"qposts": 1}, 20),
        ({"aposts": 1}, 40),
        ({"cposts": 5}, 0),
        ({"qupvotes": 1}, 10),
        ({"qdownvotes": 1}, 10),
        ({"aupvotes": 1}, 10),
        ({"adownvotes": 1}, 10),
        ({"cupvotes": 1, "cdownvotes": 1}, 0),
        ({"aselects": 1}, 30),
        ({"aselecteds": 1}, 300),
        ({"qvoteds": -3}, -30),
        ({"bonus": 7}, 7),
        ({"qposts": -1, "bonus": -2}, -22),
    ],
)
def test_what_each_counter_is_worth(counts: Mapping[str, int], expected: int) -> None:
    assert points.worth(counts, DEFAULTS) == expected
    assert points.total(counts, DEFAULTS) == 100 + expected


@pytest.mark.parametrize(
    ("kind", "up", "down", "expected"),
    [
        (Q, 0, 0, 0),
        (Q, 1, 0, 1),
        (Q, 10, 0, 10),
        (Q, 11, 0, 10),
        (Q, 0, 3, -3),
        (Q, 0, 50, -3),
        (Q, 50, 50, 7),
        (A, 1, 0, 2),
        (A, 10, 0, 20),
        (A, 11, 0, 20),
        (A, 0, 2, -4),
        (A, 0, 3, -5),
        (A, 4, 1, 6),
        (C, 9, 9, 0),
    ],
)
def test_votes_on_one_post_earn_up_to_a_cap(
    kind: PostKind, up: int, down: int, expected: int
) -> None:
    assert points.voted(kind, up, down, DEFAULTS) == expected


def test_a_forum_can_have_its_own_options() -> None:
    options = PointOptions(points_base=0, points_multiple=1, points_per_c_voted_up=2)
    assert points.total({"qposts": 3, "bonus": 5}, options) == 11
    assert points.voted(C, 3, 0, options) == 6


@pytest.mark.parametrize(("kind", "name"), [(Q, "qposts"), (A, "aposts"), (C, "cposts")])
def test_counters_are_named_by_kind(kind: PostKind, name: str) -> None:
    assert points.column(kind, "posts") == name
