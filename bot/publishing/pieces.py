"""Cutting long texts where a reader would, without tearing markup apart.

What a reveal would spoil must stay hidden: a spoiler or a piece of code that a cut runs through is
closed before it and opened again after it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.forum.characters import between_letters

# What may begin markup, as Discord reads it: an escaped sign, code, a spoiler.
SIGNS = re.compile(r"\\.|`+|\|\|", re.DOTALL)
LANGUAGE = re.compile(r"```[\w+#.-]{0,8}\n")
BLOCK, SPOILER = "```", "||"
SENTENCE_END = ". "
PLACES = ("\n\n", "\n", SENTENCE_END, " ")  # where to cut, the best first
LEAST_PART = 0.5  # of a piece: a paragraph that ends earlier than this is no place to cut
LONGEST_MARK = 24  # what opening and closing markup adds to a piece, at most


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    opening: str
    closing: str

    def holds(self, place: int) -> bool:
        """Tell whether a cut at this place runs through it."""
        return self.start + len(self.opening) <= place <= self.end - len(self.closing)


def pieces(text: str, most: int) -> list[str]:
    """Return a text in pieces of at most this many characters; whole when it is no longer.

    Nothing is left out but blanks at the cuts.
    """
    if len(text) <= most:
        return [text]
    spans, found, start, opening = list(_spans(text)), [], 0, ""
    while len(text) - start > most - len(opening):
        end = _place(text, start, start + most - LONGEST_MARK - len(opening), spans)
        torn = next((span for span in spans if span.holds(end)), None)
        closing = torn.closing if torn else ""
        if part := text[start:end].rstrip():
            found.append(opening + part + closing)
        opening = torn.opening if torn else ""
        start = _after_blanks(text, end)
    return [*found, opening + text[start:]] if text[start:].strip() else found


def beginning(text: str, most: int) -> str:
    """Return the beginning of a text with an ellipsis where it was cut; whole when it fits."""
    if len(text) <= most:
        return text
    return pieces(text, max(most - 1, LONGEST_MARK * 2))[0] + "…"


def _spans(text: str) -> Iterator[_Span]:
    """Yield what stands between marks, in time that grows with the text's length alone."""
    runs: dict[str, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(run[0], []).append(run.start())
    place = 0
    while sign := SIGNS.search(text, place):
        span, place = _span(text, sign, runs), sign.end()
        if span is not None:
            yield span
            place = span.end


def _span(text: str, sign: re.Match[str], runs: dict[str, list[int]]) -> _Span | None:
    start, mark = sign.start(), sign[0]
    if mark == SPOILER:
        end = text.find(SPOILER, sign.end() + 1)
        return _Span(start, end + len(SPOILER), SPOILER, SPOILER) if end >= 0 else None
    if mark.startswith("\\"):
        return None
    if mark.startswith(BLOCK):
        end = text.find(BLOCK, start + len(BLOCK) + 1)
        language = LANGUAGE.match(text, start)
        opening = language[0] if language else BLOCK
        return _Span(start, end + len(BLOCK), opening, BLOCK) if end >= 0 else None
    alike = runs.get(mark, [])
    after = bisect_right(alike, start)
    if after == len(alike):
        return None
    return _Span(start, alike[after] + len(mark), mark, mark)


def _place(text: str, start: int, limit: int, spans: list[_Span]) -> int:
    """Return where to cut, at `limit` or before: not within marks, nor right beside them."""
    least = start + int((limit - start) * LEAST_PART)
    found = (text.rfind(each, least, limit) for each in PLACES)
    at = next((place for place in found if place >= 0), None)
    if at is None:
        at = between_letters(text, limit, start + 1)
    elif text.startswith(SENTENCE_END, at):
        at += 1
    for span in spans:
        if span.start < at <= span.start + len(span.opening) and span.start > start:
            return span.start
        if span.end - len(span.closing) <= at < span.end:
            return span.end
    return at


def _after_blanks(text: str, place: int) -> int:
    """Return where the next piece begins: after the blanks of the cut, not those of a line."""
    after = place
    while after < len(text) and text[after] == "\n":
        after += 1
    return place + 1 if after == place and text[place : place + 1] == " " else after
