"""`/browse` in direct messages: the questions of all forums that somebody shares with the bot."""

from unittest import mock

from simcord.enums import OverwriteType

from bot.forum import across
from bot.publishing import layout
from cogs.browsing import SORTS
from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.test_searching_in_dms import numbers_on
from tests.acceptance.test_showing_in_dms import NOTHING_SHARED, TRY_AGAIN, second_home
from tests.acceptance.town import Town
from tests.support.moderators import fall_asleep
from tests.support.reading import Shown, buttons_of, private_text, reply_of, text_of

TITLE = "How can I sleep before an exam?"
LAST_PAGE = 999


async def browse(town: Town, **options: object) -> Shown:
    """Return what Alice's `/browse` in her direct messages shows."""
    return reply_of(await town.alice.user.slash("browse", **options))


async def ask_by_turns(town: Town, other: Town, count: int) -> None:
    """Let questions be asked in both, a second after each other, the first one in the town."""
    for number in range(count):
        here = other if number % 2 else town
        asker = (here.alice, here.bob, here.carol)[number % 3]
        await here.ask(f"How do I calm down, attempt {number:02}?", by=asker)


async def turn(town: Town, page: Shown, label: str) -> None:
    """Press a button of a page."""
    await town.alice.user.click(page, label=label)


async def test_of_one_shared_forum_it_is_the_page_of_its_server_with_its_name(town: Town) -> None:
    category_id = await town.category("Sleep")
    await town.ask(TITLE, category_id=category_id, tags=["nights"])
    for options in ({}, {"category": "Sleep"}, {"tag": "nights"}, {"member": town.alice}):
        in_dm = private_text(await town.carol.user.slash("browse", **options))
        assert "\n-# Calm Waters · 0 votes" in in_dm
        assert in_dm.replace("Calm Waters · ", "") == private_text(
            await town.carol.slash(town.lobby, "browse", **options)
        )
        assert TITLE in in_dm


async def test_the_newest_of_all_come_first_and_each_line_names_its_forum(town: Town) -> None:
    other = await second_home(town)
    await ask_by_turns(town, other, 4)
    page = await browse(town)
    assert numbers_on(page) == [4, 3, 2, 1]
    forums = [line.split(" · ")[0] for line in text_of(page).splitlines() if line[:3] == "-# "]
    assert forums == ["-# Second Home", "-# Calm Waters"] * 2


async def test_pages_are_turned_in_place_both_ways_also_after_a_restart(town: Town) -> None:
    other = await second_home(town)
    await ask_by_turns(town, other, 14)
    page = await browse(town)
    assert buttons_of(page) == ["Older"]
    await turn(town, page, "Older")
    assert numbers_on(page) == [8, 7, 6, 5, 4, 3]
    await town.restart()
    await turn(town, page, "Older")
    assert numbers_on(page) == [2, 1]
    assert buttons_of(page) == ["Newer"]
    await turn(town, page, "Newer")
    assert numbers_on(page) == [8, 7, 6, 5, 4, 3]


async def test_other_orders_go_across_forums_too(town: Town) -> None:
    other = await second_home(town)
    await ask_by_turns(town, other, 4)
    for number, voters in ((2, (town.carol, town.alice)), (3, (town.alice,))):
        for voter in voters:
            forum = other if number == 2 else town
            await forum.vote_for(number, by=voter)
    await town.answer(1)
    await other.answer(4)
    assert numbers_on(await browse(town, sort="votes"))[:2] == [2, 3]
    assert numbers_on(await browse(town, sort="answers"))[:2] == [4, 1]
    assert numbers_on(await browse(town, sort="unanswered")) == [3, 2]


async def test_in_every_order_all_pages_together_have_each_question_once(town: Town) -> None:
    other = await second_home(town)
    await ask_by_turns(town, other, 8)
    for sort in SORTS:
        page = await browse(town, sort=str(sort.value))
        first = numbers_on(page)
        await turn(town, page, buttons_of(page)[-1])
        assert sorted([*first, *numbers_on(page)]) == list(range(1, 9))


