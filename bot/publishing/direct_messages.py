"""Direct messages: what happened, why it came, what acts and what stops."""

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.summaries import Notice
from bot.forum.wishes import Why
from bot.publishing import layout
from bot.publishing.forms import NOTIFY_PRIVACY
from bot.publishing.text import excerpt, plain, shortened
from data.tables import FollowTarget, NotificationKind, PostKind

EXCERPT_CHARACTERS = 160
NAME_CHARACTERS = 80

TOLD = {
    NotificationKind.ANSWER: N_("{actor} answered your question **{title}**"),
    NotificationKind.COMMENT: N_("{actor} commented on your post in **{title}**"),
    NotificationKind.COMMENT_AFTER: N_("{actor} commented after you in **{title}**"),
    NotificationKind.CONVERTED: N_(
        "A moderator turned your answer in **{title}** into a comment; nothing of it is lost"
    ),
    NotificationKind.CHOSEN: N_("Your answer in **{title}** was chosen as the best answer"),
    NotificationKind.EDITED: N_("A moderator edited your post in **{title}**"),
    NotificationKind.CLOSED: N_("A moderator closed your question **{title}**"),
    NotificationKind.HIDDEN: N_("A moderator hid your post in **{title}**"),
    NotificationKind.UNMASKED: N_(
        "Two moderators together learned who wrote your anonymous post in **{title}**"
    ),
}
FOLLOWED = {
    PostKind.QUESTION: N_("{actor} asked **{title}**"),
    PostKind.ANSWER: N_("{actor} answered **{title}**"),
    PostKind.COMMENT: N_("{actor} commented in **{title}**"),
}
WHY_ASKED = {
    Why.TICKED: N_("You get this because you ticked “DM me about replies”."),
    Why.FOLLOWS: N_("You get this because you asked to be notified of this question."),
    Why.CHOSE: N_("You get this because you chose DMs about this kind in /notifications."),
}
WHY_FOLLOWED = {
    FollowTarget.QUESTION: WHY_ASKED[Why.FOLLOWS],
    FollowTarget.CATEGORY: N_("You get this because you follow the category {name}."),
    FollowTarget.TAG: N_("You get this because you follow the tag {name}."),
    FollowTarget.MEMBER: N_("You get this because you follow {name}."),
}


def told(notice: Notice, words: Words) -> str:
    """Return the sentence that says what happened."""
    actor = plain(notice.actor) if notice.actor else words("Someone")
    title = plain(notice.title) or words("(removed question)")
    if notice.kind == NotificationKind.FOLLOWED.value:
        return words(FOLLOWED[notice.post_kind or PostKind.QUESTION], actor=actor, title=title)
    return words(TOLD[NotificationKind(notice.kind)], actor=actor, title=title)


def notification(notice: Notice, words: Words, *, why: Why = Why.TICKED) -> ui.LayoutView:
    """Return the DM of a notification: what happened, why it came, what acts and what stops.

    A text under a content note is hidden until tapped, as its card is.
    """
    container: ui.Container[ui.LayoutView] = ui.Container(layout.text(told(notice, words)))
    quoted = layout.text(f"> {excerpt(notice.excerpt, EXCERPT_CHARACTERS)}")
    if notice.excerpt and not notice.is_spoiler:
        container.add_item(quoted)
    for buttons in (_acts(notice, words), _stops(notice, words)):
        if buttons:
            container.add_item(layout.row(*buttons))
    reason = f"{plain(notice.forum_name)} · {_reason(notice, why, words)} {words(NOTIFY_PRIVACY)}"
    container.add_item(layout.text(f"-# {reason}"))
    if notice.excerpt and notice.is_spoiler:
        # A part of its own: no text can break out of it, as out of a pair of bars.
        return layout.message(container, ui.Container(quoted, spoiler=True))
    return layout.message(container)


def _acts(notice: Notice, words: Words) -> list[ui.Item[ui.LayoutView]]:
    buttons: list[ui.Item[ui.LayoutView]] = []
    if notice.url:
        buttons.append(layout.link(words("Open"), notice.url))
    if notice.kind == NotificationKind.ANSWER.value and notice.post_id is not None:
        buttons.append(layout.button(words("Best answer"), f"best:{notice.post_id}"))
    return buttons


def _stops(notice: Notice, words: Words) -> list[ui.Item[ui.LayoutView]]:
    buttons: list[ui.Item[ui.LayoutView]] = []
    # Of what is followed besides questions, no more is to come of this one.
    if notice.follows in {None, FollowTarget.QUESTION}:
        buttons.append(layout.button(words("Stop for this question"), f"stop:{notice.id}"))
    return [*buttons, layout.button(words("Stop this kind"), f"stopkind:{notice.id}")]


def _reason(notice: Notice, why: Why, words: Words) -> str:
    if notice.follows is None:
        return words(WHY_ASKED[why])
    name = plain(shortened(notice.followed, NAME_CHARACTERS))
    return words(WHY_FOLLOWED[notice.follows], name=name)
