"""What a post of the website is as a row of ours, new or known; pure rules.

Of a known post, text and state are those of whoever changed them last, the website or the forum.
What has no time of its own (category, best answer, closing) is taken over when the website says
something else than it last did. Deleted and erased stays so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.forum.anonymous.aliases import ALIAS_CHARACTERS
from bot.forum.characters import one_line
from bot.importing.plan import Neighbours, PlannedPost
from bot.importing.site import SitePost
from bot.importing.texts import plain_text
from data.moments import in_utc
from data.numbers import LARGEST_NUMBER
from data.tables import Post, PostKind, PostOrigin, PostState

Values = dict[str, object]
Said = dict[str, str | None]
"""What the website says of a question that has no time of its own, in its own numbers."""
CATEGORY, BEST, CLOSED_BY = "category", "best", "closed_by"


@dataclass(slots=True)
class Numbers:
    """The website's numbers to ours, of what one batch is about."""

    categories: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    categories_of_questions: dict[int, int | None] = field(default_factory=dict)
    """In which category a question of ours is, whose answers and comments are in it as well."""

    def member(self, userid: str | None) -> int | None:
        """Return the member that a user is; None for a visitor, or one who left the website."""
        return None if userid is None else self.members.get(userid)

    def post(self, postid: str | None) -> int | None:
        """Return the post of ours that a post of the website is."""
        return None if postid is None else self.posts.get(postid)


def display_name(record: SitePost) -> str:
    """Return the name that a visitor gave; '' for none."""
    return one_line(record.name or "")[:ALIAS_CHARACTERS].strip()


def tags_of(record: SitePost) -> tuple[str, ...]:
    """Return a question's tags in order, each once, lower case as on the website."""
    named = (one_line(each).lower() for each in (record.tags or "").split(","))
    return tuple(dict.fromkeys(name for name in named if name))


def new_row(post: PlannedPost, numbers: Numbers, *, alias: str | None) -> Values:
    """Return a row's values; `alias` is for who has no member."""
    record = post.record
    return {
        "kind": post.kind,
        "origin": PostOrigin.WEBSITE,
        # What a question follows on may come after it: `relations` says it later.
        "question_id": None,
        "parent_id": None,
        **_place(post, numbers),
        "category_id": category_of(post, numbers),
        "author_id": numbers.member(record.userid),
        "alias": None if numbers.member(record.userid) else alias,
        "created_at": record.created,
        "website_number": min(int(post.external_id), LARGEST_NUMBER),
        "views": record.views,
        **_text(post),
        **_edit(record, numbers),
        **_state(post, numbers),
    }


def changed(
    post: PlannedPost,
    known: Post,
    numbers: Numbers,
    taken: Said | None,
    edited_here: datetime | None = None,
    alias: str | None = None,
) -> Values:
    """Return the columns of a known post that the website has otherwise by now.

    `taken` is what was taken over from it last, as far as that is known; `edited_here` when its
    text was edited in the forum last, silent edits too; `alias` is for who has no member any more.
    """
    if known.state is PostState.DELETED:
        return {}
    record = post.record
    wanted: Values = {
        **_moved(post, numbers, taken),
        "created_at": record.created,
        "views": max(record.views, known.views),
        **_author(record, known, numbers, alias),
        **_present_place(post, known, numbers),
    }
    text = _text(post)
    if not is_edited_later(known, record, edited_here):
        wanted |= text | _edit(record, numbers)
        if any(getattr(known, name) != value for name, value in text.items()):
            # A form that somebody has open shows the text before.
            wanted["revision"] = known.revision + 1
    if known.state is not post.state and not _is_moderators(known, record):
        wanted |= _state(post, numbers) | {"state_reason": None}
    return different(known, wanted)


def is_edited_later(known: Post, record: SitePost, edited_here: datetime | None) -> bool:
    """Tell whether the forum edited a post after the website last did."""
    return any(_is_later(here, record.updated) for here in (known.edited_at, edited_here))


def is_gone_here(known: Post, post: PlannedPost) -> bool:
    """Tell whether a post was deleted or hidden here, which the website does not know."""
    return known.state is PostState.DELETED or (
        known.state is PostState.HIDDEN and post.state is not PostState.HIDDEN
    )


def relations(
    post: PlannedPost,
    around: Neighbours,
    numbers: Numbers,
    best: PlannedPost | None,
    taken: Said | None,
) -> Values:
    """Return what a question says of other posts: its best answer, its closing, its origin."""
    found: Values = {"parent_id": numbers.post(post.parent)}
    if taken is None or taken.get(BEST) != post.record.selchildid:
        found["best_answer_id"] = None if best is None else numbers.post(best.external_id)
        # The website notes the choice on the answer, until that is changed in another way.
        found["best_chosen_at"] = None if best is None else best.record.updated_by("S")
    if taken is None or taken.get(CLOSED_BY) != post.record.closedbyid:
        found |= _closing(post, around, numbers)
    return found


