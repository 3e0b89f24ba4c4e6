"""Refusals of what nothing could be found by."""

from bot.catalogue import N_
from bot.forum.errors import ForumError


class NothingAsked(ForumError):
    """A query without a letter or a digit."""

    message = N_("Say what you look for in a word or two, such as: sleep before an exam.")


class QueryTooLong(ForumError):
    """A query that is longer than anybody types."""

    message = N_("That's too long to search for: a few words do, {maximum} characters at most.")


class SearchGone(ForumError):
    """A page whose words can't be read from it any more."""

    message = N_("I can't read any more what this was about. Please use /search again.")
