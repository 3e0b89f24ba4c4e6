"""An export as a page to read: posts as they were written, the rest row by row (Markdown)."""

from collections.abc import Iterator

from bot.catalogue import N_, Words

Row = dict[str, object]

HEADINGS = {
    "account": N_("Your settings"),
    "reaction": N_("Your thumbs, as Discord last showed them"),
    "delivery": N_("What is still to be sent"),
    "draft": N_("Kept texts of forms"),
    "member": N_("You in this forum"),
    "identity": N_("Who you are"),
    "vote": N_("Your votes"),
    "flag": N_("What you reported"),
    "follow": N_("What you follow"),
    "followed question": N_("Which questions you follow"),
    "preference": N_("How you want to be told"),
    "notification": N_("Your notifications"),
    "sealed notification": N_("Your notifications about anonymous posts and questions you follow"),
    "post": N_("Your posts"),
    "anonymous post": N_("Your anonymous posts"),
    "block": N_("Blocks"),
    "audit_entry by you": N_("What you did as a moderator"),
    "audit_entry about you": N_("What moderators did to your account"),
    "mentioned in": N_("Where else your number stands"),
    "erasure": N_("What you chose to have deleted"),
    "departure": N_("When you were seen to have left"),
    "seen to have left": N_("When you were seen to have left"),
    "ignored_user": N_("Whether your thumbs count"),
    "unmask_request": N_("Which anonymous posts you asked to have opened"),
}
IGNORED = N_("Those that stand in Discord don't count, until you act here again.")
# Whose page it is, and forums, of which each has its own sections beneath its name.
TOLD_ABOVE = {"made_at", "user", "forums", "name", "server"}
REVISIONS = "its revision"
SHOWN = {"title", "body", REVISIONS}
EARLIER = N_("Earlier text")


def readable(found: Row, words: Words) -> str:
    """Return an export as Markdown."""
    lines = ["# " + words("Everything that is stored about you"), "", str(found["made_at"])]
    lines += _sections(found, words, "##")
    for forum in _rows(found.get("forums")):
        lines += ["", f"# {forum['name']}", *_sections(forum, words, "##")]
    return "\n".join(lines) + "\n"


def _sections(part: Row, words: Words, level: str) -> Iterator[str]:
    for name, content in part.items():
        lines = [] if name in TOLD_ABOVE else list(_section(content, words))
        if lines:
            yield from ("", f"{level} {words(HEADINGS.get(name, name))}", "", *lines)


def _section(content: object, words: Words) -> Iterator[str]:
    """Yield what stands under a heading: rows, a moment, or that thumbs don't count."""
    if content is True:
        yield f"- {words(IGNORED)}"
    elif isinstance(content, str):
        yield f"- {content}"
    for row in _rows(content):
        yield from _post(row, words) if "body" in row else [_line(row)]


def _post(row: Row, words: Words) -> Iterator[str]:
    """Yield a post: its title and text, then its earlier texts, then everything else."""
    yield f"### #{row['id']} {row.get('title') or ''}".rstrip()
    yield from ("", *_quoted(row["body"]), "")
    for earlier in _rows(row.get(REVISIONS)):
        yield from (f"**{words(EARLIER)}** {earlier.get('title') or ''}".rstrip(), "")
        yield from (*_quoted(earlier["body"]), "")
    rest = {name: value for name, value in row.items() if name not in SHOWN}
    yield from (_line(rest), "")


def _quoted(text: object) -> list[str]:
    return [f"> {line}".rstrip() for line in str(text).splitlines()] or [">"]


def _line(row: Row) -> str:
    shown = [
        f"{name.replace('_', ' ')}: {value}"
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]
    return "- " + " · ".join(shown)


def _rows(content: object) -> list[Row]:
    if isinstance(content, list):
        return [each for each in content if isinstance(each, dict)]
    return [content] if isinstance(content, dict) else []
