"""An export as a page: whatever stands in the data stands there too, under a heading."""

import pytest

from bot.catalogue import words_for
from bot.publishing.exports import HEADINGS, readable
from data.export_rules import ACTED, OWNED

KEYS = [column.table.name for column in OWNED] + [f"{each.table.name} by you" for each in ACTED]


def page(**part: object) -> str:
    """Return the page of an export with one forum."""
    forum: dict[str, object] = {"name": "Calm Waters", "server": "1", **part}
    return readable({"made_at": "today", "user": "11", "forums": [forum]}, words_for("en"))


@pytest.mark.parametrize("key", [*KEYS, "erasure"])
def test_each_table_has_a_heading(key: str) -> None:
    assert HEADINGS[key] != key


def test_it_says_when_somebody_was_seen_to_have_left() -> None:
    said = page(**{"seen to have left": "2026-03-02T12:00:00+00:00"})
    assert "## When you were seen to have left" in said
    assert "- 2026-03-02T12:00:00+00:00" in said


def test_it_says_that_thumbs_dont_count_only_where_they_dont() -> None:
    assert "## Whether your thumbs count" in page(ignored_user=True)
    assert page(ignored_user=False) == page() == page(**{"seen to have left": None})
