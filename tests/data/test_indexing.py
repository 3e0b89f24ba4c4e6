"""The index holds what everybody can see, and nothing else, whatever is done by whatever means."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.indexing import NOWHERE, PLACE_BITS, index, index_after, settle, unpacked
from data.words import may_have, words_in
from tests.data.files import put_migrated

AT = "2026-03-02 12:00:00.000000"
QUESTION = "How do I fall asleep early?"
ANSWER = "A cup of chamomile tea before bed."


@pytest.fixture
def file(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a file as anything may open it, with a forum, a question and an answer in it."""
    path = tmp_path / "forum.db"
    put_migrated(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("BEGIN")
        put(connection, "forum", id=1, channel_kind="forum", name="F", locale="en", created_at=AT)
        put_post(connection, 1, kind="question", title=QUESTION, body="I lie awake, wide awake.")
        put_post(connection, 2, kind="answer", question_id=1, parent_id=1, body=ANSWER)
        settle(connection)
        yield connection


def put(connection: sqlite3.Connection, table: str, **values: object) -> None:
    columns = [row[1:5] for row in connection.execute(f"PRAGMA table_info({table})")]
    needed = {name: 0 for name, _, required, default in columns if required and default is None}
    row = {name: 0 for name in needed if name != "id"} | values
    marks = ", ".join("?" * len(row))
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})",  # noqa: S608  # our own
        [*row.values()],
    )


def put_post(connection: sqlite3.Connection, number: int, **values: object) -> None:
    same = {"forum_id": 1, "origin": "discord", "state": "visible", "created_at": AT, "revision": 1}
    put(connection, "post", id=number, **(same | values))


def words_of(connection: sqlite3.Connection, post_id: int) -> set[str]:
    found = connection.execute(
        "SELECT word FROM search_entry JOIN search_word ON id = word_id WHERE post_id = ?",
        (post_id,),
    )
    return {word for (word,) in found}


def check(connection: sqlite3.Connection) -> None:
    """Check that the three tables say the same, and nothing of what is not seen."""
    entries = set(connection.execute("SELECT word_id, place, post_id FROM search_entry"))
    kept = connection.execute("SELECT post_id, words FROM search_post").fetchall()
    said = {(post_id, each) for post_id, words in kept for each in unpacked(words)}
    placed = {(id_, each) for id_, each in said if each & NOWHERE != NOWHERE}
    assert {(each >> PLACE_BITS, each & NOWHERE, id_) for id_, each in placed} == entries
    counts = dict(connection.execute("SELECT id, posts FROM search_word"))
    counted = dict.fromkeys(counts, 0)
    for _, each in said:
        counted[each >> PLACE_BITS] += 1
    assert counts == counted
    assert 0 not in counts.values()
    assert connection.execute("SELECT count(*) FROM search_queue").fetchone() == (0,)


def test_a_post_is_found_by_the_words_of_its_title_and_text(file: sqlite3.Connection) -> None:
    assert {"fall", "asleep", "early", "awake"} <= words_of(file, 1)
    assert words_of(file, 2) == {"a", "cup", "of", "chamomile", "tea", "before", "bed"}
    check(file)


def test_words_of_the_title_stand_before_those_of_the_text(file: sqlite3.Connection) -> None:
    found = file.execute(
        "SELECT word, place FROM search_entry JOIN search_word ON id = word_id WHERE post_id = 1"
    )
    places = dict(found.fetchall())
    assert places["asleep"] < places["awake"] < places["lie"]


def test_an_edit_takes_the_words_away_that_are_gone(file: sqlite3.Connection) -> None:
    file.execute("UPDATE post SET body = 'Warm milk before bed.' WHERE id = 2")
    settle(file)
    assert words_of(file, 2) == {"warm", "milk", "before", "bed"}
    gone = file.execute("SELECT count(*) FROM search_word WHERE word = 'chamomile'")
    assert gone.fetchone() == (0,)
    check(file)


