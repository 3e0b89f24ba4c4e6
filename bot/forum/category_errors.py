"""What can be wrong with categories, as sentences."""

from bot.catalogue import N_
from bot.forum.errors import ForumError


class CategoryGone(ForumError):
    """The category was removed while the form was open."""

    message = N_("That category no longer exists. Your text is kept: choose another one.")


class CategoryNeeded(ForumError):
    """The forum has categories, so a question needs one."""

    message = N_("Please choose a category for your question.")


class CategoryExists(ForumError):
    """Two categories beside each other need different names."""

    message = N_("There is already a category called {name} there.")


class TooManyCategories(ForumError):
    """More categories than anybody finds their way in."""

    message = N_("A forum can have at most {limit} categories.")


class CategoryTooDeep(ForumError):
    """Question2Answer's categories have four levels."""

    message = N_("Categories can be at most four levels deep.")


class CategoryUnknown(ForumError):
    """A category option that names none."""

    message = N_("I don't know that category. Choose one from the list that appears as you type.")


class CategoryNotEmpty(ForumError):
    """A category with questions or categories in it needs somewhere for them to go."""

    message = N_("{name} isn't empty. Say with move_to where its questions should go.")


class BadCategoryName(ForumError):
    """A category's name is empty or too long."""

    message = N_("A category's name needs 1 to {limit} characters.")


class BadMove(ForumError):
    """A category can't be put beneath itself."""

    message = N_("A category can't be moved into itself.")
