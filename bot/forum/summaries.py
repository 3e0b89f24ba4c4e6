"""What callers get back from use cases: frozen values, never rows."""

from dataclasses import dataclass
from datetime import datetime

from bot.forum.topics import Topic
from data.tables import Anonymity, ChannelKind, FollowTarget, PostKind, PostState


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a Discord user, the name they show in this server, and their rights here."""

    discord_id: int
    name: str
    is_moderator: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that was just made, and the delivery that publishes it."""

    post_id: int
    delivery_id: int
    alias: str | None = None
    """The name an anonymous post carries; it appears later, and by itself."""
    is_alone: bool = False
    """It should have followed on from a post that was gone by then."""


@dataclass(frozen=True, slots=True)
class Guise:
    """How somebody posts who does so anonymously: under a name of theirs, or when empty of ours.

    `others` are names that Discord knows in the server, which no alias may imitate. `promised` is
    the code of the terms that their form named; None when nothing was promised.
    """

    display_name: str = ""
    others: tuple[str, ...] = ()
    promised: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """How a post names its author: a Discord user to mention, or a name, or neither."""

    discord_id: int | None = None
    name: str | None = None
    is_anonymous: bool = False
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands in Discord."""

    guild_id: int
    channel_id: int
    thread_id: int | None
    message_id: int
    is_gone: bool = False

    @property
    def url(self) -> str:
        """The link to the message."""
        return f"https://discord.com/channels/{self.guild_id}/{self.channel_id}/{self.message_id}"


@dataclass(frozen=True, slots=True)
class BestLine:
    """One answer in a question's `Best:` line."""

    answer_id: int
    score: int
    author: Author
    is_chosen: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Original:
    """The question that a closed one is a duplicate of."""

    post_id: int
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The post that a question follows on from; `title` is its question's."""

    post_id: int
    kind: PostKind
    title: str
    url: str | None = None
    question_id: int = 0
    category_id: int | None = None


@dataclass(frozen=True, slots=True)
class Commented:
    """A question or an answer that takes a comment; `title` is its question's."""

    post_id: int
    kind: PostKind
    question_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Jump:
    """A post that a card links to; without a link it has no message."""

    post_id: int
    url: str | None
    kind: PostKind = PostKind.COMMENT
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Folded:
    """How many comments or follow-on questions a post has, and the newest, in their order."""

    count: int = 0
    newest: tuple[Jump, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the card of a question, an answer or a comment shows."""

    post_id: int
    kind: PostKind
    state: PostState
    question_id: int
    title: str
    body: str
    is_spoiler: bool
    score: int
    answers: int
    author: Author
    created_at: datetime
    revision: int
    category: str | None = None
    tags: tuple[str, ...] = ()
    edited_by: Author | None = None
    edited_at: datetime | None = None
    is_closed: bool = False
    close_reason: str | None = None
    original: Original | None = None
    is_best: bool = False
    best: tuple[BestLine, ...] = ()
    comments: Folded = Folded()
    on: Jump | None = None
    """What a comment is on."""
    origin: Origin | None = None
    """What a question follows on from, while that is shown."""
    follow_ons: Folded = Folded()
    state_reason: str | None = None
    is_removed_by_author: bool = False
    place: Place | None = None
    shows_title: bool = False
    """The title stands in the card, since no thread of the bot's own making is named by it."""
    unseen_answers: int = 0
    """How many answers from the website no message in Discord shows."""
    locale: str = "en"
    question_state: PostState = PostState.VISIBLE
    """Whether its question is shown: the title of a hidden one is nobody's to read."""

    is_covered: bool = False
    """Whether it is hidden with what it is beneath."""
    is_covered_by_answer: bool = False
    """Whether that is the answer that it is a comment on, not its question."""

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator hid it, or what it is beneath."""
        is_removed = self.state is PostState.DELETED
        return not is_removed and (self.state is PostState.HIDDEN or self.is_covered)


@dataclass(frozen=True, slots=True)
class ForumSummary:
    """A forum as callers need it."""

    id: int
    guild_id: int
    channel_id: int
    channel_kind: ChannelKind
    name: str
    locale: str
    answered_tag_id: int | None = None
    closed_tag_id: int | None = None
    anonymity: Anonymity = Anonymity.SEALED
    seal_days: int | None = None
    """Days after a question's last activity until its anonymous authors are forgotten."""
    most_answers: int | None = None
    """How many answers a person may give to a question; None: any number."""
    anonymous_delay_seconds: int = 20
    titles: tuple[tuple[int, str], ...] = ()
    """From how many points on, and which title; the fewest points first."""
    roles: tuple[tuple[int, int], ...] = ()
    """From how many points on, and which role in Discord; the fewest points first."""


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category with its full path, such as `Family › Parents`."""

    id: int
    path: str
    name: str
    parent_id: int | None
    description: str
    position: int
    discord_tag_id: int | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification as its reader sees it."""

    id: int
    kind: str
    forum_name: str
    title: str
    excerpt: str
    actor: str | None
    url: str | None
    post_id: int | None
    created_at: datetime
    is_read: bool
    is_spoiler: bool = False
    post_kind: PostKind | None = None
    """What it is about."""
    state: PostState = PostState.VISIBLE
    """Whether everybody sees the post: nobody does whose question is hidden or deleted."""
    follows: FollowTarget | None = None
    """What a follower follows that the post belongs to, while they do; `followed` is its name."""
    followed: str = ""
    topic: Topic = Topic.ANSWERS
    """Of which kind it is to its reader."""

    @property
    def is_there(self) -> bool:
        """Whether everybody sees the post."""
        return self.state is PostState.VISIBLE
