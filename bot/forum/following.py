"""Reading what somebody follows: what each is called, and pages of them for `/following`."""

from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.followed import followed_by
from bot.forum.anonymous.follows import follower_of
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.category_tree import lines_of
from bot.forum.pages import FollowLine, FollowPage
from bot.forum.places import url_of
from bot.forum.topics import Preferences, Topic, Way
from data.belongings import memberships
from data.categories import categories_of
from data.database import Database
from data.follows import follows_by
from data.forums import all_forums
from data.links import links_of
from data.members import get_members
from data.posts import get_post, get_posts
from data.tables import Follow, FollowTarget, PostState
from data.tags import tag_names_of

PAGE = 6


async def following(
    database: Database, *, discord_id: int, forum_id: int | None, page: int
) -> FollowPage:
    """Return a page of what somebody follows, the questions first; the last beyond the end.

    Without a forum, in every forum.
    """
    async with database.read() as session:
        chosen = await preferences_of(session, discord_id)
        lines = await _questions(session, chosen, forum_id)
        lines += await _others(session, chosen, forum_id)
    page = min(page, max(0, len(lines) - 1) // PAGE)
    shown = lines[page * PAGE : (page + 1) * PAGE]
    return FollowPage(tuple(shown), page, has_more=len(lines) > (page + 1) * PAGE)


async def _questions(
    session: AsyncSession, chosen: Preferences, forum_id: int | None
) -> list[FollowLine]:
    followed = await followed_by(session, chosen.user_id, forum_id)
    wanted = [each.question_id for each in followed if each.is_on]
    posts = await get_posts(session, wanted[:500])
    links = await links_of(session, wanted[:500])
    forums = {forum.id: forum for forum in await all_forums(session)}
    lines = []
    for question_id in reversed(wanted):
        follower = await follower_of(session, question_id, chosen.user_id)
        question = posts.get(question_id)
        if follower is None or question is None:
            continue
        forum = forums[question.forum_id]
        is_shown = question.state is PostState.VISIBLE
        lines.append(
            FollowLine(
                id=question_id,
                target=FollowTarget.QUESTION,
                name=(question.title or "") if is_shown else "",
                forum_name=forum.name,
                by_dm=follower.by_dm and not chosen.is_silent(Topic.QUESTIONS, forum.id or 0),
                url=url_of(forum, links.get(question_id)) if is_shown else None,
                question_id=question_id if is_shown else None,
            )
        )
    return lines


async def _others(
    session: AsyncSession, chosen: Preferences, forum_id: int | None
) -> list[FollowLine]:
    members = {
        each.member_id: each.forum_id
        for each in await memberships(session, chosen.user_id)
        if forum_id in {None, each.forum_id}
    }
    forums = {forum.id: forum.name for forum in await all_forums(session)}
    follows = await follows_by(session, members)
    names = await names_of(session, follows)
    return [
        FollowLine(
            id=each.id or 0,
            target=each.target,
            name=names[each.id or 0],
            forum_name=forums[members[each.member_id]],
            by_dm=is_by_dm(chosen, each, members[each.member_id]),
            is_by_number=True,
            question_id=each.target_id
            if each.target is FollowTarget.QUESTION and names[each.id or 0]
            else None,
        )
        for each in follows
    ]


def is_by_dm(chosen: Preferences, follow: Follow, forum_id: int) -> bool:
    """Tell whether somebody gets a DM about each post that a follow of theirs is about."""
    way = chosen.way(Topic.FOLLOWED, forum_id)
    return way is Way.DM or (follow.by_dm and way is Way.ASKED)


async def names_of(session: AsyncSession, follows: Collection[Follow]) -> dict[int, str]:
    """Return what follows are called that stand by name, by number; empty where it is gone."""
    wanted: dict[FollowTarget, set[int]] = {target: set() for target in FollowTarget}
    for each in follows:
        wanted[each.target].add(each.target_id)
    people = await get_members(session, wanted[FollowTarget.MEMBER])
    owners = await get_members(session, {each.member_id for each in follows})
    categories = {
        line.id: line.path
        for forum_id in {owner.forum_id for owner in owners.values()}
        for line in lines_of(await categories_of(session, forum_id))
    }
    names: dict[FollowTarget, dict[int, str]] = {
        FollowTarget.CATEGORY: categories,
        FollowTarget.TAG: await tag_names_of(session, wanted[FollowTarget.TAG]),
        FollowTarget.MEMBER: {id_: each.name or "" for id_, each in people.items()},
        FollowTarget.QUESTION: {
            id_: await _title(session, id_) for id_ in wanted[FollowTarget.QUESTION]
        },
    }
    return {each.id or 0: names[each.target].get(each.target_id, "") for each in follows}


async def _title(session: AsyncSession, question_id: int) -> str:
    question = await get_post(session, question_id)
    is_shown = question is not None and question.state is PostState.VISIBLE
    return (question.title or "") if question is not None and is_shown else ""
