"""`/profile` and `/leaderboard` in direct messages: of each forum that somebody shares."""

from unittest import mock

from simcord.enums import OverwriteType

from bot.publishing import leaderboard, profiles
from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.test_showing_in_dms import NOTHING_SHARED, TRY_AGAIN, second_home
from tests.acceptance.town import Town, build
from tests.support.moderators import fall_asleep
from tests.support.people import ask
from tests.support.reading import Shown, button_ids, buttons_of, private_text, reply_of, text_of

TITLE, OTHER_TITLE = "How can I sleep before an exam?", "Who else feels lonely at night?"
MINE = "My anonymous posts (only you see this)"


async def shown(town: Town, command: str, **options: object) -> Shown:
    """Return what a command shows Alice in her direct messages."""
    found = reply_of(await town.alice.user.slash(command, **options))
    assert found.ephemeral
    return found


async def ask_anonymously(town: Town, title: str) -> None:
    """Let Alice ask without her name, and wait until it is there."""
    await ask(town.alice, town.lobby, title, options=["anonymous"])
    await town.pass_time(25)


async def test_ones_profile_in_the_one_shared_forum_is_the_page_there(town: Town) -> None:
    await town.ask(TITLE, by=town.carol)
    in_dm = private_text(await town.carol.user.slash("profile"))
    assert in_dm.startswith(f"### Profile of <@{town.carol.id}>\n**Calm Waters**\n")
    assert "-# Calm Waters · question · " in in_dm
    there = await town.carol.slash(town.lobby, "profile")
    # The first command tells of what is new in the inbox; that is not on the page.
    unnamed = in_dm.replace("\n**Calm Waters**", "").replace("Calm Waters · ", "")
    assert unnamed.startswith(text_of(reply_of(there)))


