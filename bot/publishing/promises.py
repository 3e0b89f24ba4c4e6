"""What a form says before somebody posts anonymously: who could learn that it is them."""

from bot.catalogue import N_, Words
from bot.forum.anonymous.terms import Terms

# By whether two moderators can have it opened; each in under 100 characters, Discord's limit.
PROMISES = {
    False: N_(
        "Members and moderators can't see it's you. Only whoever hosts this bot holds the key."
    ),
    True: N_(
        "Only this bot's host could see it's you, or two moderators together, for a written reason."
    ),
}
FADING = {
    False: N_(
        "Only this bot's host holds the key. After {days} days nobody can, and you can't edit it."
    ),
    True: N_(
        "Only the host, or two moderators together, can. After {days} days nobody; you can't edit."
    ),
}


def promise(terms: Terms | None, words: Words) -> str | None:
    """Return who could learn the author of an anonymous post; None when there can be none."""
    if terms is None:
        return None
    if terms.seal_days is not None:
        return words(FADING[terms.is_unmaskable], days=terms.seal_days)
    return words(PROMISES[terms.is_unmaskable])
