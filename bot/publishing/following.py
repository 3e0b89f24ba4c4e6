"""What people read about following: one sentence when it changed, and pages of all they follow."""

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.pages import Followed, FollowLine, FollowPage
from bot.publishing import layout
from bot.publishing.cards import OPEN
from bot.publishing.listings import TITLE_CHARACTERS, linked_title, page_buttons
from bot.publishing.opening import Reach, opener
from bot.publishing.text import path_end, plain, shortened
from data.tables import FollowTarget

EMPTY = N_(
    "You follow nothing yet. Press Notify me on a question, or use /follow for a category, a tag "
    "or a member."
)
NOTIFIED = N_("What is new in **{title}** will come to you by DM. Press Notify me again to stop.")
NOTIFIED_IN_INBOX = N_(
    "What is new in **{title}** will be in your /inbox: you chose no DMs for that. /notifications "
    "changes it."
)
NOT_NOTIFIED = N_(
    "You'll get no DMs about **{title}** any more. What concerns your own posts is still in /inbox."
)
SAVED = N_("That is saved. /following shows what you follow now.")
FOLLOWS = {
    FollowTarget.CATEGORY: N_("New questions in **{name}** will be in your /inbox."),
    FollowTarget.TAG: N_("New questions with the tag **{name}** will be in your /inbox."),
    FollowTarget.MEMBER: N_("What **{name}** posts by name will be in your /inbox."),
}
FOLLOWS_ALREADY = N_("You follow **{name}** already.")
EACH_BY_DM = N_("For a DM about each one, open /following.")
KINDS = {
    FollowTarget.QUESTION: N_("Question"),
    FollowTarget.CATEGORY: N_("Category"),
    FollowTarget.TAG: N_("Tag"),
    FollowTarget.MEMBER: N_("Member"),
}


def notified(done: Followed, words: Words) -> ui.LayoutView:
    """Say whether somebody is told of a question from now on; the same to whoever presses."""
    said = NOT_NOTIFIED
    if done.is_new:
        said = NOTIFIED if done.is_by_dm else NOTIFIED_IN_INBOX
    return layout.note(words(said, title=plain(done.name)))


def now_follows(done: Followed, target: FollowTarget, words: Words) -> ui.LayoutView:
    """Say that somebody follows a category, a tag or a member."""
    name = plain(_short(done.name, target))
    said = words(FOLLOWS[target] if done.is_new else FOLLOWS_ALREADY, name=name)
    return layout.note(f"{said}\n-# {words(EACH_BY_DM)}")


def following_page(
    page: FollowPage, words: Words, reach: Reach, *, names_forums: bool
) -> ui.LayoutView:
    """Return a page of what somebody follows, each with what stops it."""
    if not page.lines:
        return layout.note(words(EMPTY))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=OPEN)
    container.add_item(layout.text("### " + words("What you follow")))
    for line in page.lines:
        container.add_item(layout.text(_entry(line, words, names_forum=names_forums)))
        container.add_item(layout.row(*_buttons(line, page.number, words, reach)))
    turn = page_buttons(
        "following:{page}", page.number, words, has_more=page.has_more, is_by_time=False
    )
    if turn:
        container.add_item(layout.row(*turn))
    return layout.message(container)


def _short(name: str, target: FollowTarget) -> str:
    if target is FollowTarget.CATEGORY:
        return path_end(name, TITLE_CHARACTERS)
    return shortened(name, TITLE_CHARACTERS)


def _entry(line: FollowLine, words: Words, *, names_forum: bool) -> str:
    named = linked_title(
        _short(line.name, line.target), line.url, otherwise=words("(no longer there)")
    )
    told = words("by DM") if line.by_dm else words("in your inbox")
    about = [words(KINDS[line.target]), told]
    if names_forum:
        about.insert(0, plain(line.forum_name))
    return f"{named}\n-# {' · '.join(about)}"


def _buttons(
    line: FollowLine, page: int, words: Words, reach: Reach
) -> list[ui.Item[ui.LayoutView]]:
    way: list[ui.Item[ui.LayoutView]] = []
    if line.question_id is not None and not reach.includes(line.url):
        way.append(opener(line.question_id, words))
    if not line.is_by_number:
        return [layout.button(words("Stop"), f"unnotify:{line.id}:{page}"), *way]
    stop = layout.button(words("Stop"), f"unfollow:{line.id}:{page}")
    if line.target is FollowTarget.QUESTION:
        return [stop, *way]
    label = words("No DMs") if line.by_dm else words("DM me each one")
    return [stop, layout.button(label, f"each:{line.id}:{page}")]
