"""What an edit changed, word by word, and never at more than a bounded cost."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forum.differences import WORD, Passage, Run, passages

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d.", "\n", "\n\n"]), max_size=60).map(" ".join)


def words(runs: tuple[Run, ...], *, is_changed: bool) -> str:
    return " ".join(word for run in runs if run.is_changed is is_changed for word in run.words)


def only(found: tuple[Passage, ...]) -> Passage:
    (passage,) = found
    return passage


def test_changed_words_are_told_from_those_that_were_left() -> None:
    passage = only(passages("I sleep badly at night.", "I sleep very badly by day."))
    assert words(passage.before, is_changed=True) == "at night."
    assert words(passage.now, is_changed=True) == "very by day."
    assert words(passage.now, is_changed=False) == "I sleep badly"


def test_only_lines_that_changed_are_shown() -> None:
    passage = only(passages("One.\n\nTwo.\n\nThree.", "One.\n\n2.\n\nThree."))
    assert words(passage.before, is_changed=True) == "Two."
    assert words(passage.now, is_changed=True) == "2."
    assert not words(passage.now, is_changed=False)


def test_what_was_only_put_in_or_taken_out_stands_on_one_side() -> None:
    passage = only(passages("One.", "One.\n\nTwo."))
    assert passage.before == ()
    assert words(passage.now, is_changed=True) == "Two."
    assert only(passages("One.\nTwo.", "One.")).now == ()


def test_of_many_words_that_were_left_only_those_beside_a_change_are_shown() -> None:
    before = " ".join(f"w{n}" for n in range(100))
    passage = only(passages(before, before.replace("w50", "x")))
    assert [len(run.words) for run in passage.now] == [0, 8, 1, 8, 0]
    assert [run.is_left_out for run in passage.now] == [True, False, False, False, True]


@pytest.mark.parametrize(("before", "now"), [("a b", "a  b"), ("a\nb", "a\n\nb"), ("", "")])
def test_blanks_alone_are_no_difference(before: str, now: str) -> None:
    assert passages(before, now) == ()


@given(WORDS, WORDS)
def test_all_that_is_new_is_marked_and_nothing_else_is_shown_as_new(before: str, now: str) -> None:
    old, new = WORD.findall(before), WORD.findall(now)
    found = passages(before, now)
    put_in = [word for each in found for run in each.now if run.is_changed for word in run.words]
    taken = [word for each in found for run in each.before if run.is_changed for word in run.words]
    for word in set(old) | set(new):
        assert new.count(word) - old.count(word) == put_in.count(word) - taken.count(word)


@pytest.mark.parametrize("alphabet", [2, 5, 20, 100, 150, 1000])
@pytest.mark.parametrize("separator", [" ", "\n"])
def test_the_cost_has_a_bound(alphabet: int, separator: str) -> None:
    draw = random.Random(alphabet)  # noqa: S311  # the same in each run
    texts = [
        separator.join(str(draw.randrange(alphabet)) for _ in range(6000))[:12_000]
        for _ in range(2)
    ]
    began = time.process_time()
    passages(*texts)
    passages(*(each[:1600] for each in texts))
    assert time.process_time() - began < 2
