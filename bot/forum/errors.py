"""Refusals: each names its message in the catalogue and carries the values."""

from typing import ClassVar

from bot.catalogue import N_


class ForumError(Exception):
    """Something a person asked for that can't be done; `message` tells them why and what to do."""

    message: ClassVar[str] = N_("That can't be done here.")

    def __init__(self, **values: object) -> None:
        """Keep the values that the message shows."""
        super().__init__(type(self).__name__)
        self.values = values


class NoForum(ForumError):
    """The server has no forum yet."""

    message = N_("This server has no forum yet. Someone with Manage Server can run /forum setup.")


class NoServer(NoForum):
    """There is no server here, as in direct messages."""

    message = N_("That only works in a server.")


class NotFound(ForumError):
    """There is no such post in this forum."""

    message = N_("I can't find that post. Try its number, such as 1234, or a link to its message.")


class PostGone(ForumError):
    """The post was deleted meanwhile."""

    message = N_("That post has been removed, so this is no longer possible.")


class PostHidden(PostGone):
    """The post, or the question that it is beneath, is hidden."""

    message = N_(
        "That post is hidden, so this isn't possible now. A moderator can show it again with "
        "**Unhide** in More."
    )


class NotYours(ForumError):
    """Only the author or a moderator may do this."""

    message = N_("Only the person who wrote it, or a moderator, can do that.")


class NotYoursToDelete(ForumError):
    """Only the author deletes; who moderates hides."""

    message = N_(
        "Only the person who wrote it can delete it. A moderator can hide it with **Hide** in More."
    )


class NotYourNotification(ForumError):
    """A button on somebody else's notification, or on one that is gone."""

    message = N_("Only the person who got this notification can use its buttons.")


class OwnPost(ForumError):
    """Nobody votes on their own post."""

    message = N_("That's your own post, so you can't vote on it.")


class NotVotable(ForumError):
    """This kind of post takes no votes."""

    message = N_("That post can't be voted on.")


class EditConflict(ForumError):
    """Somebody edited the post while the form was open."""

    message = N_(
        "Someone changed this post while you were writing. Look at it first: your text is kept, "
        "and sending it again would replace theirs."
    )


class ClosedToEdits(ForumError):
    """Who asked a closed question wants to edit it."""

    message = N_(
        "This question is closed, so only a moderator can change it. Who closed it can reopen it "
        "first, in More."
    )


class NothingChanged(ForumError):
    """An edit that changes nothing."""

    message = N_("Nothing was changed, so there is nothing to save.")


class AlreadyPosted(ForumError):
    """The same text by the same person was posted a moment ago."""

    message = N_("You already posted this: {post}.")


class AskedAlready(ForumError):
    """Somebody asked the very same a moment ago."""

    message = N_("This very question is here already: {post}.")


class AnsweredAlready(ForumError):
    """Somebody answered the question with the very same."""

    message = N_("This very answer is here already: {post}.")


class HourlyLimit(ForumError):
    """More posts in an hour than Question2Answer allows."""

    message = N_("That's a lot in one hour. Please try again in a little while; your text is kept.")


class TextTooShort(ForumError):
    """A field has too few readable characters."""

    message = N_("{field} needs at least {minimum} characters; yours has {length}.")


class TextTooLong(ForumError):
    """A field has too many characters."""

    message = N_("{field} can have at most {maximum} characters; yours has {length}.")


class TooManyTags(ForumError):
    """More tags than a question carries."""

    message = N_("A question can have at most {limit} tags.")


class BadTag(ForumError):
    """A tag that is no word."""

    message = N_("Tags are words of up to {limit} letters, digits or hyphens.")


class DraftGone(ForumError):
    """The kept text was used or has aged out."""

    message = N_("That text is no longer kept: it was posted or replaced, or a day has passed.")


class Invalid(ForumError):
    """Several problems at once, each with its own sentence."""

    def __init__(self, problems: list[ForumError]) -> None:
        """Carry every problem found."""
        super().__init__()
        self.problems = problems


class NoQuestionHere(ForumError):
    """A command that needs a question was used outside a question's thread."""

    message = N_("Use this in a question's thread, or say which question you mean.")


class NoPostShown(ForumError):
    """A message's menu was used on one that shows no post, such as ordinary chat."""

    message = N_("Use this on the card of a question, an answer or a comment.")


class OnlyItsAuthor(ForumError):
    """Only who made a post with New Post can make it a question."""

    message = N_("Only the person who made this post can turn it into a question.")


class AlreadyClosed(ForumError):
    """Somebody else was quicker."""

    message = N_("That question is closed already.")


class NotClosed(ForumError):
    """There is nothing to open again."""

    message = N_("That question isn't closed.")


class NotYoursToClose(ForumError):
    """Somebody else asked, or somebody else closed it."""

    message = N_("Only a moderator can do that, or who asked; a moderator's closing stays theirs.")


class DuplicateOfNothing(ForumError):
    """The other question is none, is gone, or is this very one."""

    message = N_("A question can only be a duplicate of another question that is there.")


class DuplicatesInACircle(ForumError):
    """The other question is itself closed as a duplicate of this one, perhaps through others."""

    message = N_(
        "That question is itself closed as a duplicate of this one. Reopen it first, or close this "
        "one with a reason."
    )


class NotAnAnswer(ForumError):
    """A question, or a comment, was to be the best answer."""

    message = N_("Only an answer can be the best answer.")


class NotYoursToChoose(ForumError):
    """Somebody else asked."""

    message = N_("Only who asked, or a moderator, can choose the best answer.")


class OwnAnswer(ForumError):
    """They asked anonymously, and the answer is their own."""

    message = N_("You asked anonymously, so you can't choose an answer of your own.")


class OwnAlias(ForumError):
    """They wrote the answer anonymously: its choice would be their own, and earn them points."""

    message = N_("You wrote this answer anonymously, so you can't choose it yourself.")


class Blocked(ForumError):
    """A moderator took away this person's posting for a while."""

    message = N_("You can't post here at the moment: {reason}. Your text is kept for a day.")


class OneAnswerEach(ForumError):
    """Somebody who answered a question would do so again, where each may once."""

    message = N_(
        "You have answered this question: {post}. Here everybody gives it one answer; you can "
        "edit yours."
    )


class OneAnswerWaits(OneAnswerEach):
    """Theirs is anonymous and has not appeared yet."""

    message = N_(
        "You have answered this question: {post}. Here everybody gives it one answer; you can "
        "edit yours once it has appeared."
    )


class OneAnswerHidden(OneAnswerEach):
    """Theirs is hidden."""

    message = N_(
        "You have answered this question: {post}. Here everybody gives it one answer, and yours "
        "is hidden. A moderator can show it again."
    )


class OnlyOwnMessages(ForumError):
    """Somebody else's message, or one without text, was to be posted as an answer."""

    message = N_("Only a message of your own with a text can be posted as your answer.")
