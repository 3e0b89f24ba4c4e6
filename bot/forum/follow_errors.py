"""What can be wrong with following, as sentences."""

from bot.catalogue import N_
from bot.forum.errors import ForumError


class FollowWhat(ForumError):
    """Nothing to follow was named, or more than one thing."""

    message = N_("Say one thing to follow: a question, a category, a tag or a member.")


class FollowsTooMuch(ForumError):
    """Nobody follows so much."""

    message = N_("You follow {limit} of these already. Stop some in /following first.")


class FollowsItself(ForumError):
    """They would follow themselves."""

    message = N_("You can't follow yourself. What happens to your own posts is in /inbox.")


class NeverPosted(ForumError):
    """The person never posted by name."""

    message = N_("They haven't posted here by name yet, so there is nothing to follow.")


class TagUnknown(ForumError):
    """No question has the tag."""

    message = N_("No question has that tag yet. Choose one from the list.")


class NotYourFollow(ForumError):
    """It is somebody else's, or they follow it no more."""

    message = N_("You don't follow that any more. /following shows what you follow.")


class ChosenForAll(ForumError):
    """They chose one way for all that they follow."""

    message = N_(
        "You chose the same for all categories, tags and members that you follow. /notifications "
        "changes that."
    )
