"""Whether somebody wants a DM of a notification, and why they get it: asked when it is sent.

They may have stopped it since it was made, or chosen other ways to be told.
"""

from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import author_marks, sealed_author, wrote
from bot.forum.anonymous.follows import follower_of
from bot.forum.anonymous.notices import SAID_BY_OTHERS, TOLD, opened, sealed_about
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.brought import Fate, coming_in, fate_by_name
from bot.forum.followers import is_still_to_be_named, is_still_to_be_told, targets_of
from bot.forum.mail import dm_lane
from bot.forum.own_acts import own_among
from bot.forum.topics import TOPICS, Preferences, Topic, Way, sealed_topic
from data.anonymity import posts_marked
from data.comments import comments_on
from data.follows import matching
from data.members import member_of_discord
from data.notices import named_notice, notices_about
from data.posts import get_post, has_ticked
from data.tables import Notification, NotificationKind, Post

COMMENTED = {NotificationKind.COMMENT, NotificationKind.COMMENT_AFTER}


class Why(StrEnum):
    """Why somebody gets a DM: by which act of theirs."""

    TICKED = "ticked"
    """“DM me about replies” in a form."""
    FOLLOWS = "follows"
    """**Notify me**, or DMs about each post of what they follow."""
    CHOSE = "chose"
    """They chose DMs of this topic in `/notifications`."""


def topic_of(row: Notification) -> Topic:
    """Return what a notification is about, as people tell topics apart."""
    return TOPICS[row.kind] if row.sealed is None else sealed_topic(row.kind)


async def told_as(session: AsyncSession, row: Notification, user_id: int) -> NotificationKind:
    """Return as what the recipient hears of this: as an author rather than as a follower.

    Of a post of which they are told for both reasons there is one DM, which is of one kind.
    """
    if row.kind is not NotificationKind.FOLLOWED:
        return row.kind
    post = await get_post(session, opened(session, row).post_id if row.sealed else row.post_id or 0)
    if post is None:
        return row.kind
    named = await named_notice(session, user_id, post.number)
    if named is not None:
        return named.kind
    sealed = await sealed_about(session, user_id, post, "inbox")
    return row.kind if sealed is None else sealed.row.kind


async def topic_told(session: AsyncSession, row: Notification, user_id: int) -> Topic:
    """Return what a notification is about to its recipient, who may hear of it as an author."""
    kind = await told_as(session, row, user_id)
    return topic_of(row) if kind is row.kind else TOPICS[kind]


async def is_read(session: AsyncSession, row: Notification) -> bool:
    """Tell whether the recipient has read a notification."""
    return opened(session, row).is_read if row.sealed is not None else row.read_at is not None


async def why_dm(session: AsyncSession, row: Notification, user_id: int) -> Why | None:
    """Return why the recipient gets a DM of this; None when they want none.

    Nobody gets one as a follower of what they are told of anyway. Of what they did themselves
    whoever sends it decides, where else it would show that none was wanted.
    """
    post_id = opened(session, row).post_id if row.sealed is not None else row.post_id
    post = await get_post(session, post_id) if post_id is not None else None
    chosen = await preferences_of(session, user_id)
    if post is None or chosen.is_silent(topic_of(row), row.forum_id):
        return None
    if chosen.has_stopped(post.root_id) and not await _asked_again(session, post, user_id):
        return None
    if row.kind is NotificationKind.FOLLOWED:
        if chosen.is_silent(await topic_told(session, row, user_id), row.forum_id):
            return None
        wants = await _wants_as_follower(session, row, post, chosen)
        return Why.FOLLOWS if wants else None
    if row.sealed is not None and await own_among(session, user_id, [(row, post_id)]):
        return None
    return await _why_as_author(session, row, post, chosen)


async def _asked_again(session: AsyncSession, post: Post, user_id: int) -> bool:
    """Tell whether somebody asked for DMs of a question after they stopped them.

    Stopping takes all of that back, so what is there came later: nothing is written for it.
    """
    question_id = post.root_id
    follower = await follower_of(session, question_id, user_id)
    if follower is not None and follower.by_dm:
        return True
    member = await member_of_discord(session, post.forum_id, user_id)
    if member is not None and await has_ticked(session, question_id, member.id or 0):
        return True
    own = await posts_marked(session, question_id, author_marks(session, question_id, user_id))
    authors = [sealed_author(session, each) for each in own]
    return any(author is not None and author.notify for author in authors)


