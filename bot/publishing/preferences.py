"""The panel of `/notifications`: a menu a topic, saved as soon as something is chosen."""

from collections.abc import Mapping

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.preferences import Chosen, Place
from bot.forum.quiet_hours import HOUR_MINUTES
from bot.forum.topics import DAILY, DIGEST_HOUR, WAYS, WEEKLY, Preferences, Topic, Way
from bot.publishing import layout
from bot.publishing.forms import CHOICE_LABEL_LIMIT, DESCRIPTION_LIMIT
from bot.publishing.text import plain, shortened

EVERYWHERE = 0
"""Stands in custom_ids for no forum in particular."""
AS_EVERYWHERE = "everywhere"
MOST_PLACES = 3
BUTTON_LIMIT = 80
"""Discord's limit of a button's label."""

TOPIC_NAMES: Mapping[Topic, str] = {
    Topic.ANSWERS: N_("answers to your questions"),
    Topic.COMMENTS: N_("comments on your posts, or after yours"),
    Topic.CHOSEN: N_("your answer was chosen as the best"),
    Topic.MODERATION: N_("what moderators do to your posts"),
    Topic.QUESTIONS: N_("what is new in questions that you follow"),
    Topic.FOLLOWED: N_("categories, tags and members that you follow"),
    Topic.WELCOME: N_("the welcome after your first post"),
}
HEADINGS: Mapping[Topic, str] = {
    Topic.ANSWERS: N_("**Answers** to your questions"),
    Topic.COMMENTS: N_("**Comments** on your posts, or after yours"),
    Topic.CHOSEN: N_("**Best answer**: yours was chosen"),
    Topic.MODERATION: N_("**Moderation**: your post was edited, closed, hidden or moved"),
    Topic.QUESTIONS: N_("**Questions** that you follow"),
    Topic.FOLLOWED: N_("**Categories, tags and members** that you follow"),
    Topic.WELCOME: N_("**Welcome** after your first post"),
}
WAY_NAMES: Mapping[Way, str] = {
    Way.ASKED: N_("DM where I asked for it"),
    Way.DM: N_("DM, always"),
    Way.INBOX: N_("Inbox only"),
    Way.OFF: N_("Off"),
}
WAY_MEANINGS: Mapping[Way, str] = {
    Way.ASKED: N_("Where I ticked it, pressed Notify me or DM me each one; else inbox"),
    Way.DM: N_("Also where I didn't ask. Not for what I post anonymously"),
    Way.INBOX: N_("No DMs of this kind, whatever I tick"),
    Way.OFF: N_("Neither DMs nor in /inbox"),
}
HOW_DMS_LOOK: Mapping[bool, str] = {
    False: N_("**DMs** say what happened, where, and who did it."),
    True: N_("**DMs are discreet**: they say only that there is something new."),
}
NEVER = "never"
HOURS_A_DAY = 24
DIGEST = N_("**Digest**: the best of what you follow since the last one, when there is anything.")
IN_UTC = N_("Its hour is in UTC until you choose your time zone.")
DIGEST_AT = N_("At {hour}")
EVERY: Mapping[str, str] = {
    NEVER: N_("No digest"),
    DAILY: N_("Every day"),
    WEEKLY: N_("Every week, on Mondays"),
}
QUIET_FROM, QUIET_UNTIL = N_("Quiet from {hour}"), N_("Quiet until {hour}")
QUIET = N_("**Quiet hours** ({zone}): what comes then waits, and comes as one DM when they end.")
NO_ZONE = N_(
    "**Quiet hours**, in which no DMs come, need your time zone: type /notifications and choose "
    "its time_zone."
)
HERE = N_("These choices hold in **{forum}** alone, before those for everywhere.")
ANYWHERE = N_("These choices hold in every server.")
SAVED_AT_ONCE = N_("What you choose is saved at once, and sealed: the database shows it to nobody.")


def panel(chosen: Chosen, words: Words) -> ui.LayoutView:
    """Return the panel with what is chosen now."""
    said = words(ANYWHERE)
    if chosen.forum is not None:
        said = words(HERE, forum=plain(chosen.forum.name))
    items: list[ui.Item[ui.LayoutView]] = [
        layout.text("## " + words("Your notifications") + f"\n{said}\n-# " + words(SAVED_AT_ONCE))
    ]
    for topic in Topic:
        items += [layout.text(words(HEADINGS[topic])), layout.row(_menu(chosen, topic, words))]
    items.append(layout.text(words(HOW_DMS_LOOK[chosen.preferences.is_discreet])))
    items.append(layout.row(_discretion(chosen, words), *_places(chosen, words)))
    items += _quiet_hours(chosen.preferences, words) + _digest(chosen.preferences, words)
    return layout.message(*items)


