from collections.abc import Callable

import pytest

from bot.forum import policy
from bot.forum.characters import clean, one_line, readable_length
from bot.forum.errors import BadTag, ForumError, Invalid, TextTooLong, TextTooShort, TooManyTags
from bot.forum.threads import thread_name
from data.tables import Post, PostKind, PostOrigin, PostState
from tests.forum.world import NOW

ZALGO = "h̷̛̗e̴͍͝l̸͉̚p̶̣̾ ̵m̷e̴ ̶n̷o̴w̶ ̷p̴l̶e̷a̴s̶e̷"
TITLE = "How do I sleep?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  hello  ", "hello"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("nul\x00l", "null"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        ("", ""),
        (" \n\t ", ""),
        ("\u200b\u200d\u2060\ufeff", ""),
        ("\u3164\u2800\u115f", ""),
        ("\u0301\u0302", ""),
        ("\u202e", ""),
        ("مرحبا كيف حالك", "مرحبا كيف حالك"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("@everyone <@&5> ```open", "@everyone <@&5> ```open"),
    ],
)
def test_cleaning_keeps_what_can_be_read(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("hello", 5),
        ("a  \n\n  b", 3),
        ("שלום", 4),
        (ZALGO, 18),
        ("a\u200bb", 2),
        ("e\u0301", 1),
        ("😀" * 3500, 3500),
        ("", 0),
    ],
)
def test_the_length_is_what_a_reader_sees(text: str, length: int) -> None:
    assert readable_length(text) == length


def refusals(check: Callable[[], None]) -> list[ForumError]:
    try:
        check()
    except Invalid as invalid:
        return invalid.problems
    return []


@pytest.mark.parametrize(
    ("title", "details", "expected"),
    [
        ("a" * 12, "", []),
        ("a" * 100, "d" * 3500, []),
        (TITLE, "😀" * 3500, []),
        ("מה עושים כשלא ישנים?", "שלום", []),
        (ZALGO, ZALGO, []),
        ("a" * 11, "", [TextTooShort]),
        ("a" * 101, "", [TextTooLong]),
        ("", "", [TextTooShort]),
        ("a" + "\u0301" * 50, "", [TextTooShort]),
        (TITLE, "d" * 3501, [TextTooLong]),
        ("short", "d" * 3501, [TextTooShort, TextTooLong]),
    ],
)
def test_every_problem_of_a_question_is_named(
    title: str, details: str, expected: list[type[ForumError]]
) -> None:
    found = refusals(lambda: policy.check_question(title, details))
    assert [type(problem) for problem in found] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("b" * 12, []),
        ("b" * 3500, []),
        ("😀" * 3500, []),
        ("b" * 11, [TextTooShort]),
        ("b" * 3501, [TextTooLong]),
        (clean(" " * 50), [TextTooShort]),
        (clean("\u200b" * 50), [TextTooShort]),
        ("b" + "\u0301" * 3499, [TextTooShort]),
    ],
)
def test_an_answer_has_12_to_3500_characters(body: str, expected: list[type[ForumError]]) -> None:
    found = refusals(lambda: policy.check_answer(body))
    assert [type(problem) for problem in found] == expected


def test_a_refusal_carries_what_its_sentence_shows() -> None:
    (problem,) = refusals(lambda: policy.check_answer("too short"))
    assert problem.values == {"field": "The answer", "minimum": 12, "length": 9}
    assert problem.message.format(**problem.values) == (
        "The answer needs at least 12 characters; yours has 9."
    )


def test_a_title_is_one_line() -> None:
    assert one_line("  How do\n I \t sleep? ") == "How do I sleep?"


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", ()),
        ("Therapy, first-session", ("therapy", "first-session")),
        ("sleep sleep SLEEP", ("sleep",)),
        ("#anxiety c++ 2.0", ("anxiety", "c++", "2.0")),
        ("self/care", ("self", "care")),
        ("schön שינה", ("schön", "שינה")),
        ("a b c d e", ("a", "b", "c", "d", "e")),
        ("x" * 30, ("x" * 30,)),
    ],
)
def test_tags_are_lower_case_words_each_once(text: str, tags: tuple[str, ...]) -> None:
    assert policy.parse_tags(text) == tags


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a b c d e f", TooManyTags),
        ("x" * 31, BadTag),
        ("what?", BadTag),
        ("<@5>", BadTag),
        ("😀", BadTag),
        ("a\u200bb", BadTag),
    ],
)
def test_other_tags_are_refused(text: str, error: type[ForumError]) -> None:
    with pytest.raises(error):
        policy.parse_tags(text)


