"""What somebody may do with a post: what More offers them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.authors import wrote
from bot.forum.best_answers import may_choose
from bot.forum.notifying import is_notified
from bot.forum.summaries import Actor
from data.database import Database
from data.members import member_of_discord
from data.posts import get_post, posts_above
from data.tables import Post, PostKind, PostState
from data.votes import votes_at


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one post."""

    may_edit: bool = False
    may_edit_silently: bool = False
    """It is somebody else's, and a moderator's edit need leave no mark on it."""
    may_retag: bool = False
    """It is a question whose tags and category they may change."""
    may_convert: bool = False
    """It is an answer that they may turn into a comment."""
    may_read_history: bool = False
    """It was edited, and is shown or they moderate."""
    may_read_hidden: bool = False
    """It is hidden, by itself or with what it is beneath, and they moderate."""
    may_delete: bool = False
    may_vote: bool = False
    may_close: bool = False
    may_reopen: bool = False
    may_choose: bool = False
    """It is an answer, and they may make it the best one or take that back."""
    may_take_name: bool = False
    """It is an anonymous post of theirs, which could stand under their name."""
    vote: int = 0
    may_follow: bool = False
    """It is a question that they can be told of."""
    is_notified: bool = False
    """They get DMs of what is new in it."""


async def rights(database: Database, *, post_id: int, actor: Actor) -> Rights:
    """Return what a person may do with a post; nothing when it is gone."""
    async with database.read() as session:
        post = await get_post(session, post_id)
        if post is None:
            return Rights()
        return await _rights(session, post, await posts_above(session, post), actor)


async def _rights(session: AsyncSession, post: Post, above: Sequence[Post], actor: Actor) -> Rights:
    question = above[-1] if above else post
    is_moderator = actor.is_moderator
    member = await member_of_discord(session, post.forum_id, actor.discord_id)
    member_id = member.id if member else None
    is_behind = wrote(session, post, actor.discord_id)
    is_question = post is question
    is_hidden = post.state is PostState.HIDDEN or policy.is_covered(above)
    may_read = policy.may_read(post, above, is_moderator=is_moderator)
    may_delete = policy.may_delete(post, member_id, is_behind=is_behind)
    may_take_name = is_behind and post.state is PostState.VISIBLE
    chooses = await may_choose(session, question, post, actor)
    if not is_question and is_hidden:
        # On Question2Answer nobody reaches what is beneath a hidden post: it waits with it.
        return Rights(
            may_read_hidden=may_read,
            may_read_history=post.revision > 1 and may_read,
            may_choose=chooses,
            may_delete=may_delete,
            may_take_name=may_take_name,
        )
    vote = await votes_at(session, [(post.number, member_id)]) if member_id else {}
    who = {"is_moderator": is_moderator, "is_behind": is_behind}
    return Rights(
        may_close=is_question and policy.may_close(post, member_id, **who),
        may_reopen=is_question and policy.may_reopen(post, member_id, **who),
        may_choose=chooses,
        may_edit=policy.may_edit(post, member_id, **who),
        may_edit_silently=policy.may_edit_silently(post, member_id, **who),
        may_retag=policy.may_retag(post, member_id, **who),
        may_convert=policy.may_convert(post, question, member_id, **who),
        may_read_history=post.revision > 1 and may_read,
        may_read_hidden=is_hidden and may_read,
        may_delete=may_delete,
        may_take_name=may_take_name,
        may_vote=policy.may_vote(post, member_id),
        may_follow=is_question and post.state is PostState.VISIBLE,
        is_notified=post.kind is PostKind.QUESTION and await is_notified(session, post, actor),
        vote=next(iter(vote.values())).value if vote else 0,
    )
