from datetime import UTC, datetime, timedelta

import pytest
from simcord.results import InteractionResult, ResponseMessage

from bot.forum.helplines import all_countries, help_in
from tests.acceptance.town import Town
from tests.support.people import press
from tests.support.reading import (
    SELECT,
    Json,
    buttons_of,
    components_of,
    links_of,
    private_text,
    reply_of,
    text_of,
)

ANYWHERE = "call your local emergency number now"
FIND = "https://findahelpline.com"
VERIFIED = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)


def menu_of(message: ResponseMessage) -> Json:
    (menu,) = [each for each in components_of(message) if each["type"] == SELECT]
    return menu


async def helplines(town: Town, country: str | None = None) -> InteractionResult:
    given = {} if country is None else {"country": country}
    return await town.alice.slash(town.lobby, "helplines", **given)


def speak(town: Town, monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    """Let everybody use Discord in a language; simcord's people all use American English."""
    parse = town.bot._connection.parse_interaction_create

    def parsed(data: Json) -> None:
        parse(data | {"locale": locale})  # type: ignore[arg-type]  # Discord's own payload

    monkeypatch.setitem(town.bot._connection.parsers, "INTERACTION_CREATE", parsed)


async def test_help_begins_with_helplines_and_fits_one_private_page(town: Town) -> None:
    result = await town.alice.slash(town.lobby, "help")
    page = private_text(result)
    assert page.startswith("If you are in danger or thinking about ending your life")
    assert "local emergency number" in page.split("\n")[0]
    assert FIND in page.split("\n")[0]
    for told in ("/ask", "**Answer**", "👍", "👎", "DM", "/show 1234", "/inbox", "**More**"):
        assert told in page
    assert "Moderators" in page
    assert "not professional or emergency care" in page
    assert "Privacy: your Discord account will only be used" in page
    assert buttons_of(reply_of(result)) == ["Help now", "Find a helpline", "Privacy"]
    assert links_of(reply_of(result)) == {"Find a helpline": FIND}


async def test_help_works_in_a_dm(town: Town) -> None:
    assert "ending your life" in private_text(await town.alice.user.slash("help"))
    assert ANYWHERE in private_text(await town.alice.user.slash("helplines"))


async def test_help_now_answers_privately_also_after_a_restart(town: Town) -> None:
    welcome = await town.post_button("Help now", "helpnow:0")
    await town.restart()
    said = private_text(await press(town.alice, welcome, "Help now"))
    assert ANYWHERE in said
    assert FIND in said


async def test_nobody_is_taken_for_an_american(town: Town) -> None:
    said = private_text(await helplines(town))
    assert ANYWHERE in said
    for american in ("911", "988", "United States"):
        assert american not in said


@pytest.mark.parametrize(
    ("country", "emergency", "lines"),
    [
        ("GB", "999", ["call **116 123**", "text **SHOUT** to **85258**"]),
        ("US", "911", ["call or text **988**", "text **HOME** to **741741**"]),
        ("CA", "911", ["call or text **988**"]),
        ("BR", "192", ["call **188**", "https://cvv.org.br/chat/"]),
        ("FR", "112", ["call **3114**"]),
        ("ID", "119", ["call **119**, extension **8**"]),
        ("IN", "112", ["call **14416**", "call **1800-89-14416**"]),
        ("KR", "119", ["call **109**"]),
        ("PH", "911", ["call **1553**"]),
        ("united kingdom", "999", ["call **116 123**"]),
        ("uk", "999", ["call **116 123**"]),
    ],
)
async def test_a_countrys_emergency_number_comes_first_then_lines_as_dialled(
    town: Town, country: str, emergency: str, lines: list[str]
) -> None:
    said = private_text(await helplines(town, country))
    places = [said.index(f"**{emergency}**"), *map(said.index, lines), said.index(FIND)]
    assert places == sorted(places)


async def test_no_number_is_shown_in_its_undialable_form() -> None:
    for known in all_countries().values():
        for line in known.lines:
            for contact in line.contacts:
                assert not contact.dial.startswith("+")


@pytest.mark.parametrize("country", ["Atlantis", "Republic", "Tuvalu"])
async def test_a_country_we_know_nothing_of_gets_the_way_to_all_others(
    town: Town, country: str
) -> None:
    said = private_text(await helplines(town, country))
    assert ANYWHERE in said
    assert FIND in said
    assert "988" not in said


async def test_a_country_without_a_checked_line_gets_its_emergency_number(town: Town) -> None:
    for country, number in (("CN", "120"), ("IE", "112"), ("AU", "000")):
        said = private_text(await helplines(town, country))
        assert f"**{number}**" in said
        assert "no checked helpline" in said
        assert FIND in said


async def test_the_menu_changes_the_page_in_place_after_a_restart(town: Town) -> None:
    shown = reply_of(await helplines(town))
    assert len(menu_of(shown)["options"]) == 15
    await town.restart()
    await town.alice.select(shown, ["DE"])
    assert "0800 111 0 111" in text_of(shown)
    assert [o["label"] for o in menu_of(shown)["options"] if o.get("default")] == ["Germany"]
    await town.alice.select(shown, ["other"])
    assert ANYWHERE in text_of(shown)


async def test_a_language_of_one_country_names_it_and_others_do_not(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(town, monkeypatch, "ja")
    said = private_text(await helplines(town))
    assert "**119**" in said
    assert "0120-279-338" in said
    assert "0120-783-556" in said
    assert "0120-279-338" in private_text(await town.alice.slash(town.lobby, "help"))
    for locale in ("de", "en-GB", "fr", "ru", "es-ES", "es-419", "zh-CN", "sv-SE"):
        speak(town, monkeypatch, locale)
        assert ANYWHERE in private_text(await helplines(town))


async def test_countries_are_completed_in_the_readers_language(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def choices(typed: str) -> list[tuple[str, str]]:
        found = await town.alice.autocomplete(town.lobby, "helplines", "country", typed)
        return [(str(each["name"]), str(each["value"])) for each in found]

    assert ("United Kingdom", "GB") in await choices("")
    assert ("Australia", "AU") not in await choices("")
    assert await choices("germ") == [("Germany", "DE")]
    assert await choices("UK") == [("United Kingdom", "GB")]
    assert len(await choices("a")) == 25
    speak(town, monkeypatch, "fr")
    assert (await choices("etats-u"))[0] == ("États-Unis", "US")
    assert await choices("germany") == [("Allemagne", "DE")]


async def test_lines_in_the_readers_language_come_first_and_two_at_most() -> None:
    english = help_in("JP", now=VERIFIED, language="en")
    assert [line.id for line in english.lines] == ["jp-yorisoi-hotline", "jp-tell-lifeline"]
    japanese = help_in("JP", now=VERIFIED, language="ja")
    assert [line.id for line in japanese.lines] == ["jp-yorisoi-hotline", "jp-inochi-no-denwa"]


async def test_a_line_verified_twelve_months_ago_is_never_shown() -> None:
    last_day = datetime(2027, 6, 1, 23, 59, tzinfo=UTC)
    assert help_in("GB", now=last_day, language="en").lines
    stale = help_in("GB", now=last_day + timedelta(minutes=1), language="en")
    assert stale.lines == ()
    assert stale.emergency


async def test_doubtful_facts_are_left_out() -> None:
    assert all_countries()["CN"].lines == ()
    lines = {line.id: line for known in all_countries().values() for line in known.lines}
    assert lines["id-sejiwa-119"].hours is None
    assert lines["jp-tell-lifeline"].hours is None
    assert not lines["ph-ncmh-crisis-hotline"].is_free
    assert len(lines) == 20
