"""`/browse category:` in direct messages: one forum's, or those of a name in each shared forum."""

from unittest import mock

from simcord.enums import OverwriteType

from bot.publishing import layout
from cogs import shared_forums
from tests.acceptance.test_browsing_in_dms import browse
from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.test_searching_in_dms import numbers_on
from tests.acceptance.test_showing_in_dms import second_home
from tests.acceptance.town import Town, build
from tests.support.calls import on
from tests.support.reading import button_ids, buttons_of, reply_of, text_of

UNKNOWN = "I don't know that category. Choose one from the list that appears as you type."


async def offered(town: Town, typed: str) -> list[tuple[str, str]]:
    """Return what Alice is offered in her direct messages, and what each choice stands for."""
    found = await town.alice.user.autocomplete("browse", "category", typed)
    return [(str(each["name"]), str(each["value"])) for each in found]


async def ask_in(town: Town, category_id: int, count: int, *, tags: tuple[str, ...] = ()) -> None:
    """Ask so many questions in a category, each by somebody else."""
    for number in range(count):
        asker = (town.alice, town.bob, town.carol)[number % 3]
        title = f"How do I calm down, attempt {number} in {category_id}?"
        await town.ask(title, by=asker, category_id=category_id, tags=tags)


async def test_those_of_every_known_forum_are_offered_with_its_name(town: Town) -> None:
    other = await second_home(town)
    health = await town.category("Health")
    here, there = await town.category("Sleep", health), await other.category("Sleep")
    assert await offered(town, "slee") == []
    await browse(town)
    assert await offered(town, "slee") == [
        ("Health › Sleep · Calm Waters", str(here)),
        ("Sleep · Second Home", str(there)),
    ]
    assert len(await offered(town, "")) == 3


async def test_of_very_many_forums_those_are_offered_that_are_browsed(town: Town) -> None:
    other, third = await second_home(town), await second_home(town)
    for forum in (town, other):
        await forum.category("Sleep")
    there = await third.category("Sleep")
    await third.ask("How do I wake up early?", category_id=there)
    await browse(town)
    with (
        mock.patch.object(shared_forums, "AT_ONCE", 1),
        mock.patch.object(shared_forums, "MOST_COVERED", 1),
    ):
        assert [value for _, value in await offered(town, "slee")] == [str(there)]
        assert numbers_on(await browse(town, category=str(there))) == [1]


async def test_of_very_many_forums_that_of_an_offered_one_is_browsed(town: Town) -> None:
    other, third = await second_home(town), await second_home(town)
    await other.category("Sleep")
    there = await third.category("Sleep")
    for number in range(7):
        await third.ask(f"How do I sleep, night {number}?", by=town.bob, category_id=there)
    await town.restart()
    with (
        mock.patch.object(shared_forums, "AT_ONCE", 1),
        mock.patch.object(shared_forums, "MOST_COVERED", 2),
    ):
        await third.alice.slash(third.lobby, "browse")
        assert [value for _, value in await offered(town, "slee")] == [str(there)]
        page = await browse(town, category=str(there))
        assert numbers_on(page) == [7, 6, 5, 4, 3, 2]
        await town.restart()
        await town.alice.user.click(page, label="Older")
        assert numbers_on(page) == [1]
        assert text_of(await browse(town, category="999")) == UNKNOWN


async def test_a_page_turns_after_a_restart_though_enough_others_are_known(town: Town) -> None:
    other, third = await second_home(town), await second_home(town)
    there = await third.category("Sleep")
    for number in range(7):
        await third.ask(f"How do I sleep, night {number}?", by=town.bob, category_id=there)
    page = await browse(town, category=str(there))
    await town.restart()
    for known in (town, other):
        await known.alice.slash(known.lobby, "browse")
    with (
        mock.patch.object(shared_forums, "AT_ONCE", 1),
        mock.patch.object(shared_forums, "MOST_COVERED", 2),
    ):
        await town.alice.user.click(page, label="Older")
    assert numbers_on(page) == [1]


async def test_a_number_of_a_forum_that_is_not_shared_is_like_one_that_there_is_not(
    town: Town,
) -> None:
    foreign = await build(town, "Theirs")
    theirs = await foreign.category("Rest")
    await town.ask()
    await browse(town)
    await town.restart()
    await town.alice.slash(town.lobby, "browse")
    members = on("GET", f"/guilds/{foreign.guild.id}/members/*")
    town.gaps.refuse(members, 500, 0, times=None)
    with mock.patch.object(shared_forums, "MOST_COVERED", 1):
        for typed in (str(theirs), "999"):
            assert text_of(await browse(town, category=typed)) == UNKNOWN


async def test_a_name_may_look_like_a_number(town: Town) -> None:
    other = await second_home(town)
    assert await town.category("Sleep") == 1
    named = await other.category("01")
    await ask_in(other, named, 1)
    assert numbers_on(await browse(town, category="01")) == [1]


async def test_in_a_server_they_are_offered_without(town: Town) -> None:
    await second_home(town)
    await town.category("Sleep")
    found = await town.alice.autocomplete(town.lobby, "browse", "category", "")
    assert [each["name"] for each in found] == ["Sleep"]


async def test_a_long_path_and_a_long_name_fit_into_a_choice(town: Town) -> None:
    long = await build(town, "Calm " * 20, people=(town.alice, town.bob, town.carol))
    parent = await long.category("Everything about the nights " + "n" * 10)
    for depth in range(2):
        parent = await long.category(f"{depth} " + "m" * 36, parent)
    await browse(town)
    names = [name for name, _ in await offered(town, "mmm")]
    assert max(map(len, names)) <= 100
    assert all(" · Calm Calm" in each for each in names)


