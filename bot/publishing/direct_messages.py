"""Direct messages: what happened, why it came, what acts and what stops."""

from collections.abc import Sequence
from dataclasses import replace

from discord import ui

from bot.catalogue import N_, Words
from bot.forum.anonymous.notices import SAID_BY_OTHERS
from bot.forum.summaries import Notice
from bot.forum.topics import OF_ONES_OWN
from bot.forum.wishes import Why
from bot.publishing import layout
from bot.publishing.cards import HIDDEN_TITLE, REMOVED_TITLE
from bot.publishing.forms import NOTIFY_PRIVACY
from bot.publishing.preferences import BUTTON_LIMIT, TOPIC_NAMES
from bot.publishing.text import excerpt, path_end, plain, shortened
from data.tables import FollowTarget, NotificationKind, PostKind, PostState

EXCERPT_CHARACTERS = 160
NAME_CHARACTERS = 80
# Of what stands in a message already; Discord takes 4,000 characters.
EARLIER_EXCERPT = 80
EARLIER_CHARACTERS = 2400
FEW = 3
BUTTONS_A_ROW = 5
HIDDEN = N_("(hidden by a moderator)")
DELETED = N_("(deleted)")
SAYS_IT_ALL = OF_ONES_OWN | {NotificationKind.WELCOME}
"""Of these it need not be said that what they are about is gone."""
BEST_ANSWER = N_("Best answer")
BEST_OF_SEVERAL = N_("Best answer: the newest")

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
    NotificationKind.RESTORED: N_("A moderator made your post in **{title}** visible again"),
    NotificationKind.REOPENED: N_("A moderator opened your question **{title}** again"),
    NotificationKind.MOVED: N_("A moderator put your question **{title}** into another category"),
    NotificationKind.WELCOME: N_(
        "Welcome! In **{title}** your first post is up. Choose in /notifications how you hear of "
        "replies; /help shows the rest"
    ),
    NotificationKind.UNMASKED: N_(
        "Two moderators together learned who wrote your anonymous post in **{title}**"
    ),
}
OF_OTHERS = {kind.value for kind in SAID_BY_OTHERS}
"""Kinds that tell of what somebody else wrote, which can be answered."""
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


CARRYING = {"stop", "stopkind", "reveal"}
GATHERED = "gathered"
"""Buttons that say which notifications a message is about."""
DIGEST_STOPS, DIGEST_SHOWS = "digest-off", "digest-show"
"""Buttons that say which digest a message is."""
SOMETHING_NEW = N_("There is something new for you.")


def told(notice: Notice, words: Words) -> str:
    """Return the sentence that says what happened."""
    actor = plain(notice.actor) if notice.actor else words("Someone")
    nameless = HIDDEN_TITLE if notice.state is PostState.HIDDEN else REMOVED_TITLE
    title = plain(notice.title) or words(nameless)
    if notice.kind == NotificationKind.FOLLOWED.value:
        return words(FOLLOWED[notice.post_kind or PostKind.QUESTION], actor=actor, title=title)
    return words(TOLD[NotificationKind(notice.kind)], actor=actor, title=title)


def discreet(notice: Notice, words: Words, earlier: Sequence[Notice] = ()) -> ui.LayoutView:
    """Return the DM that says nothing but that there is something: not of what, whom, nor where.

    `earlier` are those that stand in it already, the oldest first.
    """
    said = words(SOMETHING_NEW)
    if earlier:
        said = words.plural(
            "There is {count} new thing for you.",
            "There are {count} new things for you.",
            len(earlier) + 1,
        )
    show = layout.button(words("Show"), f"reveal:{_numbers(notice, earlier)}")
    return layout.message(layout.text(said), layout.row(show))


def nothing_left(words: Words) -> ui.LayoutView:
    """Return what stands in place of a DM once nothing of what it was about is there."""
    return layout.note(words("What this was about is gone."))


def notification(
    notice: Notice,
    words: Words,
    *,
    why: Why = Why.TICKED,
    earlier: Sequence[Notice] = (),
    is_first: bool = False,
) -> ui.LayoutView:
    """Return the DM of a notification: what happened, why it came, what acts and what stops.

    Those that stand in it already come first, the oldest first. The first DM that somebody ever
    gets offers to make them discreet. A text under a content note is hidden until tapped, as its
    card is.
    """
    container: ui.Container[ui.LayoutView] = ui.Container()
    for each in _shortly(earlier, words):
        container.add_item(layout.text(each))
    container.add_item(layout.text(told(notice, words)))
    quoted = quote(notice, words, EXCERPT_CHARACTERS)
    is_covered = notice.is_spoiler and notice.is_there
    if quoted and not is_covered:
        container.add_item(layout.text(quoted))
    stops = _stops(notice, earlier, words)
    if is_first:
        numbers = _numbers(notice, earlier)
        stops.append(layout.button(words("Make these discreet"), f"discreet:{numbers}"))
    rows = [stops[at : at + BUTTONS_A_ROW] for at in range(0, len(stops), BUTTONS_A_ROW)]
    for buttons in (_acts(notice, earlier, words), *rows):
        if buttons:
            container.add_item(layout.row(*buttons))
    reason = f"{plain(notice.forum_name)} · {_reason(notice, why, words)} {words(NOTIFY_PRIVACY)}"
    container.add_item(layout.text(f"-# {reason}"))
    if quoted and is_covered:
        # A part of its own: no text can break out of it, as out of a pair of bars.
        return layout.message(container, ui.Container(layout.text(quoted), spoiler=True))
    return layout.message(container)


