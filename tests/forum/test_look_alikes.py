"""Letters that look like others: all that Unicode knows of, and some more."""

import unicodedata

import pytest

from bot.forum.anonymous.confusables import DATA, is_marked
from bot.forum.anonymous.letters import KNOWN
from bot.forum.anonymous.look_alikes import imitates
from tests.support.confusables import derive, pairs_of

LIKES = [
    (like, looks) for kind in ("letters", "signs") for looks, likes in DATA[kind] for like in likes
]


def test_whatever_unicode_takes_for_a_latin_letter_or_digit_imitates_it() -> None:
    latin = [pair for pair in LIKES if pair[1].isascii()]
    assert len(latin) > 1000
    passed = [
        (like, looks)
        for like, looks in latin
        if not imitates(f"Ma{like}ko", [f"Ma{looks}ko"])
        or not imitates(f"{like}iko", [f"{looks}iko"])
    ]
    assert passed == []


def test_every_letter_with_a_mark_imitates_it_without() -> None:
    marked = {
        chr(number): plain[0]
        for number in range(0x80, 0x30000)
        if unicodedata.category(chr(number))[0] == "L"
        and len(plain := unicodedata.normalize("NFD", chr(number))) > 1
        and all(map(unicodedata.combining, plain[1:]))
    }
    assert len(marked) > 800
    assert [each for each in marked if not imitates(f"Ma{each}ko", [f"Ma{marked[each]}ko"])] == []


def test_letters_of_other_scripts_imitate_each_other() -> None:
    # A letter with a mark imitates it without: that an ö looks like an Arabic letter with two dots,
    # too, is given up.
    others = [pair for pair in LIKES if not pair[1].isascii() and not any(map(is_marked, pair))]
    assert [pair for pair in others if not imitates(f"Ma{pair[0]}ko", [f"Ma{pair[1]}ko"])] == []


def test_whatever_is_compatible_with_a_latin_letter_imitates_it() -> None:
    """Full width, mathematical, circled, raised: not in the data, since normal forms know them."""
    found = {
        chr(number): plain
        for number in range(0x80, 0x20000)
        if len(plain := unicodedata.normalize("NFKC", chr(number))) == 1
        and plain.isascii()
        and plain.isalnum()
    }
    assert len(found) > 900
    assert [each for each in found if not imitates(f"Ma{each}ko", [f"Ma{found[each]}ko"])] == []


def test_our_own_look_alikes_imitate_too() -> None:
    likes = [
        pair
        for known in (*KNOWN["look_alikes"], KNOWN["signs"])
        for pair in zip(*known, strict=True)
    ]
    assert [pair for pair in likes if not imitates(f"Ma{pair[0]}ko", [f"Ma{pair[1]}ko"])] == []


def test_fancy_letters_imitate_those_that_they_stand_for() -> None:
    likes = [pair for font in KNOWN["fonts"].values() for pair in zip(*font, strict=True)]
    assert len(likes) > 200
    assert [pair for pair in likes if not imitates(f"Ma{pair[0]}ko", [f"Ma{pair[1]}ko"])] == []


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        # Compatible forms make a sigma of a lunate one, and an s of a long s, which is no f then.
        *(("\u03f9arol", "Carol"), ("\u03f2arol", "Carol"), ("Je\u017f\u017f", "Jeff")),
        *(("Je\u017f\u017f", "Jess"), ("\u03b3ara", "yara"), ("\u04aeara", "Yara")),
        *(("\u2ca4arol", "Carol"), ("Ma\u00d7", "Max"), ("O\u221e", "Ooo"), ("\u13daam", "Sam")),
        *(("Bemard", "Bernard"), ("Darnell", "Damell"), ("Clavid", "David"), ("Dara", "Clara")),
        *(
            ("أحمد", "احمد"),
            ("رأفت", "رافت"),
            ("مؤمن", "مومن"),
            ("عائشة", "عايشه"),
            ("فاطمة", "فاطمه"),
        ),
        *(("Τρῶς", "Τρως"), ("ᾠδή", "ωδη"), ("ΛῌΔΑ", "ληδα")),
        *(("C1avid", "David"), ("CIavid", "David"), ("Ewe", "Evve")),
        # Ornament at a name's ends stays ornament.
        *(("\u2016Bob\u2016", "Bob"), ("\u00d7 Bob \u00d7", "Bob"), ("\u25cb Bob", "Bob")),
    ],
)
def test_a_name_in_such_letters_is_imitated(name: str, taken: str) -> None:
    assert imitates(name, [taken])
    assert imitates(taken, [name])


@pytest.mark.parametrize(
    "name",
    ["\u03faoderator", "Mo\u13e7erator", "moclerator", "MocIerator", "M\u2299d"],
)
def test_somebody_in_charge_in_such_letters_is_imitated(name: str) -> None:
    assert imitates(name, ())


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        *(("Cindy", "Dindy"), ("Lucia", "Luda"), ("Marc Ives", "Mard Ives")),
        *(("\u30ce\u30a2", "\u30a2"), ("\u0430\u043d\u043d\u0430", "\u0430\u043d\u044f")),
        *(("\u05d9\u05e2\u05dc", "\u05e2\u05dc"), ("\u674e", "\u738b"), ("Kim-Li", "Kim")),
    ],
)
def test_other_letters_are_told_apart(name: str, taken: str) -> None:
    assert not imitates(name, [taken])


def test_the_data_keeps_what_letters_look_like_and_names_its_licence() -> None:
    text = "\ufeff# x\n# Version: 99.0.0\n0433 ;\t0072 ;\tMA\t# r\n00D7 ;\t0078 ;\tMA\t#*\n"
    assert pairs_of(text) == {"\u0433": "r", "\u00d7": "x"}
    made = derive(text, "FREE\n")
    assert '"letters": [\n    ["r", "\u0433"]\n  ]' in made
    assert '"signs": [\n    ["x", "\u00d7"]\n  ]' in made
    assert "Unicode 99.0.0" in made
    assert "UNICODE LICENSE V3" in DATA["licence"]
