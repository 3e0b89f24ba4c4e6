"""`/search` in direct messages: over all forums that somebody shares with the bot."""

import re

from bot.forum.finding.search import QUERY_CHARACTERS
from tests.acceptance.test_showing_in_dms import NOTHING_SHARED, TRY_AGAIN, second_home
from tests.acceptance.town import Town, build
from tests.support.moderators import fall_asleep
from tests.support.reading import Shown, buttons_of, private_text, reply_of, text_of

NUMBERED = re.compile(r"#(\d+)$", re.MULTILINE)


async def search(town: Town, query: str) -> Shown:
    """Return what Alice's search in her direct messages shows."""
    return reply_of(await town.alice.user.slash("search", query=query))


def numbers_on(page: Shown) -> list[int]:
    """Return the questions on a page, in order."""
    return [int(number) for number in NUMBERED.findall(text_of(page))]


async def test_of_one_shared_forum_it_is_the_page_of_its_server_with_its_name(town: Town) -> None:
    question = await town.ask("How do I fall asleep early?")
    await town.answer(question, "A cup of chamomile tea before bed helped me.")
    in_dm = private_text(await town.carol.user.slash("search", query="chamomile"))
    assert "\n-# Calm Waters · 0 votes" in in_dm
    there = private_text(await town.carol.slash(town.lobby, "search", query="chamomile"))
    assert in_dm.replace("Calm Waters · ", "") == there
    assert "In an answer: A cup of chamomile tea" in in_dm


async def test_what_fits_best_comes_first_and_each_line_names_its_forum(town: Town) -> None:
    other = await second_home(town)
    await other.ask("What shall we do about the noise?")
    best = await town.ask("Why does my dog bark at night?")
    await other.answer(1, "Mine did bark at night, too: a walk helps.")
    page = await search(town, "dog bark night")
    assert numbers_on(page) == [best, 1]
    first, second = (line for line in text_of(page).splitlines() if line.startswith("-# "))
    assert first.startswith("-# Calm Waters · 0 votes")
    assert second.startswith("-# Second Home · 0 votes")
    assert "In an answer: Mine did bark at night" in text_of(page)


async def test_where_nobody_said_a_word_the_rest_is_not_enough(town: Town) -> None:
    """Within its forum the one hit says all that anybody there ever said of it."""
    other = await second_home(town)
    await other.ask("Which tea do you drink?")
    both = await town.ask("Is there a tea for the night?")
    await town.answer(both, "Lavender, I would say, and nothing else.")
    assert numbers_on(await search(town, "lavender tea"))[0] == both


async def test_pages_are_turned_in_place_also_after_a_restart(town: Town) -> None:
    other = await second_home(town)
    for number in range(4):
        await town.ask(f"How do I calm my dog down, attempt {number}?")
        await other.ask(f"How do I calm my cat down, attempt {number}?")
    page = await search(town, "calm attempt")
    first = numbers_on(page)
    assert buttons_of(page) == ["Next"]
    await town.restart()
    await town.alice.user.click(page, label="Next")
    assert buttons_of(page) == ["Previous"]
    assert sorted([*first, *numbers_on(page)]) == list(range(1, 9))


async def test_a_page_beyond_the_end_is_the_last(town: Town) -> None:
    other = await second_home(town)
    for number in range(7):
        await other.ask(f"How do I calm my cat down, attempt {number}?")
    page = await search(town, "calm")
    await town.alice.user.click(page, custom_id="search:1")
    last = numbers_on(page)
    assert len(last) == 1
    assert buttons_of(page) == ["Previous"]


async def test_a_page_of_nothing_but_escaped_signs_is_shown_whole(town: Town) -> None:
    people, category = (town.alice, town.bob, town.carol), None
    long = await build(town, "The Calm Waters Community for Everybody", people=people)
    for name in ("Mental health and wellbeing", "Sleep and tiredness at night", "Before exams" * 3):
        category = await long.category(name, category)
    for number in range(6):
        asker, other = people[number % 3], people[(number + 1) % 3]
        title = f"{number} Sleep {'<[' * 45}"
        question = await long.ask(title, by=asker, category_id=category)
        await long.answer(question, f"pills {'<<<<<<<< ' * 40}{number}", by=other)
    page = await search(town, ("pills " * 34)[:QUERY_CHARACTERS])
    assert len(numbers_on(page)) == 6
    assert len(text_of(page)) <= 4000


async def test_what_sleeps_is_shown_from_there(town: Town) -> None:
    other = await second_home(town)
    number = await other.ask("How do I calm my cat down?")
    await fall_asleep(other.channel.threads[0])
    page = await search(town, "calm")
    shown = private_text(await town.alice.user.click(page, label=f"Show #{number}"))
    assert "How do I calm my cat down?" in shown


async def test_a_forum_that_one_leaves_is_gone_from_the_next_page(town: Town) -> None:
    other = await second_home(town)
    for number in range(7):
        await other.ask(f"How do I calm my cat down, attempt {number}?")
    page = await search(town, "calm")
    town.env.backend.remove_member(other.guild.id, town.alice.id)
    await town.restart()
    await town.alice.user.click(page, label="Next")
    assert text_of(page).startswith("Nothing I can show you says that.")


async def test_nothing_found_says_what_to_do(town: Town) -> None:
    await town.ask("How do I fall asleep early?")
    said = text_of(await search(town, "chamomile"))
    assert said == (
        "Nothing I can show you says that. Try fewer or other words, or ask it with /ask in a "
        "server."
    )


async def test_whoever_shares_nothing_and_an_outage_are_told_apart(town: Town) -> None:
    stranger = town.env.create_user("dora")
    town.env.create_guild("Without a forum").add_member(stranger)
    await town.env.settle()
    assert private_text(await stranger.slash("search", query="calm")) == NOTHING_SHARED
    guild = town.bot.get_guild(town.guild.id)
    assert guild is not None
    guild.unavailable = True
    assert private_text(await stranger.slash("search", query="calm")) == TRY_AGAIN


async def test_each_forum_is_searched_by_its_own_members_alone(town: Town) -> None:
    await second_home(town)
    await town.ask("How do I calm my dog down?")
    page = await search(town, "calm")
    town.env.backend.remove_member(town.guild.id, town.bob.id)
    assert numbers_on(page) == [1]
    said = private_text(await town.bob.user.slash("search", query="calm"))
    assert said.startswith("Nothing I can show you says that.")
