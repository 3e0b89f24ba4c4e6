"""`/profile`: what is by name, and privately what is not."""

from sqlalchemy import update

from data.columns import table_of
from data.tables import Member
from tests.acceptance.facts import answered, asked, rows
from tests.acceptance.masked import answer_masked, ask_masked
from tests.support.people import ask, press
from tests.support.reading import buttons_of, links_of, private_text, reply_of, text_of
from tests.support.worlds import ForumWorld

MINE = "My anonymous posts (only you see this)"


async def profile(world: ForumWorld, **options: object) -> str:
    return private_text(await world.alice.slash(world.lobby, "profile", **options))


async def test_points_and_counts(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    answer = await answered(world)
    await world.bob.react(card, "👍")
    await world.alice.react(answer, "👍")
    await world.carol.react(answer, "👎")
    await world.pass_time(3)
    said = (await profile(world, member=world.bob)).splitlines()
    assert said[:1] == [f"### Profile of <@{world.bob.id}>"]
    assert said[1] == "**150 points**"
    assert said[2:5] == [
        "0 questions · 1 answer",
        "Votes given: 1 up, 0 down",
        "Votes received: 1 up, 1 down",
    ]
    assert said[5].startswith("-# Member since <t:")
    assert f"### Profile of <@{world.alice.id}>" in await profile(world)


async def test_many_points_are_short_and_exact(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    for points, shown in ((5437, "**5.4k points** (5\u202f437)"), (-1200, "**−1.2k points** (−1")):
        async with world.bot.database.write() as session:
            await session.exec(update(table_of(Member)).values(points=points))
        assert shown in await profile(world)


async def test_nothing_anonymous_is_in_it(forum_world: ForumWorld) -> None:
    world = forum_world
    never_here = await profile(world, member=world.carol)
    assert never_here == (
        f"<@{world.carol.id}> has no profile here yet. "
        "It begins with a first question or answer by name."
    )
    await ask_masked(world, world.carol)
    await answer_masked(world, world.carol)
    assert await profile(world, member=world.carol) == never_here
    assert await rows(world, Member) == []
    await ask(world.carol, world.lobby, "A question that I put my name to")
    await world.pass_time(3)
    assert "1 question · 0 answers" in await profile(world, member=world.carol)


async def test_who_only_voted_has_a_profile_for_themselves_only(forum_world: ForumWorld) -> None:
    world = forum_world
    await world.carol.react(await asked(world), "👍")
    await world.pass_time(3)
    assert "has no profile here yet" in await profile(world, member=world.carol)
    own = private_text(await world.carol.slash(world.lobby, "profile"))
    assert "Votes given: 1 up, 0 down" in own


async def test_ones_own_always_leads_to_ones_anonymous_posts(forum_world: ForumWorld) -> None:
    world = forum_world
    shown = reply_of(await world.alice.slash(world.lobby, "profile"))
    assert "Your profile begins with" in private_text(
        await world.alice.slash(world.lobby, "profile")
    )
    assert buttons_of(shown) == [MINE]
    other = reply_of(await world.alice.slash(world.lobby, "profile", member=world.bob))
    assert buttons_of(other) == []
    await press(world.alice, shown, MINE)
    assert "You have no anonymous posts here." in text_of(shown)


async def test_the_list_of_ones_anonymous_posts(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    await answer_masked(world, world.alice)
    await answer_masked(world, world.bob, "What somebody else has to say.")
    await ask(world.alice, world.lobby, "A question that is on its way", options=["anonymous"])
    shown = reply_of(await world.alice.slash(world.lobby, "profile"))
    await press(world.alice, shown, MINE)
    said = text_of(shown)
    newest, answer, question = said.split("\n**")[1:]
    assert newest.startswith("A question that is on its way**\n-# your question · as ")
    assert newest.endswith("#4 · appears soon")
    assert answer.startswith("[How can I sleep before an exam?](https://discord.com/channels/")
    assert "your answer · as " in answer
    assert question.endswith("#1")
    assert "#3" not in said


async def test_it_turns_pages(forum_world: ForumWorld) -> None:
    world = forum_world
    for number in range(7):
        await ask_masked(world, world.alice, f"How can I sleep before exam {number}?")
    shown = reply_of(await world.alice.slash(world.lobby, "profile"))
    await press(world.alice, shown, MINE)
    assert buttons_of(shown) == ["Older"]
    await press(world.alice, shown, "Older")
    assert "exam 0?" in text_of(shown)
    assert buttons_of(shown) == ["Newer"]
    assert links_of(shown) == {}


async def test_what_is_hidden_or_taken_away(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answer_masked(world, world.alice)
    await ask_masked(world, world.alice, "Is this all right to ask here?")
    for post in ("1", "3"):
        await world.mod.slash(world.lobby, "mod hide", post=post)
    shown = reply_of(await world.alice.slash(world.lobby, "profile"))
    await press(world.alice, shown, MINE)
    said = text_of(shown)
    assert "(hidden question)" in said
    assert "sleep" not in said
    assert "Is this all right to ask here?" in said
    assert said.count("hidden by a moderator") == 1
