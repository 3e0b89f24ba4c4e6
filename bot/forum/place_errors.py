"""Why somebody can't act in a server from their direct messages, as sentences."""

from bot.catalogue import N_
from bot.forum.errors import ForumError


class NotThere(ForumError):
    """They left the server, or can't see the forum's channel."""

    message = N_("You can't do that any more: you left that server, or can't see its questions.")


class NoSharedForum(ForumError):
    """No server of theirs has a forum whose questions they see."""

    message = N_(
        "We share no forum yet. Once you are in a server that has one and see its questions, you "
        "find them here, too."
    )


class MutedThere(ForumError):
    """A moderator gave them a time-out, or they have not accepted the server's rules."""

    message = N_("You can't write in that server right now. It says more when you open it.")