async def _why_as_author(
    session: AsyncSession, row: Notification, post: Post, chosen: Preferences
) -> Why | None:
    if row.recipient_id is None and row.kind in SAID_BY_OTHERS:
        if await _comes_as_follower(session, post, chosen):
            return None  # the follower's DM comes, in whose order nobody stands out
        if await _is_told_by_name(session, post, chosen):
            return None
    if await _ticked(session, row, post):
        return Why.TICKED
    is_always = chosen.way(topic_of(row), row.forum_id) is Way.DM
    return Why.CHOSE if is_always and row.recipient_id is not None else None


async def _comes_as_follower(session: AsyncSession, post: Post, chosen: Preferences) -> bool:
    """Tell whether somebody gets a DM of a post as a follower of its question.

    Whether one was made stands in what they are told: how many follow may have changed since.
    """
    if not await _follows_by_dm(session, post, chosen):
        return False
    told = await sealed_about(session, chosen.user_id, post, TOLD)
    if told is not None:
        return told.is_by_dm
    return await is_still_to_be_told(session, post, chosen.user_id)


async def _ticked(session: AsyncSession, row: Notification, post: Post) -> bool:
    """Tell whether the recipient asked for DMs in the form of what they wrote."""
    if row.kind is NotificationKind.WELCOME:
        return False
    if row.kind in COMMENTED:
        return await _wants_comments(session, row, post)
    if row.kind is NotificationKind.ANSWER:
        post = await get_post(session, post.root_id) or post
    author = sealed_author(session, post)
    return author.notify if author is not None else post.notify


async def _wants_comments(session: AsyncSession, row: Notification, comment: Post) -> bool:
    """Tell whether the recipient wants DMs about what they wrote where a comment is."""
    parent = await get_post(session, comment.parent_id or 0)
    if parent is None:
        return False
    for each in [parent, *await comments_on(session, parent.number)]:
        author = sealed_author(session, each)
        if row.sealed is not None:
            is_theirs = author is not None and author.user_id == opened(session, row).user_id
        else:
            is_theirs = each.author_id == row.recipient_id
        if is_theirs and (each.notify if author is None else author.notify):
            return True
    return False


async def _wants_as_follower(
    session: AsyncSession, row: Notification, post: Post, chosen: Preferences
) -> bool:
    if row.recipient_id is not None:
        is_own = wrote(session, post, chosen.user_id)
        return not is_own and await _follows_more(session, row.recipient_id, post, chosen)
    if not await _follows_by_dm(session, post, chosen):
        return False
    sealed = await sealed_about(session, chosen.user_id, post, "inbox")
    if sealed is not None and sealed.is_heard:
        return False  # it came before it was known that they follow
    return not await _is_told_by_name(session, post, chosen)


async def _is_told_by_name(session: AsyncSession, post: Post, chosen: Preferences) -> bool:
    """Tell whether somebody has, or will have, a DM of a post that stands by name: one is enough.

    That is what became of its row, not what they would be told now: they may have stopped on that
    DM what brought it. Never the other way round: that a DM by name is missing would show who
    follows a question.
    """
    user_id = chosen.user_id
    rows = await notices_about(session, user_id, SAID_BY_OTHERS, [post.number])
    if not rows:
        return await _is_to_be_told_by_name(session, post, chosen)
    coming = await coming_in(session, [dm_lane(user_id)])
    for row in rows:
        fate = fate_by_name(session, row, coming)
        if fate is Fate.WAITS:
            if await why_dm(session, row, user_id) is not None:
                return True
        elif fate is not None:
            # One that was given up may have come, or may be tried again.
            return True
    return False


async def _is_to_be_told_by_name(session: AsyncSession, post: Post, chosen: Preferences) -> bool:
    """Tell whether a row by name, with its DM, is still to be made for who follows more."""
    if post.author_id is None:
        return False
    member = await member_of_discord(session, post.forum_id, chosen.user_id)
    if member is None or not await is_still_to_be_named(session, post, member.id or 0):
        return False
    return await _follows_more(session, member.id or 0, post, chosen)


async def _follows_more(
    session: AsyncSession, member_id: int, post: Post, chosen: Preferences
) -> bool:
    """Tell whether a member wants DMs of a post for a category, a tag or a member they follow."""
    way = chosen.way(Topic.FOLLOWED, post.forum_id)
    if way is not Way.ASKED:
        return way is Way.DM
    found = await matching(session, member_id, await targets_of(session, post))
    return any(follow.by_dm for follow in found)


async def _follows_by_dm(session: AsyncSession, post: Post, chosen: Preferences) -> bool:
    found = await follower_of(session, post.root_id, chosen.user_id)
    is_silent = chosen.is_silent(Topic.QUESTIONS, post.forum_id)
    return found is not None and found.by_dm and not is_silent
