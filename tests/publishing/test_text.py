import pytest

from bot.catalogue import words_for
from bot.forum.summaries import Author
from bot.publishing.text import (
    as_label,
    compact,
    forum_named,
    name_of,
    path_end,
    plain,
    points_of,
    signed,
    votes,
)

WORDS = words_for("en")


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (0, "0"),
        (980, "980"),
        (999, "999"),
        (1000, "1.0k"),
        (1250, "1.3k"),
        (5412, "5.4k"),
        (9949, "9.9k"),
        (9999, "10.0k"),
        (99_949, "99.9k"),
        (123_456, "123k"),
        (999_500, "1,000k"),
        (1_250_000, "1.3m"),
        (-120, "−120"),
        (-5400, "−5,400"),
    ],
)
def test_points_are_short(points: int, said: str) -> None:
    assert compact(points) == said


@pytest.mark.parametrize(("score", "said"), [(13, "+13"), (0, "0"), (-2, "−2")])
def test_scores_carry_their_sign(score: int, said: str) -> None:
    assert signed(score) == said


@pytest.mark.parametrize(
    ("score", "said"), [(1, "+1 vote"), (-1, "−1 vote"), (0, "0 votes"), (13, "+13 votes")]
)
def test_votes_are_counted_in_words(score: int, said: str) -> None:
    assert votes(score, WORDS) == said


def test_a_named_author_is_a_mention_and_shows_points() -> None:
    author = Author(discord_id=7, name="Ann", points=5400)
    assert name_of(author, WORDS) + points_of(author, WORDS) == "<@7> (5.4k points)"


def test_an_alias_is_never_a_mention_and_shows_no_points() -> None:
    author = Author(name="<@7> Heron", is_anonymous=True)
    said = name_of(author, WORDS) + points_of(author, WORDS)
    assert said.endswith("(anonymous)")
    assert "\\<" in said


def test_an_author_who_is_nobody_has_a_word() -> None:
    assert name_of(Author(is_anonymous=True), WORDS) == "someone"


@pytest.mark.parametrize("text", ["@everyone", "<@1>", "<@&2>", "**bold**", "https://x.example"])
def test_plain_text_is_no_markup_mention_or_link(text: str) -> None:
    assert plain(text) != text


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (21, "Family › Sleep › Deep"),
        (20, "… › Sleep › Deep"),
        (15, "… › Deep"),
        (7, "… › De…"),
    ],
)
def test_a_path_is_cut_where_it_begins(length: int, said: str) -> None:
    assert path_end("Family › Sleep › Deep", length) == said


def test_the_signs_that_are_escaped_in_a_path_count() -> None:
    assert path_end("Family › *Deep*", 16, escapes=True) == "… › \\*Deep\\*"
    assert len(path_end("*" * 80, 60, escapes=True)) <= 60


def test_a_forums_name_is_plain_and_short() -> None:
    assert forum_named("Calm *Waters*\n# @here") == "Calm \\*Waters\\* # @\u200bhere"
    assert len(forum_named("_" * 100)) <= 40


@pytest.mark.parametrize(
    "title", ["a] b", "a\\] b", "a\\\\] b", "[x](y)", "\\[x](y)", "_[_]\\", "https://a.example/a\\"]
)
def test_a_links_label_ends_where_its_title_does(title: str) -> None:
    said = as_label(plain(title))
    assert (len(said) - len(said.rstrip("\\"))) % 2 == 0, said
    for at, sign in enumerate(said):
        if sign in "[]":
            before = said[:at]
            escapes = len(before) - len(before.rstrip("\\"))
            assert escapes % 2 == 1, said
