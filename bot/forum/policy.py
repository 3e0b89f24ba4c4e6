"""Pure rules: how long texts are, who may do what. No database, no Discord."""

import unicodedata
from collections.abc import Iterable, Sequence

from bot.catalogue import N_
from bot.forum.characters import clean, readable_length
from bot.forum.errors import (
    BadTag,
    ForumError,
    Invalid,
    PostGone,
    PostHidden,
    TextTooLong,
    TextTooShort,
    TooManyTags,
)
from data.tables import Post, PostKind, PostState

TITLE_CHARACTERS = (12, 100)
DETAILS_CHARACTERS = (0, 3500)
ANSWER_CHARACTERS = (12, 3500)
MESSAGE_CHARACTERS = (12, 4000)  # what a message of Discord's has at most
COMMENT_CHARACTERS = (12, 1500)
# What one form takes of each kind of post, and what the message of a refusal calls it.
BODY_CHARACTERS = {
    PostKind.QUESTION: DETAILS_CHARACTERS,
    PostKind.ANSWER: ANSWER_CHARACTERS,
    PostKind.COMMENT: COMMENT_CHARACTERS,
}
BODY_NAMES = {
    PostKind.QUESTION: N_("The text"),
    PostKind.ANSWER: N_("The answer"),
    PostKind.COMMENT: N_("The comment"),
}
WEBSITE_CHARACTERS = 12_000  # Question2Answer's limit, its rules 2.5
MOST_TAGS = 5
TAG_CHARACTERS = 30
# Discord keeps a form's custom_id to 100 characters, and the tags travel in it.
TAGS_CHARACTERS = 80

LOCKED = "locked in Discord"  # why a question is closed whose thread a moderator locked

# Question2Answer's limits for one user in a clock hour, its rules 2.5.
POSTS_AN_HOUR = {
    PostKind.QUESTION: 10,
    PostKind.ANSWER: 25,
    PostKind.COMMENT: 20,
}


def check_text(text: str, bounds: tuple[int, int], field: str) -> list[ForumError]:
    """Return what is wrong with a cleaned text; `field` is the message naming it."""
    least, most = bounds
    length = readable_length(text)
    if length < least:
        return [TextTooShort(field=field, minimum=least, length=length)]
    if len(text) > most:
        return [TextTooLong(field=field, maximum=most, length=len(text))]
    return []


def check_question(title: str, details: str) -> None:
    """Raise `Invalid` with every problem of a question's texts."""
    problems = check_text(title, TITLE_CHARACTERS, N_("The title"))
    problems += check_text(details, DETAILS_CHARACTERS, N_("The text"))
    if problems:
        raise Invalid(problems)


def check_answer(body: str, *, is_message: bool = False) -> None:
    """Raise `Invalid` when an answer is too short or too long; a message's text may be longer."""
    bounds = MESSAGE_CHARACTERS if is_message else ANSWER_CHARACTERS
    problems = check_text(body, bounds, N_("The answer"))
    if problems:
        raise Invalid(problems)


def check_comment(body: str) -> None:
    """Raise `Invalid` when a comment is too short or too long."""
    problems = check_text(body, COMMENT_CHARACTERS, BODY_NAMES[PostKind.COMMENT])
    if problems:
        raise Invalid(problems)


def edit_bounds(bounds: tuple[int, int], present: str, most: int = 0) -> tuple[int, int]:
    """Return the bounds that an edit holds to: what stands there may stay as short or as long.

    The website has titles of 5 or of 200 characters. `most`: what an edit may always have.
    """
    least = min(bounds[0], readable_length(clean(present)))
    return least, max(bounds[1], len(present), most)


