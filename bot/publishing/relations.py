"""Lines of a card about other posts: what it is on, what it follows on from, what hangs on it."""

from bot.catalogue import N_, Words
from bot.forum.summaries import Card, Folded, Origin
from bot.publishing.text import as_label, within
from data.tables import PostKind

# Of a title that stands in another post's card, markup escaped.
ORIGIN_CHARACTERS = 160
BENEATH = {
    PostKind.ANSWER: N_("an answer to {title}"),
    PostKind.COMMENT: N_("a comment in {title}"),
}


def commented(shown: Card, words: Words) -> str:
    """Return what a comment is on, with a link."""
    if shown.on is None:
        return ""
    if shown.on.kind is PostKind.QUESTION:
        said = words("the question")
    else:
        said = words("answer #{number}", number=shown.on.post_id)
    linked = f"[{said}]({shown.on.url})" if shown.on.url else said
    return "-# " + words("💬 Comment on {post}", post=linked)


def followed(shown: Card, words: Words) -> str:
    """Return what a question follows on from, with a link; nothing where that is not shown."""
    if shown.origin is None:
        return ""
    return "-# " + words("↪ Follows on from {post}", post=origin_linked(shown.origin, words))


def origin_linked(origin: Origin, words: Words) -> str:
    """Return what another question follows on from, as a link where it has one."""
    title = origin_named(origin, words, within(origin.title, ORIGIN_CHARACTERS))
    return f"[{as_label(title)}]({origin.url})" if origin.url else f"#{origin.post_id} {title}"


def origin_named(origin: Origin, words: Words, title: str) -> str:
    """Return what another question follows on from: a question, or what stands beneath it."""
    return title if origin.kind is PostKind.QUESTION else words(BENEATH[origin.kind], title=title)


def from_website(shown: Card, words: Words) -> str:
    """Return that a question's thread lacks answers, and where they are; nothing where none is."""
    if not shown.unseen_answers:
        return ""
    return "-# " + words.plural(
        "{count} answer came from the website: press **Answers** to read it.",
        "{count} answers came from the website: press **Answers** to read them.",
        shown.unseen_answers,
    )


def without_link(shown: Card) -> list[int]:
    """Return the posts that a card names as what it is on, or follows, and can't link to."""
    named: list[int] = []
    if shown.on is not None and shown.on.url is None and shown.on.is_shown:
        named.append(shown.on.post_id)
    if shown.original is not None and shown.original.url is None and shown.original.title:
        named.append(shown.original.post_id)
    if shown.origin is not None and shown.origin.url is None:
        named.append(shown.origin.post_id)
    return named


def comments(shown: Card, words: Words) -> str:
    """Return links to the newest comments, and how many are folded."""
    if not shown.comments.count:
        return ""
    return "-# " + words("💬 Comments: {comments}", comments=_links(shown.comments, words))


def follow_ons(shown: Card, words: Words) -> str:
    """Return links to the newest questions that follow on from a post, and how many are folded."""
    if not shown.follow_ons.count:
        return ""
    return "-# " + words(
        "↪ Follow-on questions: {questions}", questions=_links(shown.follow_ons, words)
    )


def _links(found: Folded, words: Words) -> str:
    entries = [
        f"[#{each.post_id}]({each.url})" if each.url else f"#{each.post_id}"
        for each in found.newest
    ]
    earlier = found.count - len(entries)
    if earlier > 0:
        entries.insert(0, words.plural("{count} earlier", "{count} earlier", earlier))
    return " · ".join(entries)
