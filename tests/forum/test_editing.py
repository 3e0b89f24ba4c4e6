"""A text of any length goes into an edit form and comes out of it as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.forum.editing import FIELD_CHARACTERS, fields_for, joined, parts_of
from bot.forum.errors import Invalid
from data.posts import update_post
from tests.forum.world import ANNA, BEN, World

LETTERS = st.sampled_from(["a" * 700, "word " * 150, "\n", "\n\n", "b" * 1999, "👩‍👩‍👧" * 50, " "])


@example("b" * 3998 + "\n" * 7 + "b" * 3999)  # the second part was three newlines, and so none
@given(st.lists(LETTERS, max_size=20).map(lambda each: "".join(each)[:12_000].strip()))
def test_a_text_is_whole_again_once_its_parts_are_joined(text: str) -> None:
    parts, cuts = parts_of(text, 3)
    assert len(parts) == 3
    assert all(len(each) <= FIELD_CHARACTERS for each in parts)
    assert joined(parts, cuts) == text


@pytest.mark.parametrize("length", [1, 3500, 3501, 4000, 4001, 11_999, 12_000])
@pytest.mark.parametrize("unit", ["x", "word ", "line\n", "paragraph\n\n", "🧑‍🤝‍🧑"])
def test_nothing_is_lost_at_any_length(unit: str, length: int) -> None:
    text = (unit * length)[:length]
    parts, cuts = parts_of(text, fields_for(length, 3500))
    assert all(len(each) <= FIELD_CHARACTERS for each in parts)
    assert joined(parts, cuts) == text


def test_a_text_is_cut_between_paragraphs_where_they_allow_it() -> None:
    paragraph = "word " * 300
    parts, cuts = parts_of("\n\n".join([paragraph] * 6), 3)
    assert cuts == "pp"
    assert parts[0] == f"{paragraph}\n\n{paragraph}"


def test_a_part_that_was_emptied_leaves_a_paragraph() -> None:
    assert joined(["one", " ", "three"], "nn") == "one\n\nthree"
    assert joined(["", "two", ""], "ss") == "two"
    assert joined(["one", "two"], "") == "one\n\ntwo"


def test_forms_have_as_many_fields_as_a_text_needs() -> None:
    assert [fields_for(length, 3500) for length in (0, 3500, 3501, 12_000)] == [1, 1, 3, 3]
    assert [fields_for(length, 3500) for length in (12_001, 16_000, 16_001)] == [4, 4, 5]


async def test_what_the_website_took_may_stay_as_short_or_long(world: World) -> None:
    question = await world.ask()
    long = "Long? " * 40
    async with world.database.write() as session:
        await update_post(session, question, title=long.strip(), body="z" * 12_500)
    await world.edit(question, ANNA, title=long, body="y" * 12_500)
    with pytest.raises(Invalid):
        await world.edit(question, ANNA, title=long + "x" * 20, body="x" * 12_501, revision=2)
    answer = await world.answer(question)
    async with world.database.write() as session:
        await update_post(session, answer, body="Yes.")
    await world.edit(answer, BEN, body="Nope")
    with pytest.raises(Invalid):
        await world.edit(answer, BEN, body="N", revision=2)
