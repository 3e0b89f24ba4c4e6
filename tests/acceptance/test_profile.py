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


async def choose_best(world: ForumWorld) -> None:
    answer = world.thread.history()[1]
    private_text(await press(world.alice, answer, "Best answer"))


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
    assert said[1] == "**150 points** · place 1"
    assert said[2:6] == [
        "0 questions · 1 answer · 0 comments",
        "Best answers: 0 received, 0 chosen",
        "Votes given: 1 up, 0 down",
        "Votes received: 1 up, 1 down",
    ]
    assert said[6].startswith("-# Member since <t:")
    assert said[7] == "**Latest posts**"
    assert said[8].startswith("**[How can I sleep before an exam?](https://discord.com/channels/")
    assert said[9].startswith("-# answer · <t:")
    assert said[9].endswith("· #2")
    assert f"### Profile of <@{world.alice.id}>" in await profile(world)


async def test_many_points_are_short_and_exact(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    for points, shown in ((5437, "**5.4k points** (5,437)"), (-1200, "**−1,200 points**")):
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
    said = await profile(world, member=world.carol)
    assert "1 question · 0 answers" in said
    assert said.count("· #") == 1
    assert "A question that I put my name to" in said


async def test_the_menu_of_a_person_shows_the_same(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    by_command = await profile(world, member=world.alice)
    shown = await world.bob.context_menu(world.lobby, "Forum profile", world.alice)
    assert private_text(shown) in by_command
    own = await world.alice.context_menu(world.lobby, "Forum profile", world.alice)
    assert buttons_of(reply_of(own)) == [MINE]


async def test_a_bot_has_none_and_who_left_still_has_theirs(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    bot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await world.env.settle()
    said = await profile(world, member=bot)
    assert said.startswith(f"<@{bot.id}> is a bot, so it has no profile.")
    await choose_best(world)
    world.guild.remove_member(world.bob)
    await world.env.settle()
    said = private_text(await world.alice.slash(world.lobby, "profile", member=world.bob.user))
    assert "Best answers: 1 received, 0 chosen" in said


async def test_equals_share_a_place(forum_world: ForumWorld) -> None:
    world = forum_world
    for person in (world.alice, world.bob, world.carol):
        await ask(person, world.lobby, f"A question that {person.name} asks")
    await world.pass_time(3)
    async with world.bot.database.write() as session:
        member = table_of(Member)
        await session.exec(update(member).values(points=300))
        await session.exec(update(member).where(member.c.name == "Carol").values(points=200))
    assert "· place 1\n" in await profile(world, member=world.alice)
    assert "· place 1\n" in await profile(world, member=world.bob)
    assert "**200 points** · place 3\n" in await profile(world, member=world.carol)


async def test_latest_posts_are_those_that_everybody_can_read(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    for number in range(4):
        await ask(world.bob, world.lobby, f"How can I rest before exam {number}?")
    await world.pass_time(3)
    said = await profile(world, member=world.bob)
    assert [number for number in range(4) if f"exam {number}?" in said] == [1, 2, 3]
    assert said.index("exam 3?") < said.index("exam 2?")
    for post in ("4", "5", "6", "1"):
        await world.mod.slash(world.lobby, "mod hide", post=post)
    said = await profile(world, member=world.bob)
    assert "exam 0?" in said
    assert "sleep" not in said
    assert said.count("· #") == 1


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
