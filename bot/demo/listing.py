"""What the hub's page lists, read from the bot's own database."""

from dataclasses import dataclass

from sqlmodel import col, select

from data.database import Database
from data.tables import Category, DiscordLink, Post, PostKind, PostState

MOST_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A question as the hub lists it; `state` is open, answered, closed or hidden."""

    number: int
    title: str
    category: str
    state: str
    score: int
    votes: int
    answers: int
    asked_at: float
    thread_id: int


async def newest_questions(database: Database) -> list[Listed]:
    """Return the questions that have a thread, newest first, at most `MOST_QUESTIONS`."""
    query = (
        select(Post, Category.name, DiscordLink.thread_id)
        .join(DiscordLink, col(DiscordLink.post_id) == col(Post.id))
        .join(Category, col(Category.id) == col(Post.category_id), isouter=True)
        .where(
            Post.kind == PostKind.QUESTION,
            col(Post.state).in_([PostState.VISIBLE, PostState.HIDDEN]),
            col(DiscordLink.gone_at).is_(None),
        )
        .order_by(col(Post.id).desc())
        .limit(MOST_QUESTIONS)
    )
    async with database.read() as session:
        rows = (await session.exec(query)).all()
    return [_listed(post, category, thread) for post, category, thread in rows if thread]


def _listed(post: Post, category: str | None, thread_id: int) -> Listed:
    is_hidden = post.state is PostState.HIDDEN
    return Listed(
        number=post.number,
        title="Hidden question" if is_hidden else post.title or "",
        category=category or "",
        state=_state(post),
        score=post.score,
        votes=post.up + post.down,
        answers=post.answers,
        asked_at=post.created_at.timestamp(),
        thread_id=thread_id,
    )


def _state(post: Post) -> str:
    if post.state is PostState.HIDDEN:
        return "hidden"
    if post.closed_at is not None:
        return "closed"
    return "answered" if post.answers else "open"
