"""Refusals of a forum's settings: each names its message in the catalogue."""

from bot.catalogue import N_
from bot.forum.errors import ForumError


class BadTitleLine(ForumError):
    """A line of the titles is no number with a title after it."""

    message = N_("I can't read “{line}”. Each line is a number of points and a title: 300 Regular")


class TitleTooLong(ForumError):
    """A title by points is too long for a line of a list."""

    message = N_("“{title}…” is too long: a title has at most {limit} characters.")


class PointsTwice(ForumError):
    """Two titles begin at the same points."""

    message = N_("{points} points stand there twice. Give each title points of its own.")


class TooManyTitles(ForumError):
    """More titles than a list can hold."""

    message = N_("That's too many: a forum has at most {limit} titles.")
