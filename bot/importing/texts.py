"""What posts said on the website, as text that Discord shows: paragraphs, lists, quotes, links."""

import re
from html.parser import HTMLParser

from bot.forum.characters import clean

SKIPPED = {"script", "style", "head", "title", "template", "iframe", "object"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article", "hr"}
LISTS = {"ul", "ol"}
LINES = {"tr", "dt", "dd", "figcaption"}
LINK = re.compile(r"(https?|mailto):", re.IGNORECASE)


def plain_text(content: str, form: str | None) -> str:
    """Return a post's text without markup; `form` is Question2Answer's format, '' or 'html'."""
    if form != "html":
        return clean(content)
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return clean(reader.whole())


class _Reader(HTMLParser):
    """Writes down what a reader of the page would see.

    What has to be known as a whole (a quote, a link, code) is written on a sheet of its own.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._sheets: list[list[str]] = [[]]
        self._opened: list[tuple[str, str]] = []
        self._lists: list[int | None] = []
        self._skipping: list[str] = []
        self._is_fresh = True

    def whole(self) -> str:
        """Return all that was written, also where a tag was never closed."""
        while self._opened:
            self._close_sheet(self._opened[-1][0])
        return _tidy("".join(self._sheets[0]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a paragraph, an item or a sheet."""
        given = {name: value or "" for name, value in attrs}
        if tag in SKIPPED:
            self._skipping.append(tag)
        elif tag == "br":
            self._write("\n")
            self._is_fresh = True
        elif tag == "img":
            self._write(_with_link(given.get("alt", ""), given.get("src", "")))
        elif tag in {"a", "blockquote", "pre", "code"}:
            self._open_sheet(tag, given.get("href", ""))
        elif tag in LISTS:
            self._break("\n" if self._lists else "\n\n")
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._begin_item()
        elif tag in BLOCKS or tag in LINES:
            self._break("\n\n" if tag in BLOCKS else "\n")

    def handle_endtag(self, tag: str) -> None:
        """End what was begun; what was not is ignored."""
        if tag in SKIPPED and tag in self._skipping:
            self._skipping.remove(tag)
        elif any(tag == opened for opened, _ in self._opened):
            while self._opened[-1][0] != tag:
                self._close_sheet(self._opened[-1][0])
            self._close_sheet(tag)
        elif tag in LISTS and self._lists:
            self._lists.pop()
            self._break("\n" if self._lists else "\n\n")
        elif tag in BLOCKS:
            self._break("\n\n")
        elif tag in {"td", "th"}:
            self._write(" ")

    def handle_data(self, data: str) -> None:
        """Write text; blanks count as one, except in code that stands by itself."""
        if self._skipping:
            return
        if not self._is_in("pre"):
            data = re.sub(r"[ \t\n\r\f]+", " ", data)
            data = data.lstrip(" ") if self._is_fresh else data
        if data:
            self._write(data)
            self._is_fresh = data.endswith(("\n", " "))

    def _is_in(self, tag: str) -> bool:
        return any(tag == opened for opened, _ in self._opened)

    def _write(self, text: str) -> None:
        if text and not self._skipping:
            self._sheets[-1].append(text)
            self._is_fresh = False

    def _break(self, blank: str) -> None:
        written = self._sheets[-1]
        # The first paragraph of an item stands beside its mark.
        if not (written and written[-1].endswith(("- ", ". ")) and self._is_fresh):
            self._write(blank)
        self._is_fresh = True

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        mark = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        written = self._sheets[-1]
        begin = "" if not written or written[-1].endswith("\n") else "\n"
        self._write(begin + "  " * (len(self._lists) - 1) + mark)
        self._is_fresh = True

    def _open_sheet(self, tag: str, link: str) -> None:
        if tag == "blockquote":
            self._is_fresh = True
        self._opened.append((tag, link))
        self._sheets.append([])

    def _close_sheet(self, tag: str) -> None:
        _, link = self._opened.pop()
        written = "".join(self._sheets.pop())
        if tag == "a":
            self._write(_with_link(written, link))
        elif tag == "code" and not self._is_in("pre"):
            self._write(f"`{written}`" if written.strip() else written)
        elif tag == "code":
            self._write(written)
        elif tag == "pre":
            self._write("\n\n```\n" + written.strip("\n") + "\n```\n\n")
            self._is_fresh = True
        else:
            lines = _tidy(written).split("\n")
            self._write("\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n")
            self._is_fresh = True


def _with_link(words: str, link: str) -> str:
    """Return words with the address that stood behind them, unless they are that address."""
    if not LINK.match(link) or words.strip() == link:
        return words
    return f"{words} ({link})" if words.strip() else link


def _tidy(text: str) -> str:
    """Return text without blanks at the ends of lines, and with one empty line at most."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()