def _shortly(earlier: Sequence[Notice], words: Words) -> list[str]:
    """Return what stands in a message already: each in a line, and a quote while there is room."""
    names = NAME_CHARACTERS if len(earlier) <= FEW else NAME_CHARACTERS // 2
    said = [line(each, words, names) for each in earlier]
    room = EARLIER_CHARACTERS - sum(map(len, said))
    for at in reversed(range(len(earlier))):
        each = earlier[at]
        quoted = quote(each, words, EARLIER_EXCERPT)
        is_covered = each.is_spoiler and each.is_there
        if quoted and not is_covered and len(quoted) < room:
            room -= len(quoted) + 1
            said[at] += f"\n{quoted}"
    return said


def quote(notice: Notice, words: Words, characters: int) -> str:
    """Return what a post says, shortly; or what became of it when it is hidden or deleted."""
    if notice.is_there:
        return f"> {excerpt(notice.excerpt, characters)}" if notice.excerpt else ""
    if NotificationKind(notice.kind) in SAYS_IT_ALL or not notice.title:
        # What became of its question is said in place of the title.
        return ""
    return "> " + words(DELETED if notice.state is PostState.DELETED else HIDDEN)


def line(notice: Notice, words: Words, names: int = NAME_CHARACTERS) -> str:
    """Return what happened in a line, with the way there; titles and names up to so long."""
    short = replace(
        notice,
        title=shortened(notice.title, names),
        actor=notice.actor and shortened(notice.actor, names),
    )
    link = f" · [{words('Open')}]({notice.url})" if notice.url else ""
    return f"{told(short, words)}{link}"


def _numbers(notice: Notice, earlier: Sequence[Notice]) -> str:
    """Return what a message's buttons carry: the number of each notification in it."""
    return "+".join(str(each.id) for each in (notice, *earlier))


def numbers_in(custom_id: str) -> set[int]:
    """Return the numbers of the notifications in a message, from one of its buttons.

    Of one that gathers several: of those that were added to it.
    """
    action, _, numbers = custom_id.partition(":")
    if action == GATHERED:
        return {int(each) for each in numbers.split("+")[1:]}
    return {int(each) for each in numbers.split("+")} if action in CARRYING else set()


def tells(custom_id: str) -> bool:
    """Tell whether a button stands on what brings notifications, one, several or a digest."""
    action = custom_id.partition(":")[0]
    return action in {*CARRYING, GATHERED, DIGEST_STOPS, DIGEST_SHOWS}


def _acts(notice: Notice, earlier: Sequence[Notice], words: Words) -> list[ui.Item[ui.LayoutView]]:
    """Return what can be done from here: about the newest, and about the newest answer."""
    buttons: list[ui.Item[ui.LayoutView]] = []
    if notice.url:
        buttons.append(layout.link(words("Open"), notice.url))
    answers = [
        each
        for each in (*earlier, notice)
        if each.kind == NotificationKind.ANSWER.value and each.is_there and each.post_id
    ]
    if answers:
        label = BEST_ANSWER if len(answers) == 1 else BEST_OF_SEVERAL
        buttons.append(layout.button(words(label), f"best:{answers[-1].post_id}"))
    if notice.post_id is None or not notice.is_there:
        return buttons
    if notice.post_kind is PostKind.QUESTION and notice.kind in OF_OTHERS:
        buttons.append(layout.button(words("Answer"), f"answer:{notice.post_id}"))
    elif notice.kind in OF_OTHERS:
        buttons.append(layout.button(words("Reply"), f"comment:{notice.post_id}"))
    return buttons


def _stops(notice: Notice, earlier: Sequence[Notice], words: Words) -> list[ui.Item[ui.LayoutView]]:
    """Return what stops more of this: of the question, and of each kind that stands in it."""
    every, numbers = [notice, *reversed(earlier)], _numbers(notice, earlier)
    buttons: list[ui.Item[ui.LayoutView]] = [
        layout.button(words("Stop for this question"), f"stop:{numbers}")
    ]
    kinds = {each.topic: each.id for each in reversed(every)}
    if len(kinds) == 1:
        return [*buttons, layout.button(words("Stop this kind"), f"stopkind:{numbers}")]
    for topic in dict.fromkeys(each.topic for each in every):
        label = words("Stop: {topic}", topic=words(TOPIC_NAMES[topic]))
        carried = numbers if topic is notice.topic else kinds[topic]
        buttons.append(layout.button(shortened(label, BUTTON_LIMIT), f"stopkind:{carried}"))
    return buttons


def _reason(notice: Notice, why: Why, words: Words) -> str:
    if notice.follows is None:
        return words(WHY_ASKED[why])
    cut = path_end if notice.follows is FollowTarget.CATEGORY else shortened
    name = plain(cut(notice.followed, NAME_CHARACTERS))
    return words(WHY_FOLLOWED[notice.follows], name=name)
