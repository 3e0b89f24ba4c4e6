"""How a question's thread is named."""

from bot.catalogue import N_, words_for

THREAD_NAME_CHARACTERS = 100  # Discord's limit
HIDDEN_NAME = N_("Hidden question")
REMOVED_NAME = N_("Removed question")


def names_without_title(locale: str) -> set[str]:
    """Return what the bot itself calls threads whose question is not shown."""
    words = words_for(locale)
    return {words(HIDDEN_NAME), words(REMOVED_NAME)}


def thread_name(title: str) -> str:
    """Return a thread's name for a title: website titles can be longer than Discord's names."""
    if len(title) <= THREAD_NAME_CHARACTERS:
        return title
    return title[: THREAD_NAME_CHARACTERS - 1].rstrip() + "…"
