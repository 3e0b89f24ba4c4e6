"""How a question's thread is named."""

THREAD_NAME_CHARACTERS = 100  # Discord's limit


def thread_name(title: str) -> str:
    """Return a thread's name for a title: website titles can be longer than Discord's names."""
    if len(title) <= THREAD_NAME_CHARACTERS:
        return title
    return title[: THREAD_NAME_CHARACTERS - 1].rstrip() + "…"
