"""What a reader sees of a text: letters and blanks, not the marks that turn or hide it."""

import unicodedata

LONGEST_LETTER = 40  # code points of one letter with its marks, or of one emoji; more is zalgo
UNREADABLE = {"Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"}
# Blank by design although they count as letters: Hangul fillers and the Braille blank.
BLANK_LETTERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}


def is_readable(character: str) -> bool:
    """Tell whether a character shows something by itself."""
    return unicodedata.category(character) not in UNREADABLE and character not in BLANK_LETTERS


def clean(text: str) -> str:
    """Return text without surrounding blanks and without NUL, which SQLite tools cut at."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    # A lone surrogate can't be stored as UTF-8.
    text = text.encode("utf-8", "replace").decode("utf-8").strip()
    return text if any(is_readable(character) for character in text) else ""


def readable_length(text: str) -> int:
    """Count what a reader sees: runs of blanks as one, combining and invisible marks as none."""
    words = " ".join(text.split())
    return sum(1 for character in words if character == " " or is_readable(character))


def between_letters(text: str, at: int, least: int) -> int:
    """Return where a text can be cut, at `at` or a little before: not within a letter or emoji."""
    for place in range(at, max(least, at - LONGEST_LETTER), -1):
        if not _goes_on(text, place):
            return place
    return at


def _goes_on(text: str, place: int) -> bool:
    """Tell whether what stands at a place belongs to the letter before it."""
    if not 0 < place < len(text):
        return False
    joins = "\u200d" in text[place - 1 : place + 1]
    is_mark = unicodedata.category(text[place]) in {"Mn", "Me", "Mc"}
    return joins or is_mark or "\U0001f3fb" <= text[place] <= "\U0001f3ff"


def one_line(title: str) -> str:
    """Return a title on one line, blanks folded."""
    return " ".join(clean(title).split())


def visible(text: str) -> str:
    """Return text without what nobody sees, or what would turn the rest of a line around."""
    return "".join(
        each
        for each in text
        if each not in BLANK_LETTERS and unicodedata.category(each) not in {"Cc", "Cf", "Cs"}
    )
