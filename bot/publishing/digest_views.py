"""How a digest looks: short, with what needs a reply on top; or saying nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.digests import DigestPart
from bot.forum.pages import QuestionLine
from bot.publishing import layout
from bot.publishing.direct_messages import DIGEST_SHOWS, DIGEST_STOPS, SOMETHING_NEW
from bot.publishing.listings import facts, linked_title
from bot.publishing.text import plain

MOST_LINES = 8
NEEDING = N_("**Need a reply**")
NEW = N_("**New in what you follow**")
WHY = N_("You get this because you chose a digest in /notifications.")
START = datetime(1970, 1, 1, tzinfo=UTC)


def digest(
    parts: Sequence[DigestPart], span: str, words: Words, *, is_first: bool = False
) -> ui.LayoutView:
    """Return a digest; its buttons carry its `span`.

    When it is the first DM that somebody ever gets it offers to make them discreet.
    """
    container: ui.Container[ui.LayoutView] = ui.Container(
        layout.text("### " + words("Your digest"))
    )
    shares = _shares(parts)
    for part, share in zip(parts, shares, strict=True):
        if share and len(parts) > 1:
            container.add_item(layout.text(f"**{plain(part.forum.name)}**"))
        left = share
        for heading, lines in ((NEEDING, part.needing), (NEW, part.lines)):
            shown = [
                _line(each, words) if isinstance(each, QuestionLine) else _counted(*each, words)
                for each in lines[:left]
            ]
            left -= len(shown)
            if shown:
                container.add_item(layout.text("\n".join([words(heading), *shown])))
    more = sum(part.more + len(part.needing) + len(part.lines) for part in parts) - sum(shares)
    if more > 0:
        said = words.plural("{count} more is in /inbox.", "{count} more are in /inbox.", more)
        container.add_item(layout.text(said))
    buttons = [
        layout.button(words("Open inbox"), "inbox:0"),
        layout.button(words("Choose what you get"), "ways:0"),
        layout.button(words("Stop the digest"), f"{DIGEST_STOPS}:{span}"),
    ]
    if is_first:
        buttons.append(layout.button(words("Make these discreet"), "discreet:0"))
    container.add_item(layout.row(*buttons))
    container.add_item(layout.text("-# " + words(WHY)))
    return layout.message(container)


def _shares(parts: Sequence[DigestPart]) -> list[int]:
    """Return how many lines each forum gets: one each in turn, while there are any."""
    wanted = [len(part.needing) + len(part.lines) for part in parts]
    shares = [0] * len(parts)
    for _ in range(min(MOST_LINES, sum(wanted))):
        open_ones = [at for at, share in enumerate(shares) if share < wanted[at]]
        shares[min(open_ones, key=lambda at: shares[at])] += 1
    return shares


def discreet_digest(span: str, words: Words) -> ui.LayoutView:
    """Return the message that says nothing but that there is something."""
    show = layout.button(words("Show"), f"{DIGEST_SHOWS}:{span}")
    return layout.message(layout.text(words(SOMETHING_NEW)), layout.row(show))


def _line(line: QuestionLine, words: Words) -> str:
    linked = linked_title(line.title, line.url, otherwise=f"#{line.id}")
    return f"- {linked} · {facts(line, words)}"


def _counted(line: QuestionLine, count: int, words: Words) -> str:
    said = words.plural("{count} new post", "{count} new posts", count)
    return f"{_line(line, words)} · {said}"


def span_of(since: datetime, until: datetime) -> str:
    """Return what a digest's buttons carry: from when, in seconds, until when, in microseconds."""
    return f"{int(since.timestamp())}-{(until - START) // timedelta(microseconds=1)}"


def end_of(span: str) -> datetime | None:
    """Return until when a digest was made; None where its buttons don't say so yet."""
    _, _, until = span.partition("-")
    return START + timedelta(microseconds=int(until)) if until else None