def check_edit(kind: PostKind, title: str | None, body: str, *, former: tuple[str, str]) -> None:
    """Raise `Invalid` with every problem of an edited post's texts; `former` are title and text."""
    problems = []
    if kind is PostKind.QUESTION:
        bounds = edit_bounds(TITLE_CHARACTERS, former[0])
        problems += check_text(title or "", bounds, N_("The title"))
    bounds = edit_bounds(BODY_CHARACTERS[kind], former[1], WEBSITE_CHARACTERS)
    problems += check_text(body, bounds, BODY_NAMES[kind])
    if problems:
        raise Invalid(problems)


def parse_tags(text: str, *, most: int = MOST_TAGS) -> tuple[str, ...]:
    """Return the tags in a text, lower case, in order, each once (Question2Answer's 2.1).

    Separated by spaces or commas. Raises `BadTag` or `TooManyTags`.
    """
    words = text.replace(",", " ").replace("#", " ").replace("/", " ").lower().split()
    tags = tuple(dict.fromkeys(words))
    for tag in tags:
        fine = all(c in "-+." or unicodedata.category(c)[0] in "LNM" for c in tag)
        if not fine or len(tag) > TAG_CHARACTERS:
            raise BadTag(limit=TAG_CHARACTERS)
    if len(tags) > most:
        raise TooManyTags(limit=MOST_TAGS)
    return tags


def parse_edited_tags(typed: str, present: Sequence[str]) -> tuple[str, ...]:
    """Return the tags that an edit leaves, in order; those that are there may stay as they are.

    The website has tags of several words, and more than five. Raises `BadTag`, `TooManyTags`.
    """
    found: list[str] = []
    for part in typed.split(","):
        name = " ".join(part.split()).lower()
        found += [name] if name in present else parse_tags(part, most=MOST_TAGS + len(present))
    tags = tuple(dict.fromkeys(found))
    if len(tags) > max(MOST_TAGS, len(present)):
        raise TooManyTags(limit=MOST_TAGS)
    return tags


def is_shown(post: Post, question: Post) -> bool:
    """Tell whether a post and the question that it is beneath, or is, are both visible."""
    return post.state is PostState.VISIBLE and question.state is PostState.VISIBLE


def is_covered(above: Iterable[Post]) -> bool:
    """Tell whether a post is hidden with one of those that it stands beneath."""
    return any(each.covers for each in above)


def gone(*posts: Post | None) -> PostGone:
    """Return the refusal of posts of which one is not shown: removed, or hidden for now."""
    is_removed = any(each is None or each.state is PostState.DELETED for each in posts)
    return PostGone() if is_removed else PostHidden()


def may_read(post: Post, above: Sequence[Post], *, is_moderator: bool) -> bool:
    """Tell whether somebody may read a post's texts; `above` is what it stands beneath.

    A hidden one's, and what is beneath a hidden question or answer, only who moderates: on
    Question2Answer that is not reached either (its rules, 2.4). What is beneath a removed one stays
    readable.
    """
    is_hidden = post.state is PostState.HIDDEN or is_covered(above)
    return post.state in {PostState.VISIBLE, PostState.HIDDEN} and (is_moderator or not is_hidden)


def may_read_beneath(post: Post, question: Post, *, is_moderator: bool) -> bool:
    """Tell whether somebody may read the answers to a post, or the comments on it.

    Those beneath a hidden one only who moderates; beneath a removed one they stay readable.
    """
    is_hidden = is_covered([post, question])
    return post.state is not PostState.QUEUED and (is_moderator or not is_hidden)


def may_edit(
    post: Post, member_id: int | None, *, is_moderator: bool, is_behind: bool = False
) -> bool:
    """Tell whether somebody may edit a post (Question2Answer's rules, 2.4).

    Authors edit what is visible, a question only while it is open; moderators edit both.
    `is_behind`: they wrote it anonymously; a moderator among the anonymous then edits as an author
    only, for an edit that others can't make would tell who they are.
    """
    if post.state is not PostState.VISIBLE:
        return False
    if is_moderator and not is_behind:
        return True
    is_open = post.kind is not PostKind.QUESTION or post.closed_at is None
    return (is_behind or is_author(post, member_id)) and is_open


