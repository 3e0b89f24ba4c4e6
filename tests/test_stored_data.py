"""docs/data.md: nothing is stored without a reason and an end."""

import re
from pathlib import Path

import pytest

from data.tables import metadata

DATA = Path(__file__).parents[1] / "docs" / "data.md"
SECTION = re.compile(r"^## ([a-z_]+)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
STORED = {table.name: set(table.columns.keys()) for table in metadata.tables.values()}


def explained() -> dict[str, dict[str, tuple[str, str]]]:
    """Return why each column is stored and how long, by table and column."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for table, content in SECTION.findall(DATA.read_text(encoding="utf-8")):
        columns = found.setdefault(table, {})
        for line in content.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            for name in re.findall(r"`([a-z_]+)`", cells[0]) if line.startswith("| `") else []:
                assert name not in columns, f"{table}.{name} is there twice"
                columns[name] = (cells[1], cells[2])
    return found


def test_every_table_is_explained_and_no_other() -> None:
    assert explained().keys() == STORED.keys()


@pytest.mark.parametrize("table", sorted(STORED))
def test_every_column_has_a_reason_and_an_end(table: str) -> None:
    columns = explained()[table]
    assert columns.keys() == STORED[table]
    assert all(why and kept for why, kept in columns.values())
