"""Digests: the best of what somebody follows since the last one, and what needs a reply."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import own_posts_anywhere
from bot.forum.anonymous.notices import sealed_for
from bot.forum.brought import told_by_dms
from bot.forum.listings import question_lines
from bot.forum.pages import QuestionLine
from bot.forum.topics import Preferences
from data.belongings import memberships
from data.forums import all_forums
from data.hearing import heard_of
from data.links import links_of
from data.members import get_members
from data.notices import followed_since
from data.posts import get_posts
from data.sorting import Sort, sorted_questions
from data.tables import Forum, NotificationKind, Post, PostKind, PostState

MOST_LINES = 5
MOST_NEEDING = 3
LOOKED_AT = 20
"""So many questions that need a reply are looked at, the newest first."""
MOST_TOLD = 500


@dataclass(frozen=True, slots=True)
class News:
    """What is new for somebody in one forum, as numbers.

    `told` are the posts that are new, by question. `places` are the channels where questions stand,
    of those that stand anywhere. `more` questions are not among these.
    """

    forum: Forum
    needing: tuple[int, ...]
    told: Mapping[int, tuple[int, ...]]
    places: Mapping[int, int]
    more: int = 0

    def only(self, questions: Collection[int]) -> "News":
        """Return it with these questions alone."""
        return replace(
            self,
            needing=tuple(each for each in self.needing if each in questions),
            told={each: posts for each, posts in self.told.items() if each in questions},
        )

    @property
    def posts(self) -> set[int]:
        """The number of every post of which it says something."""
        return {*self.questions, *(each for posts in self.told.values() for each in posts)}

    @property
    def questions(self) -> list[int]:
        """Every question of which it says something."""
        return list(dict.fromkeys([*self.needing, *self.told]))


@dataclass(frozen=True, slots=True)
class DigestPart:
    """What a digest says of one forum.

    `lines` are questions in which something is new, the best first, each with how many new posts
    there are; `more` is how many others there are.
    """

    forum: Forum
    needing: tuple[QuestionLine, ...]
    lines: tuple[tuple[QuestionLine, int], ...]
    more: int


async def news_for(
    session: AsyncSession,
    chosen: Preferences,
    since: datetime,
    until: datetime,
    *,
    is_again: bool = False,
    with_own: bool = False,
) -> list[News]:
    """Return what became new from one moment until before another; only forums with anything.

    `is_again`: it was told at that second moment. What was read, hidden or deleted since is among
    it; of what is sealed all that was read, for when that was nobody knows. `with_own`: also what
    they wrote anonymously, as if it were somebody else's.
    """
    there, span = get_posts if is_again else _visible, (since, until)
    numbers = await _told(session, chosen, *span, is_again=is_again, with_own=with_own)
    posts = await there(session, numbers)
    told: dict[int, list[int]] = defaultdict(list)
    for number, post in posts.items():
        told[post.root_id].append(number)
    questions = await there(session, told)
    answering = await _answers_in(session, chosen.user_id)
    found = []
    for forum in await all_forums(session):
        needing: list[int] = []
        if forum.id in answering:
            needing = await _needing(session, forum.id, chosen.user_id, *span, with_own=with_own)
        here = {
            number: tuple(told[number])
            for number, question in questions.items()
            if question.forum_id == forum.id
        }
        if needing or here:
            links = await links_of(session, {*needing, *here})
            places = {number: link.channel_id for number, link in links.items()}
            found.append(News(forum, tuple(needing), here, places))
    return found


async def may_be_own(session: AsyncSession, news: Sequence[News]) -> bool:
    """Tell whether all that is new may be its reader's own, for all that others know."""
    numbers = {number for each in news for number in each.needing}
    numbers |= {number for each in news for posts in each.told.values() for number in posts}
    return all(each.author_id is None for each in (await get_posts(session, numbers)).values())


