"""`/leaderboard`: members by points, in private pages that work after a restart."""

import pytest
from simcord.actors import MemberActor
from sqlalchemy import update

from data.columns import table_of
from data.tables import Forum, Member
from tests.acceptance.facts import answered, asked
from tests.acceptance.masked import answer_masked, ask_masked
from tests.acceptance.seen import public_button
from tests.support.people import ask, press
from tests.support.reading import buttons_of, private_text, reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld


async def board(world: ForumWorld, who: MemberActor | None = None, **options: str) -> str:
    return private_text(await (who or world.carol).slash(world.lobby, "leaderboard", **options))


async def crowd(world: ForumWorld, count: int) -> list[MemberActor]:
    """Let so many people join and ask, each with a question of their own."""
    people = [world.join(f"person{number:02}") for number in range(count)]
    for person in people:
        await ask(person, world.lobby, f"What would {person.name} like to know?")
    await world.pass_time(3)
    return people


async def test_names_points_and_places(forum_world: ForumWorld) -> None:
    world = forum_world
    await world.bob.react(await asked(world), "👍")
    await answered(world)
    await world.carol.react(world.thread.history()[1], "👍")
    await world.pass_time(3)
    assert (await board(world)).splitlines() == [
        "### Members by points",
        "**1.** Bob · 170 points",
        "**2.** Alice · 130 points",
        "-# You are listed here from your first question or answer by name on.",
    ]
    shown = await board(world, world.bob, period="week")
    assert shown.splitlines() == [
        "### Members by points of the last 7 days",
        "**1.** **Bob** · 70 points",
        "**2.** Alice · 30 points",
        "-# Your place: 1 of 2, with 70 points",
    ]
    assert "the last 30 days" in await board(world, period="month")


async def test_an_empty_board_says_how_to_begin(forum_world: ForumWorld) -> None:
    for period in ("all", "month", "week"):
        assert "/ask" in await board(forum_world, period=period)


async def test_pages_and_periods_are_turned_in_place_also_after_a_restart(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    people = await crowd(world, 12)
    shown = reply_of(await people[11].slash(world.lobby, "leaderboard"))
    assert buttons_of(shown) == ["Next", "Last 30 days", "Last 7 days"]
    assert "**1.** Person09 · 120 points" in text_of(shown)
    await world.restart()
    await press(people[11], shown, "Next")
    assert "**1.** **Person11** · 120 points" in text_of(shown)
    assert buttons_of(shown) == ["Previous", "Last 30 days", "Last 7 days"]
    await press(people[11], shown, "Last 7 days")
    assert "### Members by points of the last 7 days" in text_of(shown)
    assert buttons_of(shown) == ["Next", "All time", "Last 30 days"]


@pytest.mark.parametrize("period", ["all", "month", "week"])
async def test_a_page_beyond_the_end_is_the_last(forum_world: ForumWorld, period: str) -> None:
    world = forum_world
    await asked(world)
    old = await public_button(world, "Next", f"leaders:999999999999999999999:{period}")
    shown = await press(world.bob, old, "Next")
    assert "**1.** Alice · " in private_text(shown)


async def test_points_of_long_ago_are_in_no_week(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.bot.close()
    world.env.backend.advance_clock(8 * 24 * 3600)
    await world.come_back()
    await answered(world)
    assert "Alice" not in await board(world, period="week")
    assert "**2.** Alice · 20 points" in await board(world, period="month")
    said = await board(world, world.alice, period="week")
    assert "-# You have no points in this time yet." in said


async def test_nothing_anonymous_is_on_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    await answer_masked(world, world.bob)
    card = starter_of(world.thread)
    for person in (world.alice, world.bob, world.carol):
        await person.react(card, "👍")
    await world.pass_time(3)
    for period in ("all", "month", "week"):
        assert "Nobody has" in await board(world, world.alice, period=period)


async def test_strange_names_and_titles_stay_plain(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    name, title = "**@everyone** <#1> [x](https://a.b) " + "_" * 90, "*Wise* ~~owl~~"
    async with world.bot.database.write() as session:
        await session.exec(update(table_of(Member)).values(name=name))
        await session.exec(update(table_of(Forum)).values(titles_by_points=[(100, title)]))
    said = await board(world)
    assert "**1.** \\*\\*@\u200beveryone\\*\\*" in said
    assert "https://" not in said
    assert said.splitlines()[1].endswith(" · 120 points · \\*Wise\\* \\~\\~owl\\~\\~")
    assert "\\*Wise\\*" in private_text(await world.alice.slash(world.lobby, "profile"))


async def test_the_longest_names_and_titles_fit_a_page(forum_world: ForumWorld) -> None:
    world = forum_world
    await crowd(world, 11)
    async with world.bot.database.write() as session:
        await session.exec(update(table_of(Member)).values(name="_" * 80, points=123_456))
        await session.exec(update(table_of(Forum)).values(titles_by_points=[(1, "_" * 40)]))
    assert "**10.**" not in await board(world)
    assert (await board(world)).count("**1.**") == 10
