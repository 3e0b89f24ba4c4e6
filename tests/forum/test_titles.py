"""Titles by points: which one somebody has, and what a form may say."""

import pytest

from bot.forum.errors import Invalid
from bot.forum.titles import MOST_TITLES, parsed, title_of, written

TITLES = [(-50, "Heckler"), (100, "Newcomer"), (300, "Regular")]


@pytest.mark.parametrize(
    ("points", "title"),
    [
        (-51, None),
        (-50, "Heckler"),
        (99, "Heckler"),
        (100, "Newcomer"),
        (299, "Newcomer"),
        (300, "Regular"),
        (5_000_000, "Regular"),
    ],
)
def test_the_title_is_the_highest_that_is_reached(points: int, title: str | None) -> None:
    assert title_of(points, TITLES) == title
    assert title_of(points, reversed(TITLES)) == title


def test_without_titles_nobody_has_one() -> None:
    assert title_of(5000, []) is None


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("", []),
        (" \n\n", []),
        ("100 Newcomer\n300 Regular", [(100, "Newcomer"), (300, "Regular")]),
        ("300 Regular\r\n100  New   here ", [(100, "New here"), (300, "Regular")]),
        ("+20 🌱\n-5 A", [(-5, "A"), (20, "🌱")]),
        ("−5 Minus", [(-5, "Minus")]),
        ("0 *Wise* @everyone", [(0, "*Wise* @everyone")]),
    ],
)
def test_each_line_is_points_and_a_title(text: str, titles: list[tuple[int, str]]) -> None:
    assert parsed(text) == titles
    assert parsed(written(titles)) == titles


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Newcomer", ["BadTitleLine"]),
        ("100", ["BadTitleLine"]),
        ("100 \u200b", ["BadTitleLine"]),
        ("1e3 Thousand", ["BadTitleLine"]),
        ("\u0661\u0660\u0660 Arabic digits", ["BadTitleLine"]),
        ("99999999 Nobody", ["BadTitleLine"]),
        (f"100 {'x' * 41}", ["TitleTooLong"]),
        ("100 One\n100 Two", ["PointsTwice"]),
        ("x\n100 A\n100 B\ny", ["BadTitleLine", "PointsTwice", "BadTitleLine"]),
        ("\n".join(f"{number} T" for number in range(MOST_TITLES + 1)), ["TooManyTitles"]),
    ],
)
def test_every_problem_is_named(text: str, problems: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        parsed(text)
    assert [type(each).__name__ for each in refused.value.problems] == problems
