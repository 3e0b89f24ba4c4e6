"""**History**: one change a page, with what was taken out and what was put in."""

from collections.abc import Iterable, Iterator, Sequence

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.differences import Passage, Run, passages
from bot.forum.histories import Change
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.text import ago, name_of, plain, within
from data.tables import EditedAs, PostKind

PAGE_CHARACTERS = 3300
LINE_CHARACTERS = 1500
HEADING_CHARACTERS = 200
TAKEN_OUT, PUT_IN = "~~", "**"
LEFT_OUT = "…"


def change_page(change: Change, part: int, words: Words) -> ui.LayoutView:
    """Return a part of one change; `part` counts from 0, too large is the last one.

    What a content note or a spoiler hid before or hides now is hidden here too.
    """
    parts = _parts(change, words)
    part = min(part, len(parts) - 1)
    texts = (change.before.body, change.now.body)
    is_hidden = change.card.is_spoiler or any("||" in each for each in texts)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN, spoiler=is_hidden)
    container.add_item(layout.text("\n".join(parts[part])))
    said = [_heading(change, words), _about(change, words)]
    if len(parts) > 1:
        said.append("-# " + words("page {page} of {count}", page=part + 1, count=len(parts)))
    rows = _buttons(change, part, len(parts), words)
    return layout.message(layout.text("\n".join(said)), container, *rows)


def _heading(change: Change, words: Words) -> str:
    card = change.card
    said = words("History of #{number}", number=card.post_id)
    is_titled = card.kind is PostKind.QUESTION and not card.is_spoiler
    title = within(card.title, HEADING_CHARACTERS) if is_titled else ""
    return f"### {said}" + (f" · {title}" if title else "")


def _about(change: Change, words: Words) -> str:
    """Return who made the change, and when."""
    when = ago(change.at) if change.at else ""
    which = words("change {number} of {count}", number=change.number, count=change.count)
    said = words(_by(change), editor=_editor(change, words), when=when)
    return f"-# {which} · {said.strip()}"


def _by(change: Change) -> str:
    if change.is_silent:
        return N_("edited silently by {editor} {when}")
    if change.edited_as is EditedAs.DISCORD:
        return N_("renamed in Discord {when}")
    if change.edited_as is EditedAs.WEBSITE and change.editor is None:
        return N_("edited on the website {when}")
    return N_("edited by {editor} {when}")


def _editor(change: Change, words: Words) -> str:
    if change.editor is not None:
        return name_of(change.editor, words)
    if change.edited_as is EditedAs.AUTHOR:
        return words("its author")
    return words("a moderator")


def _parts(change: Change, words: Words) -> list[list[str]]:
    """Return the lines of each part: what fits on a page."""
    parts: list[list[str]] = [[]]
    room = PAGE_CHARACTERS
    for line in _lines(change, words):
        if len(line) > room and parts[-1]:
            parts.append([])
            room = PAGE_CHARACTERS
        parts[-1].append(line)
        room -= len(line) + 1
    return parts


def _lines(change: Change, words: Words) -> Iterator[str]:
    before, now = change.before, change.now
    is_any = False
    for label, found in (
        (words("Title"), passages(before.title, now.title)),
        (words("Tags"), _tags(before.tags, now.tags)),
        (words("Text"), passages(before.body, now.body)),
    ):
        if found:
            is_any = True
            yield f"**{label}**"
        for passage in found:
            yield from _passage(passage, words)
    if not is_any:
        yield words("Only blanks or breaks of lines were changed.")


def _tags(before: Sequence[str] | None, now: Sequence[str] | None) -> tuple[Passage, ...]:
    if before is None or now is None or before == now:
        return ()
    return (
        Passage(
            tuple(Run((each,), is_changed=each not in now) for each in before),
            tuple(Run((each,), is_changed=each not in before) for each in now),
        ),
    )


def _passage(passage: Passage, words: Words) -> Iterator[str]:
    for said, runs, mark in (
        (words("Before:"), passage.before, TAKEN_OUT),
        (words("Now:"), passage.now, PUT_IN),
    ):
        if not runs:
            yield f"{said} –"
        for number, line in enumerate(_marked(runs, mark)):
            yield f"{LEFT_OUT if number else said} {line}"


def _marked(runs: Iterable[Run], mark: str) -> Iterator[str]:
    """Yield lines of at most 1,500 characters, changed words within marks on each of them."""
    line: list[str] = []
    length = 0
    for run in runs:
        pending: list[str] = []
        for word in (plain(each) for each in run.words):
            if length + len(word) > LINE_CHARACTERS - 2 * len(mark) - 2:
                yield " ".join([*line, *_closed(pending, run, mark)])
                line, pending, length = [], [], 0
            pending.append(word)
            length += len(word) + 1
        line += [LEFT_OUT] if run.is_left_out else _closed(pending, run, mark)
        length += 2 * len(mark) + 2
    if line:
        yield " ".join(line)


def _closed(said: Sequence[str], run: Run, mark: str) -> list[str]:
    if not said:
        return []
    text = " ".join(said)
    return [f"{mark}{text}{mark}" if run.is_changed else text]


def _buttons(
    change: Change, part: int, count: int, words: Words
) -> Iterator[ui.ActionRow[ui.LayoutView]]:
    post_id, number = change.card.post_id, change.number
    buttons: list[ui.Item[ui.LayoutView]] = []
    for may, label, other, page in (
        (part > 0, words("Previous"), number, part - 1),
        (part + 1 < count, words("Next"), number, part + 1),
        (number < change.count, words("Newer change"), number + 1, 0),
        (number > 1, words("Older change"), number - 1, 0),
    ):
        if may:
            buttons.append(layout.button(label, f"history:{post_id}:{other}:{page}"))
    if buttons:
        yield layout.row(*buttons)