async def test_page_999_is_the_last(town: Town) -> None:
    other = await second_home(town)
    await ask_by_turns(town, other, 8)
    user = await town.bot.fetch_user(town.alice.id)
    far = layout.button("Older", f"browse:{LAST_PAGE}:recent")
    sent = await user.send(view=layout.message(layout.row(far)))
    await town.env.settle()
    page = reply_of(await town.alice.user.click(town.fresh(sent), label="Older"))
    assert numbers_on(page) == [2, 1]
    assert buttons_of(page) == ["Newer"]


async def test_several_forums_end_after_fifty_pages(town: Town) -> None:
    other = await second_home(town)
    await ask_by_turns(town, other, 14)
    page = await browse(town)
    assert "The list ends here" not in text_of(page)
    with mock.patch.object(across, "MOST_PAGES", 2):
        await turn(town, page, "Older")
        assert buttons_of(town.fresh(page)) == ["Newer"]
        assert text_of(town.fresh(page)).endswith("there are more: `/search` finds those.")
    assert across.MOST_PAGES == 50


async def test_a_tag_is_that_of_every_forum_that_has_it(town: Town) -> None:
    other = await second_home(town)
    await other.ask("Does a walk help you?", tags=["rest"])
    for number in range(7):
        asker = (town.alice, town.bob, town.carol)[number % 3]
        await town.ask(f"How do I rest, attempt {number}?", by=asker, tags=["rest", "sleep"])
    page = await browse(town, tag="#Rest")
    assert text_of(page).startswith("### Newest questions · with the tag rest")
    await town.restart()
    await turn(town, page, "Older")
    assert numbers_on(page) == [2, 1]
    assert numbers_on(await browse(town, tag="sleep")) == [8, 7, 6, 5, 4, 3]
    assert "There is no such question with the tag tea." in text_of(await browse(town, tag="tea"))


async def test_a_members_questions_are_those_of_every_forum(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask("Does a walk help you?", by=other.bob)
    await other.ask("Which tea helps you?")
    assert numbers_on(await browse(town, member=town.alice.user)) == [3, 1]


async def test_tags_and_categories_are_offered_as_they_are_known(town: Town) -> None:
    await town.ask(TITLE, category_id=await town.category("Sleep"), tags=["sleep"])
    alice = town.alice.user
    assert await alice.autocomplete("browse", "tag", "s") == []
    await browse(town)
    assert [each["name"] for each in await alice.autocomplete("browse", "tag", "s")] == ["sleep"]
    found = await alice.autocomplete("browse", "category", "s")
    assert [each["name"] for each in found] == ["Sleep · Calm Waters"]
    other = await second_home(town)
    await other.ask("Does a walk help you?", tags=["sleep", "steps"])
    await browse(town)
    found = await alice.autocomplete("browse", "tag", "s")
    assert [each["name"] for each in found] == ["sleep", "steps"]


async def test_what_sleeps_is_shown_from_there(town: Town) -> None:
    other = await second_home(town)
    number = await other.ask(TITLE)
    await fall_asleep(other.channel.threads[0])
    page = await browse(town)
    assert TITLE in private_text(await town.alice.user.click(page, label=f"Show #{number}"))


async def test_a_forum_whose_channel_is_hidden_or_whose_server_is_away_is_left_out(
    town: Town,
) -> None:
    other = await second_home(town)
    await ask_by_turns(town, other, 2)
    await hide_from(town.channel, town.alice.id, OverwriteType.MEMBER)
    page = await browse(town)
    assert numbers_on(page) == [2]
    assert "Calm Waters" not in text_of(page)
    guild = town.bot.get_guild(other.guild.id)
    assert guild is not None
    guild.unavailable = True
    assert text_of(await browse(town)) == TRY_AGAIN


async def test_whoever_shares_nothing_hears_so(town: Town) -> None:
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    town.env.create_guild("Without a forum").add_member(town.alice.user)
    await town.env.settle()
    assert text_of(await browse(town)) == NOTHING_SHARED


async def test_where_nobody_asked_yet_it_says_where_to(town: Town) -> None:
    said = "There are no questions yet. Ask the first one with /ask in a server."
    assert text_of(await browse(town)) == said
    await second_home(town)
    assert text_of(await browse(town)) == said
