"""People to talk to now: the emergency number, a helpline or two, and the way to all others."""

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.helplines import (
    Contact,
    Emergency,
    Help,
    Helpline,
    Hours,
    all_countries,
    countries_with_lines,
)
from bot.publishing import layout
from bot.publishing.countries import country_name, language_name

CALM = discord.Colour(0x3BA58A)
FIND_A_HELPLINE = "https://findahelpline.com"
OTHER = "other"
MOST_LANGUAGES = 3
MOST_OPTIONS = 25  # Discord shows at most 25 choices.

OPENING = N_("You don't have to go through this alone. Talking to someone can help.")
ANYWHERE = N_(
    "If you are in danger, call your local emergency number now; 112 works in many countries."
)
SERVICES = {"ambulance": N_("{number} (ambulance)"), "police": N_("{number} (police)")}
WAYS = {
    "call": N_("call {number}"),
    "text": N_("text {number}"),
    "call_or_text": N_("call or text {number}"),
    "chat": N_("chat: {number}"),
}


def help_now(found: Help, words: Words, locale: str) -> ui.LayoutView:
    """Return whom to call, and a menu to say which country one is in."""
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=CALM)
    for paragraph in [words(OPENING), *whom_to_call(found, words, locale), elsewhere(words)]:
        container.add_item(layout.text(paragraph))
    container.add_item(layout.row(find_a_helpline(words)))
    container.add_item(layout.row(country_menu(found.country, words, locale)))
    return layout.message(container)


def whom_to_call(found: Help, words: Words, locale: str) -> list[str]:
    """Return the emergency number first, then the country's lines, each a paragraph."""
    if found.country is None:
        return [words(ANYWHERE)]
    name = country_name(found.country, locale)
    paragraphs = [f"### {name}", _emergency(found.emergency, words)]
    if not found.lines:
        paragraphs.append(words("I have no checked helpline for this country yet."))
    return [*paragraphs, *(_line(line, words, locale) for line in found.lines)]


def elsewhere(words: Words) -> str:
    """Return where helplines of every country are found."""
    return words("Helplines in every country: {url}", url=FIND_A_HELPLINE)


def find_a_helpline(words: Words) -> ui.Button[ui.LayoutView]:
    """Return the link to helplines of every country."""
    return layout.link(words("Find a helpline"), FIND_A_HELPLINE)


def country_menu(chosen: str | None, words: Words, locale: str) -> ui.Select[ui.LayoutView]:
    """Return the menu of countries; those whose helplines we know, and the way for the others."""
    codes = set(countries_with_lines())
    if chosen in all_countries():
        codes.add(str(chosen))
    names = sorted((country_name(code, locale), code) for code in codes)
    options = [
        discord.SelectOption(label=name, value=code, default=code == chosen)
        for name, code in names[: MOST_OPTIONS - 1]
    ]
    options.append(discord.SelectOption(label=words("Another country"), value=OTHER))
    return ui.Select(
        custom_id="country:0", placeholder=words("Which country are you in?"), options=options
    )


def _emergency(numbers: tuple[Emergency, ...], words: Words) -> str:
    if not numbers:
        return words(ANYWHERE)
    shown = [
        words(SERVICES[each.service], number=f"**{each.dial}**")
        if each.service in SERVICES
        else f"**{each.dial}**"
        for each in numbers
    ]
    return words("If you are in danger, call {numbers} now.", numbers=" · ".join(shown))


def _line(line: Helpline, words: Words, locale: str) -> str:
    contacts = " · ".join(_contact(contact, words) for contact in line.contacts)
    about = [words("free")] if line.is_free else []
    if line.hours is not None:
        about.append(_hours(line.hours, words))
    about.append(_languages(line.languages, words, locale))
    if line.is_for_youth:
        about.insert(0, words("for children and teenagers"))
    return f"**{line.name}**: {contacts}\n-# {' · '.join(about)}"


def _contact(contact: Contact, words: Words) -> str:
    number = contact.dial if contact.way == "chat" else f"**{contact.dial}**"
    if contact.keyword:
        keyword = f"**{contact.keyword}**"
        return words("text {keyword} to {number}", keyword=keyword, number=number)
    if contact.extension:
        extension = f"**{contact.extension}**"
        return words("call {number}, extension {extension}", number=number, extension=extension)
    return words(WAYS[contact.way], number=number)


def _hours(hours: Hours, words: Words) -> str:
    if hours.days == "always":
        return words("day and night")
    if hours.days == "daily":
        return words("every day {start}–{end}, local time", start=hours.start, end=hours.end)
    return words("Monday to Saturday {start}–{end}, local time", start=hours.start, end=hours.end)


def _languages(codes: tuple[str, ...], words: Words, locale: str) -> str:
    names = ", ".join(language_name(code, locale) for code in codes[:MOST_LANGUAGES])
    rest = len(codes) - MOST_LANGUAGES
    if rest <= 0:
        return names
    return words.plural(
        "{names} and {count} more language",
        "{names} and {count} more languages",
        rest,
        names=names,
    )
