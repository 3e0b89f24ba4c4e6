"""Which column makes a row somebody's own, which one only names them; a test wants each in one."""

from sqlalchemy import Column

from data.belongings import columns_naming_members
from data.columns import table_of
from data.tables import (
    AuditEntry,
    Departure,
    DiscordLink,
    Flag,
    Follow,
    Identity,
    Member,
    Notification,
    Post,
    Revision,
    UnmaskRequest,
    Vote,
    WebsiteLink,
)

AUTHORED = table_of(Post).c.author_id
"""Posts are told with what hangs on them."""

OWNED: tuple[Column[int], ...] = (
    table_of(Identity).c.member_id,
    table_of(Vote).c.member_id,
    table_of(Flag).c.member_id,
    table_of(Follow).c.member_id,
    table_of(Notification).c.recipient_id,
    table_of(UnmaskRequest).c.requested_by,
    table_of(Departure).c.member_id,
)
"""The whole row is the person's."""

ACTED: tuple[Column[int], ...] = (table_of(AuditEntry).c.actor_id,)
"""The row says what the person did, perhaps to somebody else."""

MENTIONED: tuple[Column[int], ...] = (
    table_of(Post).c.state_by,
    table_of(Post).c.edited_by,
    table_of(Post).c.closed_by,
    table_of(Revision).c.written_by,
    table_of(Revision).c.replaced_by,
    table_of(Notification).c.actor_id,
    table_of(Member).c.merged_into,
)
"""The row may be somebody else's, and names the person: its number is told."""

ABOUT_POSTS: tuple[Column[int], ...] = (
    table_of(Revision).c.post_id,
    table_of(DiscordLink).c.post_id,
    table_of(WebsiteLink).c.post_id,
)
"""The row is a part of a post."""


def naming_columns() -> dict[str, list[str]]:
    """Return the names of the columns that name members, by table."""
    found: dict[str, list[str]] = {}
    for column in columns_naming_members():
        found.setdefault(column.table.name, []).append(column.name)
    return found
