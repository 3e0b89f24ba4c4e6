"""Everything that is stored about one person, and nothing about others: whole rows, by table.

Where a row names another member, it says "someone else". Rows that are somebody else's and only
name this person are told by their numbers.
"""

import json
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import (
    own_posts,
    own_posts_anywhere,
    sealed_author,
)
from bot.forum.anonymous.followed import followed_by, left_at
from bot.forum.anonymous.follows import follower_of
from bot.forum.anonymous.notices import TOLD, all_sealed
from bot.forum.anonymous.preferences import DIGEST_LANE, TURN_LANE, stored_of
from bot.forum.anonymous.turns import lanes_of
from bot.forum.anonymous.unmask_requests import is_announced
from bot.forum.blocks import held_by
from bot.forum.drafts import own_marks
from bot.forum.identity import sealer_of
from bot.forum.moderation_log import ACCOUNT_ACTIONS, POST_ACTIONS
from bot.forum.privacy.erasures import find
from bot.forum.privacy.export_rows import ELSE, YOU, act_of, cleaned
from data.anonymity import blocks_in
from data.belongings import memberships
from data.columns import table_of
from data.database import Database
from data.export_rules import (
    ABOUT_POSTS,
    ACTED,
    AUTHORED,
    MENTIONED,
    OWNED,
)
from data.exporting import (
    Row,
    numbers_with,
    plain,
    rows_marked,
    rows_waiting,
    rows_with,
    tag_names,
)
from data.forums import all_forums
from data.moderation import acts_on
from data.posts import get_posts
from data.tables import (
    Account,
    AuditEntry,
    Draft,
    Forum,
    IgnoredUser,
    Member,
    Post,
    Reaction,
)

MOST_ACTS = 10_000
# What stands in seconds in the seal of somebody's choices.
TIMES = ("gone", "refused_at", "asked_at")
# When an export was made, and for whom.
ABOUT_ITSELF = {"made_at", "user"}
BEGINNING = datetime.min.replace(tzinfo=UTC)


async def export(database: Database, *, user_id: int, now: datetime) -> Row:
    """Return all there is about a Discord user: general things, then forum by forum."""
    async with database.read() as session:
        own = await own_posts_anywhere(session, user_id)
        anonymous = [post.post_id for post in own]
        found = await memberships(session, user_id)
        forums = []
        for forum in await all_forums(session):
            members = [each.member_id for each in found if each.forum_id == forum.id]
            part = await _in_forum(session, forum, members, anonymous, user_id)
            if any(part.values()):
                forums.append({"name": forum.name, "server": str(forum.guild_id), **part})
        return {
            "made_at": now.isoformat(),
            "user": str(user_id),
            **await _anywhere(session, user_id, anonymous),
            "forums": forums,
        }


def is_nothing(found: Row) -> bool:
    """Tell whether an export holds nothing: not even something sealed is stored about them."""
    return not any(told for name, told in found.items() if name not in ABOUT_ITSELF)


async def _anywhere(session: AsyncSession, user_id: int, anonymous: list[int]) -> Row:
    """Return what belongs to a Discord user in no forum, or in whichever."""
    sealer = sealer_of(session)
    questions = {post.root_id for post in (await get_posts(session, anonymous)).values()}
    marks = [mark for each in questions for mark in sealer.marks("inbox", user_id, each)]
    for each in await followed_by(session, user_id, None):
        marks += sealer.marks(TOLD, user_id, each.question_id)
    lanes = [f"dm:{user_id}", *(f"inbox:{mark.hex()}" for mark in marks)]
    lanes += lanes_of(session, user_id, TURN_LANE, DIGEST_LANE)
    return {
        "account": await rows_with(session, table_of(Account).c.discord_id, [user_id]),
        "reaction": await rows_with(session, table_of(Reaction).c.discord_id, [user_id]),
        "delivery": await rows_waiting(session, lanes, anonymous),
        "preference": await _preferences(session, user_id),
        "draft": await _drafts(session, user_id),
        "erasure": await _erasure(session, user_id),
    }


async def _preferences(session: AsyncSession, user_id: int) -> Row | None:
    """Return how they want to be told, as they chose it, and what was found out since."""
    found = await stored_of(session, user_id)
    if found is None:
        return None
    times = {
        name: plain(datetime.fromtimestamp(seconds, UTC))
        for name in TIMES
        if isinstance(seconds := found.get(name), int | float)
    }
    return {name: value for name, value in found.items() if name != "user"} | times


async def _drafts(session: AsyncSession, user_id: int) -> list[Row]:
    sealer, drafts = sealer_of(session), []
    marks = await own_marks(session, user_id)
    for row in await rows_marked(session, table_of(Draft).c.owner_mark, marks):
        sealed, mark = row["sealed"], row["owner_mark"]
        if isinstance(sealed, bytes) and isinstance(mark, bytes):
            form, texts, choices, *rest = json.loads(sealer.open(sealed, table="draft", row=mark))
            times = {name: plain(row[name]) for name in ("created_at", "expires_at")}
            server = {"server": str(rest[0])} if rest and rest[0] else {}
            drafts.append({"form": form, "texts": texts, "choices": choices} | server | times)
    return drafts


async def _erasure(session: AsyncSession, user_id: int) -> Row | None:
    wish = await find(session, user_id)
    if wish is None:
        return None
    return {
        "chosen_at": plain(wish.chosen_at),
        "due_at": plain(wish.due_at),
        "texts_removed": sorted(wish.removes),
        "anonymous_posts": {str(id_): plain(at) for id_, at in sorted(wish.posts.items())},
        "is_done": wish.is_done,
    }


