"""Why a question takes no more answers, as sentences."""

from bot.catalogue import N_
from bot.forum.errors import ForumError


class QuestionClosed(ForumError):
    """The question takes no more answers."""

    message = N_("This question is closed, so it takes no new answers.")


class ClosedBecause(QuestionClosed):
    """A moderator gave a reason for closing it."""

    message = N_("This question is closed, so it takes no new answers: {reason}")


class ClosedAsDuplicate(QuestionClosed):
    """It was closed as the duplicate of another one, which is there."""

    message = N_("This question is closed as a duplicate of {original}: please answer there.")


class ClosedAsDuplicateOfNone(QuestionClosed):
    """It was closed as the duplicate of another one, which is hidden or removed by now."""

    message = N_(
        "This question is closed as a duplicate of another one, which is not shown now. It takes "
        "no new answers."
    )