def may_retag(
    question: Post, member_id: int | None, *, is_moderator: bool, is_behind: bool
) -> bool:
    """Tell whether somebody may change a question's tags and category: who asked, or a moderator.

    Also while it is closed (Question2Answer's rules, 2.4).
    """
    is_shown = question.kind is PostKind.QUESTION and question.state is PostState.VISIBLE
    return is_shown and (is_behind or is_moderator or is_author(question, member_id))


def may_edit_silently(
    post: Post, member_id: int | None, *, is_moderator: bool, is_behind: bool
) -> bool:
    """Tell whether somebody may edit a post without a mark on it: a moderator, what others wrote.

    Question2Answer's rules, 2.4 and 2.6 (`permit_edit_silent`: moderators).
    """
    is_others = not is_behind and not is_author(post, member_id)
    return post.state is PostState.VISIBLE and is_moderator and is_others


def may_convert(
    post: Post, question: Post, member_id: int | None, *, is_moderator: bool, is_behind: bool
) -> bool:
    """Tell whether somebody may turn an answer into a comment: who may edit it.

    Question2Answer's rules, 2.4.
    """
    is_answer = post.kind is PostKind.ANSWER and is_shown(post, question)
    who = {"is_moderator": is_moderator, "is_behind": is_behind}
    return is_answer and may_edit(post, member_id, **who)


def may_delete(post: Post, member_id: int | None, *, is_behind: bool = False) -> bool:
    """Tell whether somebody may delete a post: its author, unless a moderator hid it."""
    return post.state is PostState.VISIBLE and (is_behind or is_author(post, member_id))


def may_vote(post: Post, member_id: int | None) -> bool:
    """Tell whether a vote counts: visible, not a comment, not one's own. Closed ones count too."""
    votable = post.kind in {PostKind.QUESTION, PostKind.ANSWER}
    return votable and post.state is PostState.VISIBLE and not is_author(post, member_id)


def may_close(
    question: Post, member_id: int | None, *, is_moderator: bool, is_behind: bool
) -> bool:
    """Tell whether somebody may close an open question: who asked it, or a moderator."""
    is_open = question.state is PostState.VISIBLE and question.closed_at is None
    return is_open and (is_behind or is_moderator or is_author(question, member_id))


def may_reopen(
    question: Post, member_id: int | None, *, is_moderator: bool, is_behind: bool
) -> bool:
    """Tell whether somebody may open a closed question again: a moderator, or who closed it.

    Who asked anonymously closed it when nobody is named and no moderator locked its thread.
    """
    if question.state is not PostState.VISIBLE or question.closed_at is None:
        return False
    if is_moderator and not is_behind:
        return True
    if is_behind:
        return question.closed_by is None and question.close_reason != LOCKED
    return is_author(question, member_id) and question.closed_by == member_id


def may_choose(
    question: Post,
    answer: Post,
    member_id: int | None,
    *,
    is_moderator: bool,
    is_behind: bool,
    wrote_answer: bool,
) -> bool:
    """Tell whether somebody may choose an answer as the best, or take that back.

    Who asked, or a moderator, also when the question is closed; a hidden one can only be taken
    back. `is_behind`: they asked
    anonymously, and then they choose no answer of their own (`wrote_answer`), for their alias
    would earn points for their name. Nor does anybody choose what they answered anonymously.
    """
    is_chosen = question.best_answer_id is not None and question.best_answer_id == answer.id
    if answer.kind is not PostKind.ANSWER or question.state is not PostState.VISIBLE:
        return False
    if answer.state is not PostState.VISIBLE and not is_chosen:
        return False
    if is_behind:
        return not wrote_answer
    if wrote_answer and not is_author(answer, member_id) and not is_chosen:
        return False
    return is_moderator or is_author(question, member_id)


def is_author(post: Post, member_id: int | None) -> bool:
    """Tell whether a member wrote a post under their own name."""
    return member_id is not None and post.author_id == member_id
