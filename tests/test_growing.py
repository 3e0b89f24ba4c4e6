"""Forums that are grown to measure: one that was interrupted is the same in the end."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.growing import grow
from bench.grown_rows import Plan

PLAN = Plan(19)
STEPS = ("writing", "indexing", "sorting")


class Stopped(Exception):
    """The power goes out."""


def test_interrupted_forum_goes_on_where_it_stopped(tmp_path: Path) -> None:
    whole, torn = tmp_path / "whole.db", tmp_path / "torn.db"
    grow(whole, PLAN, lambda _step, _done: None)

    for step in STEPS:
        with pytest.raises(Stopped):
            grow(torn, PLAN, _stopping_at(step))
    grow(torn, PLAN, lambda _step, _done: None)

    assert _said(torn) == _said(whole)


def test_grown_forum_is_left_as_it_is(tmp_path: Path) -> None:
    file, told = tmp_path / "forum.db", []
    grow(file, PLAN, lambda _step, _done: None)

    grow(file, PLAN, lambda step, _done: told.append(step))

    assert told == []


def test_tags_of_a_grown_forum_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "forum.db"
    grow(file, PLAN, lambda _step, _done: None)

    with contextlib.closing(sqlite3.connect(file)) as connection:
        kept = dict(connection.execute("SELECT id, given FROM tag WHERE given > 0").fetchall())
        having = "SELECT tag_id, count(*) FROM post_tag GROUP BY tag_id"
        assert kept == dict(connection.execute(having).fetchall())
        shown = "SELECT tag_id, post_id, score, created_at FROM {} ORDER BY tag_id, post_id"
        tagged = connection.execute(shown.format("tagged")).fetchall()
        joined = "post_tag JOIN post ON post.id = post_id"
        assert tagged == connection.execute(shown.format(joined)).fetchall()


def _stopping_at(wanted: str) -> Callable[[str, int], None]:
    def progress(step: str, _done: int) -> None:
        if step == wanted:
            raise Stopped

    return progress


def _said(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    try:
        # Migrations write a table's constraints down in any order.
        said = [line for line in connection.iterdump() if not line.startswith("CREATE TABLE")]
        return sorted(line for line in said if "sqlite_stat" not in line)
    finally:
        connection.close()
