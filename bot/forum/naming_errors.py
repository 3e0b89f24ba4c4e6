"""Refusals about the name somebody posts under: their own, an alias or a chosen one."""

from bot.catalogue import N_
from bot.forum.errors import ForumError


class PromiseChanged(ForumError):
    """The form promised something else than what would hold for the post by now."""

    message = N_(
        "While you wrote, it changed who could learn that it's you. Open the form again and read "
        "what it says beside Post anonymously."
    )


class AnonymityOff(ForumError):
    """This forum takes no anonymous posts."""

    message = N_("This server takes no anonymous posts. Your text is kept.")


class AnonymousHere(ForumError):
    """Somebody who is anonymous in a question is about to post there by name."""

    message = N_("You wrote here as {alias}. Post as yourself?")


class NamedByMessage(ForumError):
    """Somebody anonymous in a question would post there what a message of theirs says."""

    message = N_(
        "You wrote here as {alias}, and everybody sees that you wrote this message: the same text "
        "would tell who {alias} is. Write an answer of its own with **Answer**."
    )


class NameTaken(ForumError):
    """A chosen name would be taken for somebody else's."""

    message = N_(
        "Please choose another name: {name} could be taken for somebody else. "
        "Or leave it empty, and you get one."
    )


class AlreadyNamed(ForumError):
    """The post stands under its author's name, or nobody knows whose it is any more."""

    message = N_("That post isn't an anonymous one of yours.")