async def _in_forum(
    session: AsyncSession, forum: Forum, members: list[int], anonymous: list[int], user_id: int
) -> Row:
    forum_id = forum.id or 0
    found: Row = {"member": await rows_with(session, table_of(Member).c.id, members)}
    for column in OWNED:
        rows = await rows_with(session, column, members)
        found[column.table.name] = [cleaned(column.table.name, row, members) for row in rows]
    for column in ACTED:
        rows = await rows_with(session, column, members)
        found[f"{column.table.name} by you"] = [act_of(row, user_id, YOU) for row in rows]
    named = await rows_with(session, AUTHORED, members)
    found["post"] = [await _post(session, row, members) for row in named]
    found["anonymous post"] = await _anonymous(session, forum_id, anonymous, user_id)
    found["followed question"] = await _followed(session, forum_id, user_id)
    found["seen to have left"] = plain(await left_at(session, forum_id, user_id))
    found["sealed notification"] = await _sealed(session, forum_id, user_id)
    found["block"] = await _blocks(session, forum_id, user_id)
    found["audit_entry about you"] = await _acts_on_account(session, forum_id, user_id)
    found["ignored_user"] = await _ignored(session, forum_id, user_id)
    found["mentioned in"] = [
        {"table": column.table.name, "as": column.name, **key}
        for column in MENTIONED
        for member_id in members
        for key in await numbers_with(session, column, member_id)
    ]
    return found


async def _sealed(session: AsyncSession, forum_id: int, user_id: int) -> list[Row]:
    """Return what somebody is told about their anonymous posts, and questions they follow."""
    return [
        {
            "id": each.row.id,
            "kind": each.row.kind.value,
            "post_id": each.post_id,
            "question_id": each.question_id,
            "created_at": plain(each.created_at),
            "is_read": each.is_read,
            "is_by_dm": each.is_by_dm,
            "is_heard": each.is_heard,
            "held_at": plain(each.held_at),
            "refused_at": plain(each.refused_at),
        }
        for each in await all_sealed(session, user_id, forum_id)
    ]


async def _followed(session: AsyncSession, forum_id: int, user_id: int) -> list[Row]:
    """Return which questions somebody follows, and which they stopped following lately."""
    found = []
    for each in await followed_by(session, user_id, forum_id):
        follower = await follower_of(session, each.question_id, user_id)
        found.append(
            {
                "question_id": each.question_id,
                "is_followed": follower is not None,
                "by_dm": follower is not None and follower.by_dm,
                "since": plain(each.at),
            }
        )
    return found


async def _post(session: AsyncSession, row: Row, members: list[int]) -> Row:
    """Return a post with what hangs on it: earlier texts, tags, where it stands, what was done."""
    number = row["id"] if isinstance(row["id"], int) else 0
    hanging: Row = {"tags": await tag_names(session, number)}
    for column in ABOUT_POSTS:
        rows = await rows_with(session, column, [number])
        name = column.table.name
        hanging[f"its {name}"] = [cleaned(name, each, members) for each in rows]
    acts = await rows_with(session, table_of(AuditEntry).c.post_id, [number])
    # Whether somebody asked who wrote an anonymous post is for moderators to tell, but for what
    # its author was told of.
    hanging["its audit_entry"] = [
        cleaned("audit_entry", act, members) for act in acts if act["action"] in POST_ACTIONS
    ] + [act_of(act, 0, ELSE) for act in acts if is_announced(act["action"], act["detail"])]
    return cleaned("post", row, members) | hanging


async def _anonymous(
    session: AsyncSession, forum_id: int, post_ids: list[int], user_id: int
) -> list[Row]:
    sent = {each.post_id: each.at for each in await own_posts(session, forum_id, user_id)}
    found = []
    for post in (await get_posts(session, post_ids)).values():
        if post.forum_id == forum_id:
            (row,) = await rows_with(session, table_of(Post).c.id, [post.number])
            whole = await _post(session, row, [])
            more = {"notify": _wants_dms(session, post), "sent_at": plain(sent.get(post.number))}
            found.append(whole | more)
    return found


def _wants_dms(session: AsyncSession, post: Post) -> bool:
    author = sealed_author(session, post)
    return author is not None and author.notify


async def _blocks(session: AsyncSession, forum_id: int, user_id: int) -> list[Row]:
    """Return blocks of an account, and of whoever is behind one of this person's aliases."""
    sealer, found = sealer_of(session), []
    for block in await blocks_in(session, forum_id, BEGINNING):
        is_alias = block.mark in sealer.marks("block", block.salt, forum_id, user_id)
        if is_alias or block.discord_id == user_id:
            found.append(
                {
                    "of": "an alias" if is_alias else "the account",
                    "question_id": held_by(session, block).get("question"),
                    "until": plain(block.until),
                    "reason": block.reason,
                    "is_named_too": block.is_named_too,
                }
            )
    return found


async def _ignored(session: AsyncSession, forum_id: int, user_id: int) -> bool:
    marks = sealer_of(session).marks("ignore", forum_id, user_id)
    return bool(await rows_marked(session, table_of(IgnoredUser).c.mark, marks))


async def _acts_on_account(session: AsyncSession, forum_id: int, user_id: int) -> list[Row]:
    entries = await acts_on(
        session,
        forum_id,
        member_id=None,
        user_id=user_id,
        post_actions=(),
        account_actions=ACCOUNT_ACTIONS,
        limit=MOST_ACTS,
    )
    rows = [{name: plain(value) for name, value in each.model_dump().items()} for each in entries]
    return [act_of(row, user_id, ELSE) for row in rows]