def said_of(post: PlannedPost) -> Said:
    """Return what the website says of a question that has no time of its own."""
    record = post.record
    return {CATEGORY: record.categoryid, BEST: record.selchildid, CLOSED_BY: record.closedbyid}


def different(known: Post, wanted: Mapping[str, object]) -> Values:
    """Return those values that a row does not have."""
    return {
        name: value
        for name, value in wanted.items()
        if _comparable(getattr(known, name)) != _comparable(value)
    }


def _closing(post: PlannedPost, around: Neighbours, numbers: Numbers) -> Values:
    record = post.record
    if record.closedbyid is None:
        return dict.fromkeys(("closed_at", "closed_by", "close_reason", "duplicate_of"))
    note = around.notes.get(record.closedbyid)
    closed_at = record.updated_by("C")
    by = record.lastuserid if closed_at else note.userid if note else None
    original = around.question(record.closedbyid)
    return {
        # The website forgets when, once the question is changed in another way.
        "closed_at": closed_at or (note.created if note else record.updated or record.created),
        "closed_by": numbers.member(by),
        "close_reason": None if note is None else plain_text(note.content or "", note.format),
        "duplicate_of": None if original is None else numbers.post(original.external_id),
    }


def category_of(post: PlannedPost, numbers: Numbers) -> int | None:
    """Return the category that the website puts a question into; of others that of theirs here."""
    if post.kind is not PostKind.QUESTION:
        return numbers.categories_of_questions.get(numbers.posts[post.root])
    return numbers.categories.get(post.record.categoryid or "")


def _moved(post: PlannedPost, numbers: Numbers, taken: Said | None) -> Values:
    is_question = post.kind is PostKind.QUESTION
    if is_question and taken is not None and taken.get(CATEGORY) == post.record.categoryid:
        return {}
    return {"category_id": category_of(post, numbers)}


def _place(post: PlannedPost, numbers: Numbers) -> Values:
    """Return what a post is and on what: the website turns answers into comments."""
    if post.kind is PostKind.QUESTION:
        return {}
    return {
        "kind": post.kind,
        "question_id": numbers.posts[post.root],
        "parent_id": numbers.posts[post.parent or ""],
    }


def _present_place(post: PlannedPost, known: Post, numbers: Numbers) -> Values:
    """Return what a known post is and on what by now.

    What is a comment on the question stays so, as on the website: here a moderator may have
    turned it, or the answer that it was on, into one.
    """
    place = _place(post, numbers)
    if known.kind is PostKind.COMMENT and known.parent_id == known.question_id:
        return {"question_id": place["question_id"]}
    return place


def has_lost_author(record: SitePost, known: Post, numbers: Numbers) -> bool:
    """Tell whether a member's post is nobody's on the website by now: their account was deleted."""
    return known.author_id is not None and numbers.member(record.userid) is None


def _author(record: SitePost, known: Post, numbers: Numbers, alias: str | None) -> Values:
    """Return the author, where a visitor has claimed the post since or a member left the site."""
    author = numbers.member(record.userid)
    if has_lost_author(record, known, numbers):
        return {"author_id": None, "alias": alias}
    # Without an alias it is nobody's because somebody was erased here: it stays so.
    if known.author_id is None and known.alias is not None and author is not None:
        return {"author_id": author, "alias": None}
    return {}


def _text(post: PlannedPost) -> Values:
    is_question = post.kind is PostKind.QUESTION
    return {
        "title": one_line(post.record.title or "") if is_question else None,
        "body": plain_text(post.record.content or "", post.record.format),
    }


def _edit(record: SitePost, numbers: Numbers) -> Values:
    edited_at = record.updated_by("E")
    if edited_at is None:
        return {}
    return {"edited_at": edited_at, "edited_by": numbers.member(record.lastuserid)}


def _state(post: PlannedPost, numbers: Numbers) -> Values:
    at = post.record.updated_by("H") if post.state is PostState.HIDDEN else None
    by = post.record.lastuserid if at else None
    return {"state": post.state, "state_at": at, "state_by": numbers.member(by)}


def _is_moderators(known: Post, record: SitePost) -> bool:
    """Tell whether a moderator hid a post here or showed it again after the website last did.

    An edit on the website changes nothing about that: else an author could show by one what was
    hidden here. What the website hid has no reason.
    """
    is_hidden = known.state is PostState.HIDDEN
    if known.state_at is None or (is_hidden and known.state_reason is None):
        return False
    return _is_later(known.state_at, record.updated_by("H"))


def _is_later(here: datetime | None, there: datetime | None) -> bool:
    """Tell whether the forum changed something after the website last did."""
    if here is None:
        return False
    return there is None or in_utc(here) > in_utc(there)


def _comparable(value: object) -> object:
    return in_utc(value) if isinstance(value, datetime) else value