def _quiet_hours(found: Preferences, words: Words) -> list[ui.Item[ui.LayoutView]]:
    if found.zone is None:
        return [layout.text(words(NO_ZONE))]
    starts = ends = None
    if found.quiet is not None:
        starts, ends = (
            minute // HOUR_MINUTES for minute in (found.quiet.from_minute, found.quiet.until_minute)
        )
    none = _option(words("No quiet hours"), NEVER, is_chosen=starts is None)
    first = [none, *_hours(starts, QUIET_FROM, words)]
    return [
        layout.text(words(QUIET, zone=plain(found.zone))),
        layout.row(ui.Select(custom_id="quiet-start:0", options=first)),
        layout.row(
            ui.Select(
                custom_id="quiet-end:0",
                options=_hours(ends, QUIET_UNTIL, words),
                placeholder=words("Until when"),
            )
        ),
    ]


def _digest(found: Preferences, words: Words) -> list[ui.Item[ui.LayoutView]]:
    said = words(DIGEST)
    if found.zone is None:
        said = f"{said} {words(IN_UTC)}"
    present = found.digest or NEVER
    every = [_option(words(EVERY[each]), each, is_chosen=each == present) for each in EVERY]
    hour = DIGEST_HOUR if found.digest_hour is None else found.digest_hour
    return [
        layout.text(said),
        layout.row(ui.Select(custom_id="digest-every:0", options=every)),
        layout.row(ui.Select(custom_id="digest-hour:0", options=_hours(hour, DIGEST_AT, words))),
    ]


def _hours(chosen: int | None, sentence: str, words: Words) -> list[discord.SelectOption]:
    return [
        _option(words(sentence, hour=f"{hour}:00"), str(hour), is_chosen=hour == chosen)
        for hour in range(HOURS_A_DAY)
    ]


def _discretion(chosen: Chosen, words: Words) -> ui.Button[ui.LayoutView]:
    if chosen.preferences.is_discreet:
        return layout.button(words("Show them in full"), "hush:0")
    return layout.button(words("Make DMs discreet"), "hush:1")


def _menu(chosen: Chosen, topic: Topic, words: Words) -> ui.Select[ui.LayoutView]:
    forum, found = chosen.forum, chosen.preferences
    forum_id = EVERYWHERE if forum is None else forum.forum_id
    present = found.way(topic, forum_id)
    own = found.by_forum.get(forum_id, {})
    options = []
    if forum is not None:
        general = words(WAY_NAMES[found.way(topic, EVERYWHERE)])
        label = words("As everywhere: {way}", way=general)
        options.append(_option(label, AS_EVERYWHERE, is_chosen=topic not in own))
    for way in WAYS[topic]:
        is_chosen = way is present and (forum is None or topic in own)
        meaning = words(WAY_MEANINGS[way])
        options.append(_option(words(WAY_NAMES[way]), way.value, meaning, is_chosen=is_chosen))
    return ui.Select(custom_id=f"way-{topic.value}:{forum_id}", options=options)


def _option(
    label: str, value: str, meaning: str | None = None, *, is_chosen: bool
) -> discord.SelectOption:
    return discord.SelectOption(
        label=shortened(label, CHOICE_LABEL_LIMIT),
        value=value,
        description=None if meaning is None else shortened(meaning, DESCRIPTION_LIMIT),
        default=is_chosen,
    )


def _places(chosen: Chosen, words: Words) -> list[ui.Item[ui.LayoutView]]:
    """Return buttons to the choices for other places."""
    buttons: list[ui.Item[ui.LayoutView]] = []
    if chosen.forum is not None:
        buttons.append(layout.button(words("For every server"), f"ways:{EVERYWHERE}"))
    return buttons + [_place(each, words) for each in chosen.others[:MOST_PLACES]]


def _place(place: Place, words: Words) -> ui.Button[ui.LayoutView]:
    label = words("Only in {forum}", forum=place.name)
    return layout.button(shortened(label, BUTTON_LIMIT), f"ways:{place.forum_id}")
