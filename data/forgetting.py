"""Queries that take somebody out of the database: their rows, and their number in others' rows."""

from collections.abc import Collection, Sequence

from sqlalchemy import String, case, cast, delete, exists, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from data.belongings import MEMBERS, POSTS, columns_naming_members
from data.columns import run, table_of
from data.tables import (
    Account,
    AuditEntry,
    Delivery,
    DiscordLink,
    Draft,
    Follow,
    FollowTarget,
    Identity,
    IdentitySource,
    Notification,
    Reaction,
)

LINKS, LOG, REACTIONS = table_of(DiscordLink), table_of(AuditEntry), table_of(Reaction)
# A notification says nothing to anybody without its recipient; a CHECK holds that.
DELETED_WITH_THEM = {table_of(Notification).c.recipient_id}


async def take_names_off(session: AsyncSession, member_id: int, post_ids: Sequence[int]) -> None:
    """Leave posts without this author and editor; an author's own edits leave no date either."""
    is_own = POSTS.c.author_id == member_id
    is_edited_by = POSTS.c.edited_by == member_id
    values = {
        "author_id": case((is_own, None), else_=POSTS.c.author_id),
        "former_alias": case((is_own, None), else_=POSTS.c.former_alias),
        "notify": case((is_own, False), else_=POSTS.c.notify),
        "edited_by": case((is_edited_by, None), else_=POSTS.c.edited_by),
        # Without an editor a card says "by a moderator".
        "edited_at": case((is_own & is_edited_by, None), else_=POSTS.c.edited_at),
    }
    await run(session, update(POSTS).where(POSTS.c.id.in_(post_ids)).values(values))


async def delete_reactions_by(session: AsyncSession, discord_id: int, forum_id: int) -> int:
    """Forget what is known of somebody's reactions, but for those to other forums' posts.

    Return how many there were.
    """
    others = (
        select(LINKS.c.message_id)
        .join(POSTS, POSTS.c.id == LINKS.c.post_id)
        .where(POSTS.c.forum_id != forum_id, LINKS.c.message_id == REACTIONS.c.message_id)
    )
    gone = delete(REACTIONS).where(REACTIONS.c.discord_id == discord_id, ~exists(others))
    return int((await run(session, gone)).rowcount)


async def delete_member(session: AsyncSession, member_id: int) -> None:
    """Remove a member with all that is theirs, and their number from what others did.

    Their posts and votes are to be settled before. The log is never altered: while it names their
    number, that number stays, and leads to nobody.
    """
    in_log = select(LOG.c.id).where(LOG.c.actor_id == member_id).limit(1)
    is_logged = (await run(session, in_log)).first() is not None
    for column in columns_naming_members():
        theirs = column == member_id
        if column is LOG.c.actor_id:
            continue
        if column.nullable and column not in DELETED_WITH_THEM:
            await run(session, update(column.table).where(theirs).values({column: None}))
        else:
            await run(session, delete(column.table).where(theirs))
    follows = table_of(Follow)
    followed = (follows.c.target == FollowTarget.MEMBER) & (follows.c.target_id == member_id)
    await run(session, delete(follows).where(followed))
    if is_logged:
        nobody = update(MEMBERS).where(MEMBERS.c.id == member_id)
        await run(session, nobody.values(name=None, bonus=0))
    else:
        await run(session, delete(MEMBERS).where(MEMBERS.c.id == member_id))


async def delete_account(session: AsyncSession, discord_id: int, marks: Sequence[bytes]) -> None:
    """Remove what holds for somebody in every forum: settings and kept texts, which marks find."""
    accounts, drafts = table_of(Account), table_of(Draft)
    await run(session, delete(accounts).where(accounts.c.discord_id == discord_id))
    await run(session, delete(drafts).where(drafts.c.owner_mark.in_(marks)))


async def delete_lonely_accounts(session: AsyncSession, discord_ids: Collection[int]) -> None:
    """Remove the settings of those of these people who are a member of no forum any more."""
    accounts, identities = table_of(Account), table_of(Identity)
    still = select(identities.c.id).where(
        identities.c.source == IdentitySource.DISCORD,
        identities.c.external_id == cast(accounts.c.discord_id, String),
    )
    lonely = accounts.c.discord_id.in_(list(discord_ids)) & ~exists(still)
    await run(session, delete(accounts).where(lonely))


async def delete_messages_to(session: AsyncSession, discord_id: int, forum_id: int) -> None:
    """Forget direct messages that still wait to be sent to somebody."""
    deliveries = table_of(Delivery)
    theirs = deliveries.c.lane == f"dm:{discord_id}"
    await run(session, delete(deliveries).where(theirs, deliveries.c.forum_id == forum_id))


async def delete_marked(session: AsyncSession, marks: Sequence[bytes]) -> None:
    """Forget sealed notifications with these marks, and their messages that still wait."""
    notifications, deliveries = table_of(Notification), table_of(Delivery)
    await run(session, delete(notifications).where(notifications.c.recipient_mark.in_(marks)))
    lanes = [f"inbox:{mark.hex()}" for mark in marks]
    await run(session, delete(deliveries).where(deliveries.c.lane.in_(lanes)))
