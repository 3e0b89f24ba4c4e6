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
# Where seals go. They would be cut where a language takes two fifths more, but for their shortness.
FADING = {
    False: N_("Only the host can tell; {days} days after the last post or edit nobody."),
    True: N_("Host or two mods can; {days} days after the last post or edit nobody."),
}
ANONYMOUSLY = N_("Post anonymously")
ANONYMOUSLY_FADING = N_("Post anonymously (no edits once nobody can tell who it is)")


def option(terms: Terms, words: Words) -> str:
    """Return what the choice to be anonymous is called, with what it costs beside it."""
    return words(ANONYMOUSLY if terms.seal_days is None else ANONYMOUSLY_FADING)


def promise(terms: Terms, words: Words) -> str:
    """Return who could learn the author of an anonymous post, and until when."""
    if terms.seal_days is not None:
        return words(FADING[terms.is_unmaskable], days=terms.seal_days)
    return words(PROMISES[terms.is_unmaskable])
