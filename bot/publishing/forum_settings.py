"""The panel of a forum's settings: a menu each, saved as soon as something is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.forum_settings import CHOICES, Setting, Value
from bot.forum.summaries import ForumSummary
from bot.forum.titles import written
from bot.publishing import layout
from bot.publishing.forms import (
    CHOICE_LABEL_LIMIT,
    DESCRIPTION_LIMIT,
    EMPTY,
    Filled,
    drawn,
    text_field,
)
from bot.publishing.role_settings import roles_section
from bot.publishing.text import plain, shortened
from data.tables import Anonymity

NEVER = "never"


@dataclass(frozen=True, slots=True)
class Menu:
    """How a setting is asked: its heading, and what its choices say."""

    heading: str
    labels: Mapping[Value, str]


MENUS = {
    Setting.MOST_ANSWERS: Menu(
        N_("**Answers a person**: how many somebody may give to one question"),
        {None: N_("As many as they like"), 1: N_("One, which they can edit")},
    ),
    Setting.ANONYMITY: Menu(
        N_("**Anonymous posts**: who could learn the author"),
        {
            Anonymity.OFF: N_("No anonymous posts"),
            Anonymity.SEALED: N_("Sealed"),
            Anonymity.BREAK_GLASS: N_("Break-glass"),
        },
    ),
    Setting.SEAL_DAYS: Menu(
        N_("**Forgetting the author**: for good, so many days after the question's last activity"),
        {
            None: N_("Never"),
            30: N_("After 30 days"),
            90: N_("After 90 days"),
            365: N_("After 365 days"),
        },
    ),
    Setting.DELAY: Menu(
        N_("**Appearing late**: after a random while, so that nobody sees who was just typing"),
        {
            0: N_("At once"),
            20: N_("Within 20 seconds"),
            60: N_("Within a minute"),
            300: N_("Within five minutes"),
        },
    ),
}
DESCRIPTIONS: Mapping[Value, str] = {
    Anonymity.OFF: N_("Whoever is anonymous in a question already goes on there under that name."),
    Anonymity.SEALED: N_("Nobody here can. Only whoever hosts this bot holds the key."),
    Anonymity.BREAK_GLASS: N_(
        "So can two different moderators together, for a reason that's logged."
    ),
}
OLDER_POSTS = N_(
    "A change is saved at once and holds for whoever becomes anonymous from then on. Who is so in "
    "a question already keeps there what they were promised, whether you tighten or loosen. "
    "Backups hold a forgotten author until they are deleted."
)


TITLES = N_("**Titles by points**: shown in profiles and on the leaderboard")
# Twenty lines of seven digits and forty characters, and their ends.
TITLES_CHARACTERS = 1_000


def settings_panel(forum: ForumSummary, guild: discord.Guild | None, words: Words) -> ui.LayoutView:
    """Return the panel with what is chosen now, and what keeps the bot from giving roles."""
    items: list[ui.Item[ui.LayoutView]] = [layout.text("## " + words("Settings of the forum"))]
    for setting, menu in MENUS.items():
        items.append(layout.text(words(menu.heading)))
        items.append(layout.row(_menu(forum, setting, menu, words)))
    items.append(layout.text("-# " + words(OLDER_POSTS)))
    items += [
        layout.text(f"{words(TITLES)}\n{_titles(forum, words)}"),
        layout.row(layout.button(words("Change titles"), f"titles:{forum.id}")),
        *roles_section(forum, guild, words),
    ]
    return layout.message(*items)


def titles_form(forum: ForumSummary, words: Words, shown: Filled = EMPTY) -> ui.Modal:
    """Return the form of a forum's titles, filled with those that it has."""
    filled = shown if shown.texts else Filled({"titles": written(forum.titles)})
    titles = text_field(
        words("Titles, one a line: points, then a title"),
        "titles",
        bounds=(0, TITLES_CHARACTERS),
        shown=filled,
        is_long=True,
        placeholder=words("100 Newcomer\n500 Regular\n2000 Guide"),
        description=words("Each holds from so many points on. Leave empty for no titles."),
    )
    return drawn(words("Titles by points"), f"titles:{forum.id}", [titles], filled)


def _titles(forum: ForumSummary, words: Words) -> str:
    if not forum.titles:
        return words("None yet.")
    return "\n".join(
        words("- {title} from {points} points", title=plain(title), points=points)
        for points, title in forum.titles
    )


def chosen(setting: Setting, value: str) -> Value:
    """Return what a menu's choice stands for. Raises ValueError for none of them."""
    if setting is Setting.ANONYMITY:
        return Anonymity(value)
    return None if value == NEVER else int(value)


def _menu(
    forum: ForumSummary, setting: Setting, menu: Menu, words: Words
) -> ui.Select[ui.LayoutView]:
    present = getattr(forum, setting.value)
    options = [
        discord.SelectOption(
            label=shortened(words(menu.labels[value]), CHOICE_LABEL_LIMIT),
            value=NEVER if value is None else str(value),
            description=_description(value, words),
            default=value == present,
        )
        for value in CHOICES[setting]
    ]
    return ui.Select(custom_id=f"set-{setting.value}:{forum.id}", options=options)


def _description(value: Value, words: Words) -> str | None:
    said = DESCRIPTIONS.get(value)
    return None if said is None else shortened(words(said), DESCRIPTION_LIMIT)
