"""Makes bot/forum/anonymous/confusables.json of Unicode's confusables.txt (UTS #39).

`python -m tests.support.confusables confusables.txt LICENSE.txt`, with the file of a version of
Unicode and Unicode's licence. Kept is what looks like letters or digits. Left out are marks, signs
that look like letters of other scripts than Latin, ASCII's own, and what compatible forms (NFKC)
make equal.
"""

import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

FILE = Path(__file__).parents[2] / "bot" / "forum" / "anonymous" / "confusables.json"
ABOUT = (
    "Derived from confusables.txt of Unicode {version}, data of UTS #39, and shortened: see "
    "tests/support/confusables.py. Each row: what letters look like, and those letters."
)


def pairs_of(text: str) -> dict[str, str]:
    """Return what each character of a confusables.txt looks like."""
    found = {}
    for line in text.lstrip("\ufeff").splitlines():
        source, _, rest = line.partition("#")[0].partition(";")
        if rest:
            found[_characters(source)] = _characters(rest.partition(";")[0])
    return found


def _characters(numbers: str) -> str:
    return "".join(chr(int(number, 16)) for number in numbers.split())


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, without their marks."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LN")


def _name(character: str) -> str:
    return unicodedata.name(character, "")


def derive(text: str, licence: str) -> str:
    """Return the content of confusables.json."""
    version = re.search(r"^# Version: (\S+)", text, re.MULTILINE)
    # A letter that Python's own Unicode does not know yet is one all the same.
    kinds: dict[str, dict[str, str]] = {"letters": defaultdict(str), "signs": defaultdict(str)}
    for source, target in pairs_of(text).items():
        looks = letters_of(target)
        same = unicodedata.normalize("NFKC", source) == unicodedata.normalize("NFKC", target)
        is_sign = unicodedata.category(source)[0] in "PSZ" and "RADICAL" not in _name(source)
        # What compatible forms would take apart is to be known before.
        is_sign &= unicodedata.normalize("NFKC", source) == source
        if same or not looks or source.isascii() or (is_sign and not looks.isascii()):
            continue
        kinds["signs" if is_sign else "letters"][looks] += source
    rows = {
        kind: ",\n".join(
            f"    {json.dumps([looks, likes], ensure_ascii=False)}"
            for looks, likes in sorted(found.items())
        )
        for kind, found in kinds.items()
    }
    head = {
        "about": ABOUT.format(version=version[1] if version else "?"),
        "licence": licence.strip().splitlines(),
    }
    opening = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    lists = ",\n".join(f'  "{kind}": [\n{each}\n  ]' for kind, each in rows.items())
    return f"{opening},\n{lists}\n}}\n"


if __name__ == "__main__":
    source, licence = (Path(each).read_text(encoding="utf-8") for each in sys.argv[1:3])
    FILE.write_text(derive(source, licence), encoding="utf-8")
