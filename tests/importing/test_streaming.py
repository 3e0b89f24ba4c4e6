"""Large files of JSON, read a row at a time: as the standard library reads them whole."""

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.importing import streaming
from bot.importing.streaming import NotJson, rows_of

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FILES = st.dictionaries(st.text(), VALUES | st.lists(VALUES, max_size=4), max_size=4)


def whole(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, place, row in rows_of(BytesIO(content)):
        if place is None:
            found[key] = row
        else:
            found.setdefault(key, []).append(row)
            assert len(found[key]) == place + 1
    return found


@settings(deadline=None)
@given(FILES, st.integers(1, 9), st.sampled_from([None, 1]), st.booleans())
def test_every_file_is_read_as_json_loads_does(
    site: dict[str, Any],
    size: int,
    indent: int | None,
    is_ascii: bool,  # noqa: FBT001
) -> None:
    content = json.dumps(site, indent=indent, ensure_ascii=is_ascii).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "FIRST_READ", size)
        assert whole(content) == site


@settings(deadline=None)
@given(FILES, st.data())
def test_what_is_cut_off_is_refused(site: dict[str, Any], data: st.DataObject) -> None:
    content = json.dumps(site).encode()
    with pytest.raises(NotJson):
        whole(content[: data.draw(st.integers(0, len(content) - 1))])


def test_a_mark_of_the_byte_order_is_passed_over() -> None:
    assert whole(b'\xef\xbb\xbf{"posts": []}') == {"posts": []}


def test_a_mistake_is_found_without_reading_on() -> None:
    stream = BytesIO(b'{"posts": [{"a": oops' + b" " * 10_000_000)
    with pytest.raises(NotJson):
        list(rows_of(stream))
    assert stream.tell() <= 2 * streaming.FIRST_READ


def test_a_row_that_never_ends_is_refused() -> None:
    stream = BytesIO(b'{"posts": ["' + b"a" * 20_000_000)
    with pytest.raises(NotJson):
        list(rows_of(stream))
    assert stream.tell() < 10_000_000
