"""What holds the house together: arrows between rooms, pinned requirements, explained settings."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIREMENTS = {
    "base": PROJECT["dependencies"],
    "demo": PROJECT["dependencies"] + EXTRAS["demo"],
    "dev": PROJECT["dependencies"] + EXTRAS["demo"] + EXTRAS["dev"],
}


def test_the_arrows_between_the_rooms_run_one_way() -> None:
    # In a process of its own: it disables every logger that there is.
    linter = str(Path(sys.executable).parent / "lint-imports")
    linted = subprocess.run(  # noqa: S603  # one of our own tools
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_pinned_with_hashes_and_name_no_index(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    pinned = re.compile(r"(?P<name>[a-z0-9-]+)==[^ ]+( ; [^=].*?)?( +--hash=sha256:[0-9a-f]{64})+")
    found = {}
    for entry in entries:
        matched = pinned.fullmatch(entry)
        assert matched, entry
        found[matched["name"]] = entry
    wanted = {
        re.split(r"[\[<>=]", each)[0].lower().replace(".", "-") for each in REQUIREMENTS[name]
    }
    assert wanted - {"mindwell"} <= found.keys()
    assert "://" not in text


def test_every_setting_is_explained_in_the_example_with_its_default() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", example, re.MULTILINE))
    assert shown.keys() == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = "" if field.is_required() or field.default is None else str(field.default)
        assert shown[name.upper()] == default
