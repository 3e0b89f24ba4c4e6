"""What the story is made of: questions and answers of people, each at its time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# How long before the demo opens something happens, in minutes.
THREE_DAYS, YESTERDAY, THIS_HOUR, JUST_NOW = 3 * 24 * 60, 26 * 60, 40, 6


@dataclass(frozen=True, slots=True)
class CommentPart:
    """A comment of the story, written as soon as what it is on is there."""

    by: str
    body: str


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """An answer of the story: who writes it, how long ago in minutes, its votes.

    `is_best`: whoever asked chooses it.
    """

    by: str
    ago: int
    body: str
    up: int = 0
    down: int = 0
    is_best: bool = False
    comments: tuple[CommentPart, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A question of the story; `closed` by the moderator for this reason, `added` by an edit.

    `is_anonymous`: its author is sealed, and it appears under an alias a while later. `follows` is
    the title of a question and the writer of the answer to it that it follows on from.
    """

    by: str
    ago: int
    category: str
    title: str
    details: str
    up: int = 0
    down: int = 0
    answers: tuple[AnswerPart, ...] = ()
    is_notified: bool = False
    is_anonymous: bool = False
    closed: str = ""
    added: str = ""
    tags: str = ""
    comments: tuple[CommentPart, ...] = ()
    follows: tuple[str, str] | None = None


Chapter = tuple[int, list[QuestionPart], list[tuple[QuestionPart, AnswerPart]]]


def chapters(questions: Sequence[QuestionPart]) -> Iterator[Chapter]:
    """Yield what happens at one time, the oldest first: minutes ago, questions, answers."""
    answers = [(one, answer) for one in questions for answer in one.answers]
    times = {one.ago for one in questions} | {answer.ago for _one, answer in answers}
    for ago in sorted(times, reverse=True):
        yield (
            ago,
            [one for one in questions if one.ago == ago],
            [(one, answer) for one, answer in answers if answer.ago == ago],
        )
