"""The inbox: notifications as private pages, and what is said when DMs are stopped."""

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.pages import InboxPage
from bot.forum.summaries import Notice
from bot.forum.topics import Topic
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.direct_messages import quote, told
from bot.publishing.listings import page_buttons
from bot.publishing.opening import Reach, openers
from bot.publishing.preferences import TOPIC_NAMES
from bot.publishing.text import ago, plain

EXCERPT_CHARACTERS = 140

EMPTY = N_("Nothing here yet. When someone answers your question, you'll find it here.")
REFUSED = N_(
    "Discord didn't let my last DM reach you. To get DMs again, allow them in this server's "
    "privacy settings, then press **Notify me** on a question or choose DMs in /notifications."
)
STOPPED = N_("You'll get no DMs about **{title}** any more. You still find everything in /inbox.")
STOPPED_UNTITLED = N_(
    "You'll get no more DMs about this question. You still find everything in /inbox."
)
STOPPED_KIND = N_(
    "You'll get no more DMs of this kind: {topic}. You still find it in /inbox, and /notifications "
    "turns DMs on again."
)


def inbox_page(page: InboxPage, words: Words, reach: Reach, *, names_forums: bool) -> ui.LayoutView:
    """Return a page of notifications, each with what happened, an excerpt, when and where."""
    if not page.notices:
        return layout.note(words(EMPTY))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    container.add_item(layout.text("### " + words("Your inbox")))
    if page.are_dms_refused:
        container.add_item(layout.text(words(REFUSED)))
    for notice in page.notices:
        container.add_item(layout.text(_entry(notice, words, reach, names_forum=names_forums)))
    apart = [_apart(each, reach) for each in page.notices]
    for row in openers(filter(None, apart), words):
        container.add_item(row)
    buttons = page_buttons("inbox:{page}", page.number, words, has_more=page.has_more)
    if any(not notice.is_read for notice in page.notices):
        buttons.append(layout.button(words("Mark all as read"), "read:0"))
    if buttons:
        container.add_item(layout.row(*buttons))
    return layout.message(container)


def unheard(count: int, words: Words) -> ui.LayoutView:
    """Return the word on what waits in somebody's inbox that no DM brought."""
    return layout.note(
        words.plural(
            "There is {count} new notification for you in /inbox.",
            "There are {count} new notifications for you in /inbox.",
            count,
        )
    )


def stopped(title: str, words: Words) -> ui.LayoutView:
    """Return the reply to **Stop for this question**."""
    if not title:
        return layout.note(words(STOPPED_UNTITLED))
    return layout.note(words(STOPPED, title=plain(title)))


def stopped_kind(topic: Topic, words: Words) -> ui.LayoutView:
    """Return the reply to **Stop this kind**."""
    return layout.note(words(STOPPED_KIND, topic=words(TOPIC_NAMES[topic])))


def _apart(notice: Notice, reach: Reach) -> int | None:
    """Return the post that a notification is about where nobody can press its own buttons."""
    return notice.post_id if notice.is_there and not reach.includes(notice.url) else None


def _entry(notice: Notice, words: Words, reach: Reach, *, names_forum: bool) -> str:
    happened = told(notice, words)
    if not notice.is_read:
        happened = words("**New:** {happened}", happened=happened)
    lines = [happened]
    quoted = quote(notice, words, EXCERPT_CHARACTERS)
    if notice.is_spoiler and notice.is_there:
        lines.append("> " + words("(content note: open it to read it)"))
    elif quoted:
        lines.append(quoted)
    about = [plain(notice.forum_name)] if names_forum else []
    about.append(ago(notice.created_at))
    apart = _apart(notice, reach)
    if apart is not None:
        # So that it is clear which button shows it.
        about.append(f"#{apart}")
    if notice.url:
        about.append("[" + words("Open") + f"]({notice.url})")
    lines.append(f"-# {' · '.join(about)}")
    return "\n".join(lines)
