"""Chosen names beside the members of a server: what imitates is refused, and nothing else.

To refuse a name that harms nobody is as bad as to let one through that imitates.
"""

import json
from pathlib import Path

import pytest

from bot.forum.anonymous.look_alikes import imitates
from bot.forum.anonymous.spellings import beginnings
from cogs.guises import MOST_LOOKS

NAMES = json.loads(
    Path(__file__).with_name("names_beside_members.json").read_text(encoding="utf-8")
)
MEMBERS: list[str] = NAMES["members"]
IN_CHARGE: list[str] = NAMES["in_charge"]
# Beside whoever has the same name in other letters, or nearly the same one in the same.
HARMLESS: list[str] = NAMES["harmless"]
PAIRS = [(name, taken) for taken, names in NAMES["of_a_member"].items() for name in names]


def test_the_tables_are_long_enough_to_tell() -> None:
    assert len(IN_CHARGE) >= 60
    assert len(PAIRS) >= 60
    assert len(HARMLESS) >= 120


@pytest.mark.parametrize("name", IN_CHARGE)
def test_who_seems_in_charge_is_refused(name: str) -> None:
    assert imitates(name, ())


@pytest.mark.parametrize(("name", "taken"), PAIRS)
def test_who_looks_like_a_member_is_refused(name: str, taken: str) -> None:
    assert imitates(name, [taken])
    assert imitates(taken, [name])


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_name_is_free(name: str) -> None:
    assert [each for each in MEMBERS if imitates(name, [each])] == []
    assert [each for each in MEMBERS if imitates(each, [name])] == []


@pytest.mark.parametrize(
    "name", [name for name, taken in PAIRS if taken == "Alice" and not name[-1].isascii()]
)
def test_a_member_is_looked_for_whom_fancy_letters_name(name: str) -> None:
    likely = [each.text for each in beginnings(name)][:MOST_LOOKS]
    assert any("alice".startswith(each) for each in likely)
