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


class BadPoints(ForumError):
    """From how many points on a role is given is no number."""

    message = N_("“{points}” is no number of points. Write one such as 500, or nothing.")


class NotOnTheList(ForumError):
    """A role was to be taken off a list that it is not on."""

    message = N_("That role isn't on the list. To put it there, say from how many points on.")


class TooManyRoles(ForumError):
    """More roles than a list can hold."""

    message = N_("That's too many: a forum gives at most {limit} roles by points.")


class RoleGone(ForumError):
    """The role was deleted meanwhile."""

    message = N_("That role is gone. Please choose another one.")


class RoleGivenByOthers(ForumError):
    """Everybody has the role, or Discord or another app gives it."""

    message = N_(
        "I can't give that role: everybody has it, or Discord or another app gives it. Please "
        "choose another one."
    )


class RoleOfModerators(ForumError):
    """The role carries permissions that nobody shall have for points."""

    message = N_(
        "“{role}” carries permissions of moderators. Anybody can gather points, so I don't give "
        "such roles. Please choose another one."
    )


class RoleNotBelowYours(ForumError):
    """Whoever chose the role could not give it themselves."""

    message = N_(
        "You can only choose roles that you may give yourself: you need Manage Roles, and a role "
        "above “{role}”."
    )
