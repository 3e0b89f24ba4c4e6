"""Long texts are cut where a reader would, and nothing hidden shows because of it."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.publishing.pieces import beginning, pieces

SIGNS = st.sampled_from(["word", " ", "\n", "\n\n", "`", "```", "||", "\\", ". ", "🧑‍🤝‍🧑", "é"])
TEXTS = st.lists(SIGNS, max_size=400).map("".join)


@given(TEXTS, st.integers(60, 200))
def test_no_piece_is_too_long_and_no_word_is_lost(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(len(each) <= most for each in found)
    assert all(each.strip() for each in found) or len(found) == 1
    assert re.sub(r"[^\w🧑]", "", "".join(found)) == re.sub(r"[^\w🧑]", "", text)


def test_a_text_is_cut_between_paragraphs_before_lines_before_words() -> None:
    paragraph = "word " * 10
    assert pieces(f"{paragraph}\n\n{paragraph}\n{paragraph}", 110)[0] == paragraph.strip()
    assert pieces(f"{paragraph}\n{paragraph}", 100)[0] == paragraph.strip()
    assert pieces("one sentence. " * 10, 100)[0].endswith("one sentence.")
    assert not pieces("word " * 50, 100)[0].endswith("wor")


def test_what_a_spoiler_hides_stays_hidden_on_every_page() -> None:
    text = "before " * 10 + "||" + "secret " * 100 + "|| after"
    found = pieces(text, 200)
    assert len(found) > 3
    for each in found:
        assert "secret" not in re.sub(r"\|\|.+?\|\|", "", each, flags=re.DOTALL)
    assert "secret" not in re.sub(r"\|\|.+?\|\|", "", beginning(text, 200), flags=re.DOTALL)


def test_code_goes_on_as_code() -> None:
    text = "```py\n" + "print('spam || eggs')\n" * 20 + "```"
    found = pieces(text, 200)
    assert len(found) > 2
    assert all(each.startswith("```py\n") and each.endswith("```") for each in found)


def test_marks_are_never_torn_nor_opened_for_nothing() -> None:
    for length in range(60, 120):
        for each in pieces("a" * length + "||b||" + "c" * 100, 100):
            assert each.count("||") in {0, 2}
            assert "||||" not in each


@pytest.mark.parametrize("sign", ["`", "|", "||", "\\", "`|", "``` ", "||`", "`` `"])
def test_a_text_of_marks_alone_takes_no_time(sign: str) -> None:
    text = (sign * 12_000)[:12_000]
    began = time.process_time()
    assert len("".join(pieces(text, 3500))) >= len(text.replace(" ", ""))
    assert time.process_time() - began < 1


def test_what_fits_is_left_as_it_is() -> None:
    assert pieces("||a", 3) == ["||a"]
    assert beginning("||a", 3) == "||a"