async def parts_of(session: AsyncSession, news: Sequence[News]) -> list[DigestPart]:
    """Return what a digest says of news, as they are now; only forums of which it says anything."""
    parts = []
    for each in news:
        questions = await _visible(session, each.questions)
        posts = [number for numbers in each.told.values() for number in numbers]
        counted = Counter(post.root_id for post in (await _visible(session, posts)).values())
        needing = [number for number in each.needing if number in questions][:MOST_NEEDING]
        best = sorted(
            (questions[number] for number in counted if number in {*questions} - {*needing}),
            key=lambda question: (-question.hotness, question.number),
        )
        lines = await question_lines(session, [each.number for each in best[:MOST_LINES]])
        if needing or lines:
            part = DigestPart(
                each.forum,
                await question_lines(session, needing),
                tuple((line, counted[line.id]) for line in lines),
                more=each.more + max(0, len(best) - MOST_LINES),
            )
            parts.append(part)
    return parts


def shown_of(news: Sequence[News], parts: Sequence[DigestPart]) -> tuple[News, ...]:
    """Return of news what a digest says, which says the same again of that alone."""
    shown = {part.forum.id: part for part in parts}
    found = []
    for each in news:
        part = shown.get(each.forum.id)
        if part is not None:
            lines = {line.id for line, _ in part.lines}
            needing = {line.id for line in part.needing}
            told = {number: posts for number, posts in each.told.items() if number in lines}
            kept = tuple(number for number in each.needing if number in needing)
            found.append(replace(each, needing=kept, told=told, places={}, more=part.more))
    return tuple(found)


async def _told(
    session: AsyncSession,
    chosen: Preferences,
    since: datetime,
    until: datetime,
    *,
    is_again: bool,
    with_own: bool,
) -> list[int]:
    """Return the posts that somebody was told of as a follower, and has not read of yet.

    Of those none of which a DM told them, or is held, in whichever of their rows.
    """
    user_id = chosen.user_id
    found = await sealed_for(session, user_id, None, with_own=with_own)
    sealed = [
        each.post_id
        for each in found.to_see(chosen)
        if each.is_followed
        and not ((each.is_read and not is_again) or each.is_heard or each.held_at)
        and since <= each.created_at < until
    ]
    named = await followed_since(
        session,
        user_id,
        since,
        until,
        read_since=until if is_again else None,
        known=found.known,
        unwanted=chosen.unwanted(),
        limit=MOST_TOLD,
    )
    posts = [*sealed, *named]
    by_dm = await told_by_dms(session, user_id, found.every, posts)
    return [each for each in posts if not by_dm.has_told(NotificationKind.FOLLOWED, each)]


async def _answers_in(session: AsyncSession, user_id: int) -> set[int]:
    """Return the forums in which somebody answers, by name or anonymously."""
    members = {each.member_id: each.forum_id for each in await memberships(session, user_id)}
    found = await get_members(session, members)
    own = await own_posts_anywhere(session, user_id)
    answers = [each.post_id for each in own if each.kind is PostKind.ANSWER]
    by_name = {members[id_] for id_, member in found.items() if member.aposts}
    return by_name | {each.forum_id for each in (await get_posts(session, answers)).values()}


async def _needing(
    session: AsyncSession,
    forum_id: int,
    user_id: int,
    since: datetime,
    until: datetime,
    *,
    with_own: bool,
) -> list[int]:
    """Return the newest questions that need a reply, and of which no DM told somebody."""
    found = await sorted_questions(session, forum_id, Sort.NEEDS_A_REPLY, limit=LOOKED_AT)
    posts = await get_posts(session, found)
    wrote = () if with_own else await own_posts_anywhere(session, user_id)
    own = {each.post_id for each in wrote}
    members = {each.member_id for each in await memberships(session, user_id)}
    fresh = [
        number
        for number in found
        if number in posts
        and since <= posts[number].created_at < until
        and number not in own
        and posts[number].author_id not in members
    ]
    heard = await heard_of(session, user_id, fresh)
    return [number for number in fresh if number not in heard]


async def _visible(session: AsyncSession, numbers: Collection[int]) -> dict[int, Post]:
    found = await get_posts(session, numbers)
    return {id_: post for id_, post in found.items() if post.state is PostState.VISIBLE}
