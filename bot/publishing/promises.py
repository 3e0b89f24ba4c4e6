"""What a form says before somebody posts anonymously: who could learn that it is them."""

from bot.catalogue import N_, Words
from bot.forum.summaries import ForumSummary
from data.tables import Anonymity

# Each in under 100 characters, since Discord cuts what is longer.
PROMISES = {
    Anonymity.SEALED: N_(
        "Members and moderators can't see it's you. Only whoever hosts this bot holds the key."
    ),
    Anonymity.BREAK_GLASS: N_(
        "Nobody sees it's you, unless two moderators open it together, with a written reason."
    ),
}
FADING = {
    Anonymity.SEALED: N_(
        "Only this bot's host holds the key. After {days} days nobody can, and you can't edit it."
    ),
    Anonymity.BREAK_GLASS: N_(
        "Only two moderators together can. After {days} days nobody can, and you can't edit it."
    ),
}


def promise(forum: ForumSummary, words: Words) -> str | None:
    """Return who could learn the author of an anonymous post; None when there can be none."""
    if forum.anonymity is Anonymity.OFF:
        return None
    if forum.seal_days is not None:
        return words(FADING[forum.anonymity], days=forum.seal_days)
    return words(PROMISES[forum.anonymity])