async def test_the_one_that_was_chosen_is_browsed_in_its_forum_alone(town: Town) -> None:
    other = await second_home(town)
    here, there = await town.category("Sleep"), await other.category("Sleep")
    await ask_in(town, here, 1)
    await ask_in(other, there, 7)
    page = await browse(town, category=str(there))
    assert text_of(page).startswith("### Newest questions · in Sleep\n")
    assert numbers_on(page) == [8, 7, 6, 5, 4, 3]
    assert text_of(page).count("-# Second Home · ") == 6
    assert button_ids(page)[-1] == f"browse:1:recent:{there}"
    await town.restart()
    await town.alice.user.click(page, label="Older")
    assert numbers_on(page) == [2]
    await town.alice.user.click(page, label="Newer")
    assert numbers_on(page) == [8, 7, 6, 5, 4, 3]


async def test_a_typed_name_means_that_of_each_forum_that_has_it(town: Town) -> None:
    other, third = await second_home(town), await second_home(town)
    health = await town.category("Health")
    here, there = await town.category("Sleep", health), await other.category("Sleep")
    await ask_in(third, await third.category("Food"), 1)
    await ask_in(town, here, 4)
    await ask_in(other, there, 4)
    page = await browse(town, category=" sleep ")
    assert text_of(page).startswith("### Newest questions · in Sleep\n")
    assert numbers_on(page) == [9, 8, 7, 6, 5, 4]
    assert text_of(page).count(" · in Health › Sleep · ") == 2
    assert "Food" not in text_of(page)
    await town.restart()
    await town.alice.user.click(page, label="Older")
    assert numbers_on(page) == [3, 2]
    assert buttons_of(page) == ["Newer"]


async def test_a_typed_path_goes_on_meaning_that_path(town: Town) -> None:
    other, third = await second_home(town), await second_home(town)
    numbers = {}
    for forum in (town, other):
        health = await forum.category("Health")
        numbers[forum.guild.id] = await forum.category("Sleep", health)
        await ask_in(forum, numbers[forum.guild.id], 4)
    elsewhere = await third.category("Sleep")
    await ask_in(third, elsewhere, 1)
    page = await browse(town, category="health › sleep")
    assert text_of(page).startswith("### Newest questions · in Health › Sleep\n")
    await town.alice.user.click(page, label="Older")
    assert numbers_on(page) == [2, 1]
    assert 9 in numbers_on(await browse(town, category="Sleep"))


async def test_of_a_name_that_one_forum_has_it_is_that_ones(town: Town) -> None:
    other = await second_home(town)
    food = await other.category("Food")
    await ask_in(other, food, 7, tags=("tea",))
    page = await browse(town, category="Food", tag="tea", sort="votes")
    assert text_of(page).startswith(
        "### Questions with the most votes · in Food · with the tag tea\n"
    )
    await town.restart()
    await town.alice.user.click(page, label="Next")
    assert len(numbers_on(page)) == 1


async def test_a_category_and_a_tag_of_several_are_kept_over_pages(town: Town) -> None:
    other = await second_home(town)
    for forum in (town, other):
        await ask_in(forum, await forum.category("Food"), 4, tags=("tea",))
        await ask_in(forum, await forum.category("Sleep"), 1, tags=("tea",))
    page = await browse(town, category="Food", tag="tea", member=town.alice.user)
    assert numbers_on(page) == [9, 6, 4, 1]
    page = await browse(town, category="Food", tag="tea")
    await town.alice.user.click(page, label="Older")
    assert numbers_on(page) == [2, 1]


async def test_what_none_or_one_forum_has_twice_is_not_known(town: Town) -> None:
    other = await second_home(town)
    foreign = await build(town, "Theirs")
    hidden = await foreign.category("Rest")
    for parent in ("Health", "Family"):
        await town.category("Sleep", await town.category(parent))
    await other.category("Sleep")
    for typed in ("Sleep", "Nothing", "Rest", str(hidden), "999", "0"):
        assert text_of(await browse(town, category=typed)) == UNKNOWN


async def test_a_page_of_a_forum_that_is_no_longer_shared_says_that_it_is_not_known(
    town: Town,
) -> None:
    other = await second_home(town)
    there = await other.category("Sleep")
    await ask_in(other, there, 7)
    page = await browse(town, category=str(there))
    await hide_from(other.channel, town.alice.id, OverwriteType.MEMBER)
    said = reply_of(await town.alice.user.click(page, label="Older"))
    assert text_of(said) == UNKNOWN


async def test_where_one_of_them_is_no_longer_shared_the_rest_is_shown(town: Town) -> None:
    other = await second_home(town)
    for forum in (town, other):
        await ask_in(forum, await forum.category("Sleep"), 7)
    page = await browse(town, category="Sleep")
    await hide_from(other.channel, town.alice.id, OverwriteType.MEMBER)
    await town.alice.user.click(page, label="Older")
    assert numbers_on(page) == [1]


async def test_buttons_of_before_still_mean_the_category_of_their_number(town: Town) -> None:
    other = await second_home(town)
    here, there = await town.category("Sleep"), await other.category("Sleep")
    await ask_in(town, here, 7)
    await ask_in(other, there, 1)
    user = await town.bot.fetch_user(town.alice.id)
    old = layout.button("Older", f"browse:1:recent:{here}")
    sent = await user.send(view=layout.message(layout.row(old)))
    await town.env.settle()
    page = reply_of(await town.alice.user.click(town.fresh(sent), label="Older"))
    assert numbers_on(page) == [1]