def post(
    kind: PostKind = PostKind.QUESTION,
    state: PostState = PostState.VISIBLE,
    *,
    author_id: int | None = 1,
    is_closed: bool = False,
) -> Post:
    return Post(
        forum_id=1,
        kind=kind,
        state=state,
        author_id=author_id,
        origin=PostOrigin.DISCORD,
        body="",
        created_at=NOW,
        closed_at=NOW if is_closed else None,
    )


AUTHOR, OTHER = 1, 2
ANSWER, COMMENT = PostKind.ANSWER, PostKind.COMMENT


@pytest.mark.parametrize(
    ("what", "member_id", "is_moderator", "may"),
    [
        (post(), AUTHOR, False, True),
        (post(), OTHER, False, False),
        (post(), None, False, False),
        (post(), None, True, True),
        (post(author_id=None), None, False, False),
        (post(is_closed=True), AUTHOR, False, False),
        (post(is_closed=True), OTHER, True, True),
        (post(ANSWER, is_closed=True), AUTHOR, False, True),
        (post(state=PostState.HIDDEN), AUTHOR, False, False),
        (post(state=PostState.HIDDEN), AUTHOR, True, False),
        (post(state=PostState.DELETED), AUTHOR, True, False),
    ],
)
def test_who_may_edit(what: Post, member_id: int | None, *, is_moderator: bool, may: bool) -> None:
    assert policy.may_edit(what, member_id, is_moderator=is_moderator) is may


@pytest.mark.parametrize(
    ("state", "question", "members", "moderators"),
    [
        (PostState.VISIBLE, PostState.VISIBLE, True, True),
        (PostState.DELETED, PostState.VISIBLE, True, True),
        (PostState.VISIBLE, PostState.DELETED, True, True),
        (PostState.HIDDEN, PostState.VISIBLE, False, True),
        (PostState.VISIBLE, PostState.HIDDEN, False, True),
        (PostState.QUEUED, PostState.VISIBLE, False, False),
    ],
)
def test_who_may_read_what_is_beneath(
    state: PostState, question: PostState, *, members: bool, moderators: bool
) -> None:
    who = {"post": post(ANSWER, state=state), "question": post(state=question)}
    assert policy.may_read_beneath(**who, is_moderator=False) is members
    assert policy.may_read_beneath(**who, is_moderator=True) is moderators


@pytest.mark.parametrize(
    ("what", "member_id", "may"),
    [
        (post(), AUTHOR, True),
        (post(is_closed=True), AUTHOR, True),
        (post(), OTHER, False),
        (post(), None, False),
        (post(author_id=None), None, False),
        (post(state=PostState.HIDDEN), AUTHOR, False),
        (post(state=PostState.DELETED), AUTHOR, False),
    ],
)
def test_who_may_delete(what: Post, member_id: int | None, *, may: bool) -> None:
    assert policy.may_delete(what, member_id) is may


@pytest.mark.parametrize(
    ("what", "member_id", "may"),
    [
        (post(), OTHER, True),
        (post(), None, True),
        (post(), AUTHOR, False),
        (post(author_id=None), AUTHOR, True),
        (post(ANSWER), OTHER, True),
        (post(ANSWER), AUTHOR, False),
        (post(COMMENT), OTHER, False),
        (post(is_closed=True), OTHER, True),
        (post(state=PostState.HIDDEN), OTHER, False),
        (post(state=PostState.QUEUED), OTHER, False),
    ],
)
def test_whose_vote_counts(what: Post, member_id: int | None, *, may: bool) -> None:
    assert policy.may_vote(what, member_id) is may


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("short", "short"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 99 + "…"),
        ("x" * 98 + " yyy", "x" * 98 + "…"),
    ],
)
def test_a_threads_name_fits_into_discord(title: str, name: str) -> None:
    assert thread_name(title) == name
