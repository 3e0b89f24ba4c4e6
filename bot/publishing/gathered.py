"""Several notifications as one message: what each says, shortly, and the way to all of them."""

from collections.abc import Sequence

from discord import SelectOption, ui

from bot.catalogue import Words
from bot.forum.summaries import Notice
from bot.publishing import layout
from bot.publishing.direct_messages import GATHERED, SOMETHING_NEW, line
from bot.publishing.forms import CHOICE_LABEL_LIMIT
from bot.publishing.preferences import TOPIC_NAMES
from bot.publishing.text import plain, shortened

MOST_LINES = 8
MOST_OPTIONS = 25
"""Discord's limit of a menu."""


def gathered(
    notices: Sequence[Notice], seen: str, words: Words, *, is_first: bool = False
) -> ui.LayoutView:
    """Return what came while it was quiet; its buttons carry how much of it was `seen`.

    When it is the first DM that somebody ever gets it offers to make them discreet.
    """
    container: ui.Container[ui.LayoutView] = ui.Container(
        layout.text("### " + words("While it was quiet"))
    )
    for notice in notices[:MOST_LINES]:
        container.add_item(layout.text(_line(notice, words)))
    rest = len(notices) - MOST_LINES
    if rest > 0:
        said = words.plural("{count} more is in /inbox.", "{count} more are in /inbox.", rest)
        container.add_item(layout.text(said))
    buttons = [_open(words("Open inbox"), seen), _choose(words)]
    if is_first:
        offer = f"discreet:{notices[-1].id}"
        buttons.append(layout.button(words("Make these discreet"), offer))
    container.add_item(layout.row(*buttons))
    container.add_item(layout.row(*_stops(notices, words)))
    why = words("You get this because you asked for DMs of each; they waited for your quiet hours.")
    container.add_item(layout.text(f"-# {why}"))
    return layout.message(container)


def gathered_discreetly(count: int | None, seen: str, words: Words) -> ui.LayoutView:
    """Return a message that says nothing but how much there is, if that is known."""
    said = words(SOMETHING_NEW)
    if count:
        said = words.plural(
            "There is {count} new thing for you.", "There are {count} new things for you.", count
        )
    return layout.message(layout.text(said), layout.row(_open(words("Show"), seen)))


def _line(notice: Notice, words: Words) -> str:
    return f"{line(notice, words)}\n-# {plain(notice.forum_name)}"


def _stops(notices: Sequence[Notice], words: Words) -> list[ui.Item[ui.LayoutView]]:
    """Return what stops more of this: two buttons, or a menu if that would not say of what."""
    kinds = {notice.topic: notice.id for notice in notices}
    questions = {(notice.forum_name, notice.title): notice.id for notice in notices}
    if len(kinds) == len(questions) == 1:
        number = notices[-1].id
        return [
            layout.button(words("Stop for this question"), f"stop:{number}"),
            layout.button(words("Stop this kind"), f"stopkind:{number}"),
        ]
    options = [
        _option(words("Stop: {topic}", topic=words(TOPIC_NAMES[topic])), f"kind:{number}")
        for topic, number in kinds.items()
    ]
    options += [
        _option(words("Stop for “{title}”", title=title), f"question:{number}")
        for (_, title), number in questions.items()
        if title
    ]
    placeholder = words("Stop one of these")
    most = options[:MOST_OPTIONS]
    return [ui.Select(custom_id="stopone:0", options=most, placeholder=placeholder)]


def _option(label: str, value: str) -> SelectOption:
    return SelectOption(label=shortened(label, CHOICE_LABEL_LIMIT), value=value)


def _open(label: str, seen: str) -> ui.Button[ui.LayoutView]:
    return layout.button(label, f"{GATHERED}:{seen}")


def _choose(words: Words) -> ui.Button[ui.LayoutView]:
    return layout.button(words("Choose what you get"), "ways:0")
