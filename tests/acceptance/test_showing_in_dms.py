"""`/show` in direct messages: what stands in the forums that somebody shares with the bot."""

from unittest import mock

from discord import app_commands
from simcord.enums import OverwriteType

from cogs import looks, shared_forums
from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.town import Town, build
from tests.support.people import ask, submit
from tests.support.reading import buttons_of, private_text, reply_of, text_of
from tests.support.worlds import ForumWorld

TITLE, OTHER_TITLE = "How can I sleep before an exam?", "Who else feels lonely at night?"
NOT_THERE = "I can't find that post. Try its number, such as 1234, or a link to its message."
NOTHING_SHARED = (
    "We share no forum yet. Once you are in a server that has one and see its questions, you find "
    "them here, too."
)
TRY_AGAIN = "Discord didn't take that just now. Please try again in a minute."
MEMBERS = "/members/"


async def shown(town: Town, reference: str | None = None) -> str:
    """Return what Alice reads of a post in her direct messages."""
    named = {} if reference is None else {"question": reference}
    return private_text(await town.alice.user.slash("show", **named))


def asked_about_alice(town: Town) -> int:
    """Return how often Discord was asked whether Alice is in the town."""
    wanted = ("GET", f"/guilds/{town.guild.id}{MEMBERS}{town.alice.id}")
    return len(town.gaps.tried(lambda method, path: (method, path) == wanted))


async def second_home(town: Town) -> Town:
    """Make another server in which all three are as well."""
    return await build(town, "Second Home", people=(town.alice, town.bob, town.carol))


async def test_a_post_is_shown_by_number_link_and_title(town: Town) -> None:
    await town.ask(TITLE)
    link = town.channel.threads[0].history()[0].jump_url
    for reference in ("1", "#1", link, TITLE):
        assert (await shown(town, reference)).startswith(f"### {TITLE}")


async def test_it_says_in_small_print_in_which_forum_that_is_once(town: Town) -> None:
    question = await town.ask(TITLE)
    await town.answer(question)
    for reference, small in (
        ("1", "-# Calm Waters · #1 · asked by "),
        ("2", "-# Calm Waters · #2"),
    ):
        card = reply_of(await town.alice.user.slash("show", question=reference))
        assert text_of(card).count("Calm Waters") == 1
        assert f"\n{small}" in text_of(card)
    page = reply_of(await town.alice.slash(town.lobby, "show", question="1"))
    assert "Calm Waters" not in text_of(page)


async def test_of_what_is_hidden_it_says_so_too(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, TITLE)
    await world.pass_time(2)
    await world.mod.slash(world.lobby, "mod hide", post="1", reason="x")
    await world.pass_time(2)
    said = private_text(await world.alice.user.slash("show", question="1"))
    assert said.startswith("Hidden by a moderator\n-# Calm Waters · #1")


async def test_its_buttons_work_there(town: Town) -> None:
    await town.ask(TITLE)
    card = reply_of(await town.bob.user.slash("show", question="1"))
    assert buttons_of(card) == ["Answer", "Comment", "Notify me", "More", "Open"]
    form = await town.bob.user.click(card, label="Answer")
    said = private_text(await submit(town.bob.user, form, body="Warm milk, and no screens."))
    assert "Your answer is posted" in said


