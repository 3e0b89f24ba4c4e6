"""Rows of an export: without anybody else in them."""

import json

from data.export_rules import naming_columns
from data.exporting import Row
from data.tables import FollowTarget

YOU, ELSE = "you", "someone else"
NAMING = naming_columns()


def act_of(row: Row, user_id: int, by: str) -> Row:
    """Return an entry of the log without anybody else in it."""
    try:
        detail = json.loads(str(row["detail"]))
    except ValueError:
        detail = row["detail"]
    if isinstance(detail, dict):
        is_other = {"user": detail.get("user") != user_id, "requested_by": True}
        detail = {key: value for key, value in detail.items() if not is_other.get(key)}
        if "user" in detail:
            # As text: readers of JSON in other languages round numbers of over 53 bits.
            detail["user"] = str(detail["user"])
    return row | {"detail": detail, "actor_id": row["actor_id"] and by}


def cleaned(table: str, row: Row, members: list[int]) -> Row:
    """Return a row in which no number says who another member is."""
    named = {name: row[name] for name in NAMING.get(table, ()) if row.get(name) is not None}
    who = {name: YOU if member in members else ELSE for name, member in named.items()}
    if row.get("target") == FollowTarget.MEMBER:
        who["target_id"] = YOU if row["target_id"] in members else ELSE
    return row | who