async def test_ones_profiles_in_several_come_together_the_most_active_first(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    await other.ask(TITLE)
    page = await shown(town, "profile")
    said = text_of(page)
    assert said.count("### Profile of ") == 1
    assert said.index("**Second Home**") < said.index("**Calm Waters**")
    assert "2 questions · 0 answers" in said
    assert "1 question · 0 answers" in said
    assert buttons_of(page) == [MINE]


async def test_the_latest_posts_of_all_forums_come_beneath_each_with_its_name(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE, by=other.bob)
    await other.answer(2, by=other.alice)
    await other.ask("Does a walk help you?")
    await ask_anonymously(other, "Which tea calms the nerves?")
    await town.ask("Which music do you sleep to?")
    for who in (town.alice, town.bob):
        said = private_text(await who.user.slash("profile", member=town.alice.user))
        _, latest = said.split("**Latest posts**\n")
        small = [line.split(" · <")[0] for line in latest.splitlines() if line[:3] == "-# "]
        assert small[:3] == [
            "-# Calm Waters · question",
            "-# Second Home · question",
            "-# Second Home · answer",
        ]
        assert "tea" not in said
        assert said.count("-# Calm Waters · ") + said.count("-# Second Home · ") == 3


async def test_the_latest_posts_are_there_where_only_one_forum_knows_them(town: Town) -> None:
    await second_home(town)
    await town.ask(TITLE)
    await fall_asleep(town.channel.threads[0])
    page = await shown(town, "profile")
    assert f"**Latest posts**\n**[{TITLE}](" in text_of(page)
    assert buttons_of(page) == ["Show #1", MINE]
    assert TITLE in private_text(await town.alice.user.click(page, label="Show #1"))


async def test_ones_anonymous_posts_name_the_one_shared_forum_there_alone(town: Town) -> None:
    await ask_anonymously(town, TITLE)
    named = "-# Calm Waters · your question · as "
    mine = reply_of(await town.alice.user.click(await shown(town, "profile"), label=MINE))
    assert named in text_of(mine)
    there = reply_of(await town.alice.slash(town.lobby, "profile"))
    mine = reply_of(await town.alice.click(there, label=MINE))
    assert "Calm Waters" not in text_of(mine)


async def test_a_forum_in_which_one_did_nothing_is_left_out(town: Town) -> None:
    await second_home(town)
    page = await shown(town, "profile")
    said = text_of(page)
    assert said == "Your profile begins with your first question, answer or vote by name."
    await town.ask(TITLE)
    said = text_of(await shown(town, "profile"))
    assert "**Calm Waters**" in said
    assert "Second Home" not in said


async def test_of_more_profiles_than_fit_it_says_that_there_are_more(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    assert "other servers" not in text_of(await shown(town, "profile"))
    with mock.patch.object(profiles, "MOST_PROFILES", 1):
        said = text_of(await shown(town, "profile"))
    assert "\n-# There are more in your other servers: use /profile there.\n" in said
    assert ("**Calm Waters**" in said) != ("**Second Home**" in said)


async def test_ones_anonymous_posts_of_all_forums_are_listed_with_their_names(town: Town) -> None:
    other = await second_home(town)
    await ask_anonymously(town, TITLE)
    await ask_anonymously(other, OTHER_TITLE)
    page = await shown(town, "profile")
    await town.restart()
    own = reply_of(await town.alice.user.click(page, label=MINE))
    said = text_of(own)
    assert said.index(OTHER_TITLE) < said.index("-# Second Home · your question · as ")
    assert said.index("Second Home") < said.index(TITLE) < said.index("-# Calm Waters · your ")
    hers = reply_of(await town.carol.user.slash("profile"))
    hers = reply_of(await town.carol.user.click(hers, label=MINE))
    assert text_of(hers) == "You have no anonymous posts here. Only you see this."


async def test_pages_of_ones_anonymous_posts_turn_there(town: Town) -> None:
    other = await second_home(town)
    for number in range(4):
        await ask_anonymously(town, f"How do I calm my dog down, attempt {number}?")
        await ask_anonymously(other, f"How do I calm my cat down, attempt {number}?")
    (thread, *_) = other.channel.threads
    await fall_asleep(thread)
    own = reply_of(await town.alice.user.click(await shown(town, "profile"), label=MINE))
    assert text_of(own).count("attempt") == 6
    await town.alice.user.click(own, label="Older")
    assert text_of(own).count("attempt") == 2
    labels = [each for each in buttons_of(own) if each.startswith("Show #")]
    assert labels == ["Show #2"]
    card = private_text(await town.alice.user.click(own, label="Show #2"))
    assert "How do I calm my cat down, attempt 0?" in card
    assert buttons_of(own)[-1] == "Newer"


async def test_another_persons_profile_is_there_of_each_forum_too(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE, by=town.bob)
    await other.ask(OTHER_TITLE, by=other.bob)
    await ask_anonymously(other, TITLE)
    said = text_of(await shown(town, "profile", member=town.bob.user))
    assert "**Calm Waters**" in said
    assert "**Second Home**" in said
    unknown = await shown(town, "profile", member=town.carol.user)
    assert text_of(unknown).startswith(f"<@{town.carol.id}> has no profile here yet.")
    assert buttons_of(unknown) == []


async def test_the_leaderboard_of_the_one_shared_forum_is_the_page_there(town: Town) -> None:
    await town.ask(TITLE)
    for number in range(12):
        person = town.guild.add_member(town.env.create_user(f"neighbour{number}"))
        await town.ask(f"How do I calm my dog down, attempt {number}?", by=person)
    page = await shown(town, "leaderboard")
    there = reply_of(await town.alice.slash(town.lobby, "leaderboard"))
    assert text_of(page).startswith("### Members by points\n**Calm Waters**\n**1.** ")
    assert text_of(page).replace("\n**Calm Waters**", "") == text_of(there)
    await town.restart()
    await town.alice.user.click(page, label="Next")
    await town.alice.click(there, label="Next")
    assert text_of(page).replace("\n**Calm Waters**", "") == text_of(there)
    assert button_ids(page) == button_ids(there)


async def test_of_several_the_first_three_of_each_are_shown(town: Town) -> None:
    other = await second_home(town)
    for number, person in enumerate((town.bob, town.carol)):
        await town.ask(f"How do I calm my dog down, attempt {number}?", by=person)
    for number, name in enumerate(("dora", "emil", "frida", "gil")):
        person = other.guild.add_member(town.env.create_user(name))
        await other.ask(f"How do I calm my cat down, attempt {number}?", by=person)
    await other.ask(OTHER_TITLE)
    await other.vote_for(3)
    said = text_of(await shown(town, "leaderboard"))
    assert said.startswith("### Members by points\n**Second Home**\n**1.** Dora · ")
    first, second = said.split("**Calm Waters**")
    assert first.count("points") == 1 + 3 + 1
    assert "-# Your place: 2 of 5, with" in first
    assert second.count(" points") == 2
    assert second.endswith("-# You are listed here from your first question or answer by name on.")


async def test_other_periods_are_shown_there_also_after_a_restart(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    page = await shown(town, "leaderboard")
    assert buttons_of(page) == ["Last 30 days", "Last 7 days"]
    await town.restart()
    await town.alice.user.click(page, label="Last 7 days")
    said = text_of(page)
    assert said.startswith("### Members by points of the last 7 days\n")
    assert "**Calm Waters**" in said
    assert "**Second Home**" in said
    assert buttons_of(page) == ["All time", "Last 30 days"]


async def test_where_nobody_has_points_it_says_how_they_begin(town: Town) -> None:
    said = "There are no points to show yet. They begin with /ask in a server."
    assert text_of(await shown(town, "leaderboard")) == said
    await second_home(town)
    for period in ("all", "week"):
        assert text_of(await shown(town, "leaderboard", period=period)) == said


async def test_of_more_leaderboards_than_fit_it_says_that_there_are_more(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE, by=other.bob)
    with mock.patch.object(leaderboard, "MOST_BOARDS", 1):
        said = text_of(await shown(town, "leaderboard"))
    # Where she has a place comes first.
    assert "**Calm Waters**" in said
    assert said.endswith("-# There are more in your other servers: use /leaderboard there.")


async def test_a_forum_that_is_not_theirs_is_left_out(town: Town) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    dora = town.guild.add_member(town.env.create_user("dora"))
    foreign = await build(town, "Theirs", people=(dora, town.bob, town.carol))
    await foreign.ask(TITLE)
    await hide_from(other.channel, town.alice.id, OverwriteType.MEMBER)
    for command in ("profile", "leaderboard"):
        said = text_of(await shown(town, command))
        assert "Second Home" not in said
        assert "Theirs" not in said
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    await town.restart()
    for command in ("profile", "leaderboard"):
        assert text_of(await shown(town, command)) == NOTHING_SHARED


async def test_while_discord_names_no_members_it_says_so_in_one_sentence(town: Town) -> None:
    await town.ask(TITLE)
    town.gaps.break_server(lambda method, path: method == "GET" and "/members/" in path, times=None)
    for command in ("profile", "leaderboard"):
        assert text_of(await shown(town, command)) == TRY_AGAIN
    town.gaps.heal()
