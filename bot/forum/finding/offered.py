"""Posts that are offered as one types: questions by title, what is beneath them by number or words.

An autocomplete asks this at each keystroke. Titles come first; only where few have the words is
searched for what answers and comments say.
"""

from dataclasses import dataclass

from bot.forum import policy
from bot.forum.finding.errors import QueryTooLong
from bot.forum.finding.search import posts_beneath
from bot.forum.finding.titles import begins, titled, typed_words
from data.database import Database
from data.numbers import as_number
from data.posts import get_post, posts_above
from data.search import texts_of
from data.tables import PostKind, PostState

FEW_TITLES = 5
FEWEST_CHARACTERS = 4
MOST_OF_ONE_QUESTION = 5


@dataclass(frozen=True, slots=True)
class Offered:
    """A visible post that may be meant; `said` is a question's title, or what another one says.

    Of one under a content note it is its question's title.
    """

    post_id: int
    kind: PostKind
    said: str


async def offered(
    database: Database, *, forum_id: int, typed: str, limit: int
) -> tuple[Offered, ...]:
    """Return the posts that what was typed so far may mean; one of this very number comes first."""
    found = await titled(database, forum_id=forum_id, typed=typed, limit=limit)
    posts = [Offered(number, PostKind.QUESTION, title) for number, title in found]
    posts = [*await _numbered(database, forum_id, typed), *posts]
    if len(found) < FEW_TITLES and len(typed.strip()) >= FEWEST_CHARACTERS:
        posts += await _saying(database, forum_id, typed)
    return tuple({each.post_id: each for each in posts}.values())[:limit]


async def _numbered(database: Database, forum_id: int, typed: str) -> list[Offered]:
    """Return the answer or the comment of a number, unless it or what is above is not shown."""
    number = as_number(typed.strip().lstrip("#"))
    if number is None:
        return []
    async with database.read() as session:
        post = await get_post(session, number)
        above = [] if post is None else await posts_above(session, post)
    if post is None or post.forum_id != forum_id or not above:
        return []
    question = above[-1]
    is_shown = {post.state, question.state} == {PostState.VISIBLE}
    if not is_shown or policy.is_covered(above):
        return []
    is_covered = post.is_spoiler or question.is_spoiler
    return [Offered(number, post.kind, (question.title or "") if is_covered else post.body)]


async def _saying(database: Database, forum_id: int, typed: str) -> list[Offered]:
    """Return answers and comments that say all these words, the last one perhaps as a beginning."""
    if not (words := typed_words(typed)):
        return []
    try:
        hits = await posts_beneath(
            database, forum_id=forum_id, query=f"{typed.rstrip()}*", limit=MOST_OF_ONE_QUESTION
        )
    except QueryTooLong:
        return []
    async with database.read() as session:
        texts = await texts_of(session, [hit.part_id for hit in hits])
    fits = begins(words)
    return [
        Offered(hit.part_id, hit.part, hit.excerpt or hit.line.title)
        for hit in hits
        if fits(texts.get(hit.part_id, ""))
    ]