@pytest.mark.parametrize("state", ["hidden", "queued"])
def test_what_is_hidden_takes_what_hangs_on_it_along(file: sqlite3.Connection, state: str) -> None:
    put_post(file, 3, kind="comment", question_id=1, parent_id=2, body="Honey in it.")
    settle(file)
    assert "honey" in words_of(file, 3)
    file.execute("UPDATE post SET state = ? WHERE id = 2", (state,))
    settle(file)
    assert words_of(file, 2) == words_of(file, 3) == set()
    assert "asleep" in words_of(file, 1)
    check(file)
    file.execute("UPDATE post SET state = 'visible' WHERE id = 2")
    settle(file)
    assert "honey" in words_of(file, 3)
    file.execute("UPDATE post SET state = ? WHERE id = 1", (state,))
    settle(file)
    assert words_of(file, 1) == words_of(file, 2) == words_of(file, 3) == set()
    check(file)
    assert file.execute("SELECT count(*) FROM search_word").fetchone() == (0,)


def test_deleted_rows_leave_nothing(file: sqlite3.Connection) -> None:
    file.execute("DELETE FROM post WHERE id = 2")
    file.execute("DELETE FROM post WHERE id = 1")
    settle(file)
    for table in ("search_word", "search_entry", "search_post", "search_queue"):
        assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608


def test_tags_are_words_also_renamed_and_taken_away(file: sqlite3.Connection) -> None:
    put(file, "tag", id=5, forum_id=1, name="insomnia")
    put(file, "post_tag", post_id=1, tag_id=5, position=0)
    settle(file)
    assert "insomnia" in words_of(file, 1)
    file.execute("UPDATE tag SET name = 'sleepless' WHERE id = 5")
    settle(file)
    assert "sleepless" in words_of(file, 1)
    assert "insomnia" not in words_of(file, 1)
    file.execute("DELETE FROM post_tag WHERE post_id = 1")
    settle(file)
    assert "sleepless" not in words_of(file, 1)
    check(file)


def test_counting_votes_looks_at_no_words(file: sqlite3.Connection) -> None:
    file.execute("UPDATE post SET up = 3, views = 9, answers = 1 WHERE id = 1")
    assert settle(file) == 0


def test_indexing_again_changes_nothing(file: sqlite3.Connection) -> None:
    before = list(file.iterdump())
    index(file, [1, 2, 99])
    assert list(file.iterdump()) == before


def test_an_older_file_is_indexed_piece_by_piece(file: sqlite3.Connection) -> None:
    whole = words_of(file, 1), words_of(file, 2)
    for table in ("search_entry", "search_post", "search_word"):
        file.execute(f"DELETE FROM {table}")  # noqa: S608
    reached = 0
    steps = 0
    while (last := index_after(file, reached, 1)) is not None:
        reached, steps = last, steps + 1
    assert steps == 2
    assert (words_of(file, 1), words_of(file, 2)) == whole
    check(file)


def test_many_posts_at_once_are_all_looked_at(file: sqlite3.Connection) -> None:
    for number in range(3, 453):
        put_post(file, number, kind="answer", question_id=1, parent_id=1, body=f"Sheep {number}")
    assert settle(file) == 450
    assert words_of(file, 452) == {"sheep", "452"}
    check(file)


def test_a_word_that_very_many_posts_have_is_no_longer_noted_of_texts(
    file: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.indexing.MOST_ENTRIES", 3)
    for number in range(3, 9):
        put_post(file, number, kind="question", title=f"Of sheep {number}", body="Counting nights.")
        settle(file)
    assert [number for number in range(3, 9) if "counting" in words_of(file, number)] == [3, 4, 5]
    assert [number for number in range(3, 9) if "sheep" in words_of(file, number)] == [*range(3, 9)]
    counted = file.execute("SELECT posts FROM search_word WHERE word = 'counting'").fetchone()
    assert counted == (6,)
    file.execute("DELETE FROM post WHERE id > 2")
    settle(file)
    check(file)


def test_the_triggers_outlive_every_migration(file: sqlite3.Connection) -> None:
    found = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    assert {
        "search_post_added",
        "search_post_changed",
        "search_post_gone",
        "search_tag_given",
        "search_tag_taken",
        "search_tag_renamed",
    } <= {name for (name,) in found}


@given(st.text() | st.text("aé_'\u2019l 的ไทかß\u0301İ"))
def test_a_text_may_have_every_word_that_it_has(text: str) -> None:
    assert may_have(text, words_in(text))


def test_a_text_without_a_word_is_ruled_out() -> None:
    assert may_have("I don't sleep", ["dont", "sleep"])
    assert not may_have("I don't sleep", ["do", "wake"])


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_is_cut_as_any_other(text: str) -> None:
    assert words_in(f"{text} é")[:-1] == words_in(text)