async def test_it_finds_the_posts_of_every_shared_forum(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    assert TITLE in await shown(town, "1")
    assert OTHER_TITLE in await shown(town, "2")
    assert OTHER_TITLE in await shown(town, OTHER_TITLE)


async def test_of_the_same_title_in_two_forums_the_latest_is_meant(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(TITLE)
    assert f"discord.com/channels/{other.guild.id}/" in str(
        reply_of(await town.alice.user.slash("show", question=TITLE)).components
    )


async def test_without_a_question_it_says_what_to_do(town: Town) -> None:
    assert await shown(town) == "Use this in a question's thread, or say which question you mean."


async def test_what_is_not_shared_is_as_if_it_were_not_there(town: Town) -> None:
    hers = await build(town, "Hers", people=(town.alice, town.bob, town.carol))
    await hers.ask(OTHER_TITLE)
    await town.ask(TITLE)
    stranger = town.env.create_user("dora")
    hers.guild.add_member(stranger)
    await town.env.settle()
    link = town.channel.threads[0].history()[0].jump_url
    for reference in ("2", link, TITLE, "99"):
        said = private_text(await stranger.slash("show", question=reference))
        assert said == NOT_THERE


async def test_whoever_shares_no_forum_hears_so(town: Town) -> None:
    await town.ask(TITLE)
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    elsewhere = town.env.create_guild("Without a forum")
    elsewhere.add_member(town.alice.user)
    await town.env.settle()
    for reference in (TITLE, None):
        assert await shown(town, reference) == NOTHING_SHARED
    for reference in ("1", "99"):
        assert await shown(town, reference) == NOT_THERE


async def test_a_server_that_somebody_left_is_forgotten_within_a_day(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    assert TITLE in await shown(town, "1")
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    await town.restart()
    assert await shown(town, "1") == NOT_THERE
    await other.ask(OTHER_TITLE)
    assert OTHER_TITLE in await shown(town, "2")


async def test_a_forum_whose_channel_is_hidden_from_somebody_is_not_theirs(town: Town) -> None:
    await second_home(town)
    await town.ask(TITLE)
    await hide_from(town.channel, town.alice.id, OverwriteType.MEMBER)
    assert await shown(town, "1") == NOT_THERE
    assert TITLE in private_text(await town.bob.user.slash("show", question="1"))


async def test_a_server_with_an_outage_is_left_out(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    guild = town.bot.get_guild(town.guild.id)
    assert guild is not None
    guild.unavailable = True
    assert await shown(town, "1") == TRY_AGAIN
    assert OTHER_TITLE in await shown(town, "2")
    assert asked_about_alice(town) == 0


async def test_an_outage_of_all_there_is_says_to_try_again(town: Town) -> None:
    guild = town.bot.get_guild(town.guild.id)
    assert guild is not None
    guild.unavailable = True
    assert await shown(town, "1") == TRY_AGAIN


async def test_while_discord_names_no_members_it_says_so_in_one_sentence(town: Town) -> None:
    await town.ask(TITLE)
    town.gaps.break_server(lambda method, path: method == "GET" and MEMBERS in path, times=None)
    assert await shown(town, "1") == TRY_AGAIN
    town.gaps.heal()
    assert TITLE in await shown(town, "1")


async def test_an_answer_that_does_not_come_is_not_waited_for(town: Town) -> None:
    await town.ask(TITLE)
    with mock.patch.object(looks, "LONGEST_LOOK_SECONDS", 0.0):
        assert await shown(town, "1") == TRY_AGAIN


async def test_who_is_there_is_asked_once_a_day(town: Town) -> None:
    await town.ask(TITLE)
    for _ in range(3):
        assert TITLE in await shown(town, "1")
    assert asked_about_alice(town) == 1


async def test_of_very_many_servers_those_are_looked_at_where_somebody_is_known(
    town: Town,
) -> None:
    other = await second_home(town)
    await town.ask(OTHER_TITLE, by=town.bob)
    await other.ask(TITLE)
    with (
        mock.patch.object(looks, "AT_ONCE", 1),
        mock.patch.object(shared_forums, "AT_ONCE", 1),
        mock.patch.object(shared_forums, "MOST_COVERED", 1),
    ):
        assert TITLE in await shown(town, TITLE)
    assert asked_about_alice(town) == 0


async def test_a_server_in_which_somebody_is_not_is_asked_about_once_a_minute(town: Town) -> None:
    await second_home(town)
    dora = town.env.create_user("dora")
    for _ in range(3):
        assert private_text(await dora.slash("show", question=TITLE)) == NOTHING_SHARED
    assert len(town.gaps.tried(lambda _, path: path.endswith(f"{MEMBERS}{dora.id}"))) == 2
    town.guild.add_member(dora)
    await town.ask(TITLE)
    await town.pass_time(60)
    assert TITLE in private_text(await dora.slash("show", question="1"))


async def test_what_is_typed_is_offered_from_all_that_are_known(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    await other.ask("How can I sleep on a train?")
    alice = town.alice.user
    assert await alice.autocomplete("show", "question", "") == []
    await shown(town, TITLE)
    offered = await alice.autocomplete("show", "question", "")
    assert [each["name"] for each in offered] == [
        f"#1 {TITLE} · Calm Waters",
        "#3 How can I sleep on a train? · Second Home",
        f"#2 {OTHER_TITLE} · Second Home",
    ]
    assert [each["value"] for each in offered] == ["1", "3", "2"]


async def test_of_one_forum_what_is_typed_is_offered_with_its_name_too(town: Town) -> None:
    await town.ask(TITLE)
    await shown(town, "1")
    in_dm = await town.alice.user.autocomplete("show", "question", "slee")
    assert [each["name"] for each in in_dm] == [f"#1 {TITLE} · Calm Waters"]
    there = await town.alice.autocomplete(town.lobby, "show", "question", "slee")
    assert [each["name"] for each in there] == [f"#1 {TITLE}"]
    assert [each["value"] for each in in_dm] == [each["value"] for each in there]


async def test_it_is_offered_in_servers_and_the_bots_own_dms_alone(town: Town) -> None:
    for name in ("show", "search", "browse", "profile", "leaderboard"):
        command = town.bot.tree.get_command(name)
        assert isinstance(command, app_commands.Command)
        payload = command.to_dict(town.bot.tree)
        assert payload["integration_types"] == [0]
        assert payload["contexts"] == [0, 1]
