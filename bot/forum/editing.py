"""What an edit form holds: a post's text, in as many fields as it needs, joined again when sent.

A field of Discord's takes 4,000 characters, a text of the website has up to 12,000.
"""

from collections.abc import Sequence

from bot.forum.anonymous.authors import wrote
from bot.forum.cards import card_of
from bot.forum.characters import between_letters
from bot.forum.edits import refuse_edit
from bot.forum.reaching import reachable
from bot.forum.summaries import Actor, Card
from data.database import Database
from data.members import member_of_discord

FIELD_CHARACTERS = 4000  # Discord's limit of a text field
LONG_FIELDS = 3  # what a text of the website's length is edited in
PARAGRAPH = "p"
# What a form's custom_id says stood between two parts; the longest first, for it cuts best.
SEPARATORS = {PARAGRAPH: "\n\n", "l": "\n", "s": " ", "n": ""}


async def editable(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, is_silent: bool = False
) -> Card:
    """Return the card of a post that this person may edit, also without a mark on it.

    Raises `NotFound`, `PostGone`, `NotYours`, `ClosedToEdits`.
    """
    async with database.read() as session:
        post = await reachable(session, forum_id, post_id)
        member = await member_of_discord(session, forum_id, actor.discord_id)
        member_id = member.id if member else None
        who = {
            "is_moderator": actor.is_moderator,
            "is_behind": wrote(session, post, actor.discord_id),
        }
        refuse_edit(post, member_id, is_silent=is_silent, **who)
        return await card_of(session, post_id)


def fields_for(length: int, usual: int) -> int:
    """Return how many fields a text of this length is edited in; one when forms take it whole."""
    if length <= usual:
        return 1
    return max(LONG_FIELDS, -(-length // FIELD_CHARACTERS))


def parts_of(text: str, fields: int) -> tuple[list[str], str]:
    """Return a text in this many parts of at most 4,000 characters, and what stood between them.

    The second has a letter of `SEPARATORS` for each cut. It is cut between paragraphs, or else
    lines, or else words, wherever the rest still fits into what is left.
    """
    parts, cuts = [], ""
    for left in range(fields - 1, -1, -1):
        if len(text) <= FIELD_CHARACTERS:
            parts.append(text)
            break
        at, letter = _cut(text, max(1, len(text) - left * FIELD_CHARACTERS))
        parts.append(text[:at])
        cuts += letter
        text = text[at + len(SEPARATORS[letter]) :]
    return parts + [""] * (fields - len(parts)), cuts


def joined(parts: Sequence[str], cuts: str) -> str:
    """Return the text that a form's parts are; where one was emptied, a paragraph ends."""
    text, is_skipped = parts[0], False
    for part, letter in zip(parts[1:], cuts.ljust(len(parts), PARAGRAPH), strict=False):
        if not part.strip():
            is_skipped = True
            continue
        between = SEPARATORS.get(PARAGRAPH if is_skipped else letter, "\n\n")
        text = text + between + part if text.strip() else part
        is_skipped = False
    return text


def _cut(text: str, least: int) -> tuple[int, str]:
    """Return where to cut within a field's length, not before `least`, and at what.

    No part is blank, as one that was emptied is.
    """
    blanks = len(text) - len(text.lstrip())
    least = max(least, min(blanks + 1, FIELD_CHARACTERS))
    for letter, separator in SEPARATORS.items():
        if separator:
            at = text.rfind(separator, least, FIELD_CHARACTERS + len(separator))
            if at >= least:
                return at, letter
    return between_letters(text, FIELD_CHARACTERS, least), "n"
