"""Lists and their pages, frozen: what callers get instead of rows."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.forum.summaries import Author, Notice
from data.tables import FollowTarget, PostKind


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment in a page of them."""

    post_id: int
    body: str
    author: Author
    created_at: datetime
    url: str | None
    is_spoiler: bool = False


@dataclass(frozen=True, slots=True)
class CommentPage:
    """A page of the comments on a post, the oldest first; `number` counts from 0."""

    lines: tuple[CommentLine, ...]
    number: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer in a page of them; `comments` is how many it has."""

    post_id: int
    body: str
    score: int
    author: Author
    created_at: datetime
    url: str | None
    comments: int = 0
    is_best: bool = False
    is_spoiler: bool = False


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A page of a question's answers, the best one first; `number` counts from 0."""

    lines: tuple[AnswerLine, ...]
    number: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in a list."""

    id: int
    title: str
    score: int
    answers: int
    category: str | None
    is_closed: bool
    created_at: datetime
    url: str | None
    views: int = 0
    forum_name: str | None = None
    """Where a list is read outside of the forum's server."""


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A page of questions; `number` counts from 0."""

    lines: tuple[QuestionLine, ...]
    number: int
    has_more: bool
    ends_early: bool = False
    """Whether there are more, to which no page leads."""
    tag_id: int = 0
    """Of several forums' questions with a tag, the tag's number in the forum of the first line."""

    def of(self, forum_name: str) -> "QuestionPage":
        """Return it with the name of the forum, which all these questions are in, on each line."""
        lines = tuple(replace(each, forum_name=forum_name) for each in self.lines)
        return replace(self, lines=lines)


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found, and the post of it that fits best: itself, or one beneath it.

    `url` leads to that post, or to its question's message when it has none itself (`is_linked`);
    `excerpt` is what it says where it fits, empty for a content note.
    """

    line: QuestionLine
    part_id: int
    part: PostKind
    url: str | None
    excerpt: str = ""
    is_best: bool = False
    """The post is the question's best answer."""
    is_linked: bool = True
    """The post has a message of its own, to which `url` leads."""


@dataclass(frozen=True, slots=True)
class HitPage:
    """A page of what was found, best first; `number` counts from 0."""

    hits: tuple[Hit, ...]
    number: int
    has_more: bool

    def of(self, forum_name: str) -> "HitPage":
        """Return it with the name of the forum, which all these questions are in, on each line."""
        lines = (replace(each.line, forum_name=forum_name) for each in self.hits)
        hits = (replace(each, line=line) for each, line in zip(self.hits, lines, strict=True))
        return replace(self, hits=tuple(hits))


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody began or stopped to follow: its name, and whether that changed anything.

    `is_by_dm`: they chose nothing else for all of its kind.
    """

    name: str
    is_new: bool
    is_by_dm: bool = True


@dataclass(frozen=True, slots=True)
class FollowLine:
    """Something that somebody follows; `name` is empty when it is gone or hidden.

    `id` is the question's number, or the follow's own (`is_by_number`). `by_dm`: they get a DM.
    """

    id: int
    target: FollowTarget
    name: str
    forum_name: str
    by_dm: bool
    url: str | None = None
    is_by_number: bool = False
    question_id: int | None = None
    """The question that is followed, while everybody sees it."""


@dataclass(frozen=True, slots=True)
class FollowPage:
    """A page of what somebody follows; `number` counts from 0."""

    lines: tuple[FollowLine, ...]
    number: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of somebody's notifications; `number` counts from 0."""

    notices: tuple[Notice, ...]
    number: int
    has_more: bool
    are_dms_refused: bool = False
    """Whether their account refused a DM since they last asked for one."""
