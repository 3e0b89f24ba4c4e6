"""Anonymous posts: under an alias, a while later, and with every right of their author."""

import logging
import re
from collections.abc import Sequence

import discord
import pytest
from simcord.actors import MemberActor

from bot.forum.anonymous.aliases import CREATURES, QUALITIES
from bot.forum.anonymous.notices import write_reads
from bot.forum.blocks import block_author, block_user, unblock_author
from bot.name_checks import MOST_CHECKS, WITHIN
from cogs import guises
from data.forums import update_forum
from data.posts import get_post
from data.tables import Anonymity, Member, Post, PostState, Vote
from tests.acceptance.facts import counts_are_right, deleted, post_of, rows, told, waiting
from tests.acceptance.seen import refusal
from tests.support.calls import NEW_THREAD
from tests.support.people import answer, ask, own_words, press, submit
from tests.support.reading import (
    buttons_of,
    dm_texts,
    dms,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

ANONYMOUS = ["anonymous"]
WHILE = 25.0
TITLE = "How can I sleep before an exam?"


async def asked(
    world: ForumWorld, name: str = "", options: Sequence[str] = ANONYMOUS, title: str = TITLE
) -> str:
    """Let Alice ask anonymously, and return what she alone was told."""
    form = await world.alice.slash(world.lobby, "ask")
    result = await submit(
        world.alice,
        form,
        title=title,
        details="I lie awake for hours." if title == TITLE else "",
        display_name=name,
        options=list(options),
    )
    return private_text(result)


async def answered(world: ForumWorld, member: MemberActor, body: str | None = None) -> str:
    form = await press(member, starter_of(world.thread), "Answer")
    said = own_words(member, "A walk in the evening helps a lot.") if body is None else body
    return private_text(await submit(member, form, body=said, options=ANONYMOUS))


async def alias_of(world: ForumWorld, number: int) -> str:
    alias = (await post_of(world, number)).alias
    assert alias
    return alias


async def test_a_question_appears_after_a_while_under_an_alias(either_world: ForumWorld) -> None:
    world = either_world
    said = await asked(world)
    alias = await alias_of(world, 1)
    quality, creature = alias.split()
    assert quality in QUALITIES
    assert creature in CREATURES
    assert said.startswith(f"Saved as #1. It appears by itself within 20 seconds, by **{alias}**.")
    # Not at once: until then, not even its author finds it by its number.
    assert "Once it has appeared, /show 1 has your buttons." in said
    assert (await post_of(world)).state is PostState.QUEUED
    shown = await world.mod.slash(world.lobby, "show", question="1")
    assert "can't find that post" in refusal(world, shown)
    await world.pass_time(WHILE)
    assert world.thread._channel.name == TITLE
    card = text_of(starter_of(world.thread))
    assert f"asked by {alias} (anonymous)" in card
    assert str(world.alice.id) not in card
    assert "Alice" not in card
    assert await waiting(world) == []


async def test_nobody_becomes_a_member_or_earns_by_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    await answered(world, world.bob)
    await world.pass_time(WHILE)
    await world.carol.react(starter_of(world.thread), "👍")
    await world.pass_time(5)
    (member,) = await rows(world, Member)
    assert member.name is None, "Carol, who voted"
    assert await counts_are_right(world)


async def test_the_same_alias_within_a_question_and_another_in_the_next(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    await answered(world, world.alice, "What I found out myself meanwhile.")
    await answered(world, world.bob)
    await world.pass_time(WHILE)
    mine, again, his = [await alias_of(world, number) for number in (1, 2, 3)]
    assert mine == again
    assert his != mine
    first, second = await post_of(world, 1), await post_of(world, 2)
    assert first.author_mark == second.author_mark
    await ask(world.alice, world.lobby, "Another question of the same person", options=ANONYMOUS)
    await world.pass_time(WHILE)
    assert (await post_of(world, 4)).author_mark != first.author_mark


async def test_a_chosen_name_is_shown_and_kept(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, "Worried <@123> **Student**")
    await world.pass_time(WHILE)
    assert "Worried \\<@123> \\*\\*Student\\*\\* (anonymous)" in text_of(starter_of(world.thread))
    form = await press(world.alice, starter_of(world.thread), "Answer")
    assert fields_of(form)["display_name"]["value"] == "Worried <@123> **Student**"


@pytest.mark.parametrize(
    "name",
    [
        *("bob", "B0B", "Moderator", "\N{CYRILLIC CAPITAL LETTER VE}ob", "  BOB "),
        *("\u15f7O\u15f7", "Bob™", "\u15e9\u15ea\u15f0I\u144e", "Mod✓", "ModBob", "007mod"),
    ],
)
async def test_a_name_that_imitates_is_refused(forum_world: ForumWorld, name: str) -> None:
    world = forum_world
    await ask(world.bob, world.lobby, "A question that Bob asks by name")
    said = await asked(world, name)
    assert "could be taken for somebody else" in said
    assert len(await rows(world, Post)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Carol",
        "lda",
        "\u2605 Анна",
        "\u2605 José",
        "\u200b Carol",
        "\u2605 Carol",
        "- Carol",
        "@ Carol",
        "C a r o l",
        "by Carol",
        "\u1455\u15e9\u1587O\u14aa",
        "\u0188\u03b1\u027e\u03c3\u0285",
    ],
)
async def test_a_member_who_never_posted_is_not_imitated(
    forum_world: ForumWorld, name: str
) -> None:
    for member in ("Ida", "Анна", "José"):
        forum_world.join(member)
    said = await asked(forum_world, name)
    assert "could be taken for somebody else" in said
    assert await rows(forum_world, Post) == []


@pytest.mark.parametrize(
    "name", ["민수", "\u0930\u093e\u092e", "\u0e1b\u0e35", "7 points of light"]
)
async def test_a_name_that_only_sounds_like_a_members_is_free(
    forum_world: ForumWorld, name: str
) -> None:
    world = forum_world
    for member in ("Minsu", "Ram", "\u0e1b\u0e39"):
        await ask(world.join(member), world.lobby, f"A question that {member} asks by name")
    await asked(world, name)
    await world.pass_time(WHILE)
    assert f"{name} (anonymous)" in text_of(starter_of(world.thread))


async def test_a_full_name_is_looked_for_where_many_share_the_first(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    for number in range(120):
        world.join(f"Anna {number:03}")
    world.join("Anna Zimmer")
    for name in ("\u2605 Anna Zimmer", "Anna-Zimmer", "AnnaZimmer", "Anna", "- Anna"):
        assert "could be taken for somebody else" in await asked(world, name), name
    assert "could be taken" not in await asked(world, "Anna Quiet")


async def test_a_name_that_cannot_be_looked_up_is_not_taken_on_trust(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guises, "LONGEST_LOOK_SECONDS", 0.0)
    assert "I can't check that name right now." in await asked(forum_world, "Night Owl")
    assert await rows(forum_world, Post) == []


def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the bot asks Discord for from now on."""
    asked_for: list[str] = []
    query_members = discord.Guild.query_members

    async def counted(
        guild: discord.Guild, *, query: str, limit: int, cache: bool
    ) -> list[discord.Member]:
        asked_for.append(query)
        return await query_members(guild, query=query, limit=limit, cache=cache)

    monkeypatch.setattr(discord.Guild, "query_members", counted)
    return asked_for


async def test_ordinary_sentences_are_names_where_many_begin_with_the_same_letter(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = forum_world
    for letter in "ail":
        for number in range(110):
            world.join(f"{letter}{number:03} Somebody")
    world.join("l am Pat")
    looks = looked_up(monkeypatch)
    names = {
        "I am lost": "Where does one adopt a cat?",
        "I'm fine": "Who repairs old violins?",
        "A worried mom": "Which bread keeps longest?",
    }
    for name, title in names.items():
        looks.clear()
        assert "Saved as" in await asked(world, name, title=title)
        assert len(looks) <= guises.MOST_LOOKS
    assert "could be taken for somebody else" in await asked(world, "I am Pat")
    assert "could be taken for somebody else" in await asked(world, "I_am.Pat")


async def test_an_ordinary_name_costs_one_look(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = looked_up(monkeypatch)
    assert "Saved as #1" in await asked(forum_world, "Quiet Person")
    assert looks == ["quiet"]


async def test_a_longer_name_than_that_of_somebody_is_free(forum_world: ForumWorld) -> None:
    world = forum_world
    world.join("Ann")
    world.join("Jose")
    assert "could be taken for somebody else" in await asked(world, "José")
    assert "Saved as" in await asked(world, "Anna Zimmer")


async def test_nobody_uses_up_the_looks_of_everybody(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = forum_world
    looks = looked_up(monkeypatch)
    for number in range(MOST_CHECKS):
        assert "could be taken" in await asked(world, f"Carol #{number}")
    assert "That were many names in a short while." in await asked(world, "Night Owl")
    # What was looked up is known; others are not held up by it.
    looks.clear()
    assert "could be taken" in await asked(world, "Carol #1")
    assert looks == []
    form = await world.bob.slash(world.lobby, "ask")
    said = await submit(
        world.bob,
        form,
        title="Where does one adopt a cat?",
        display_name="Sea Gull",
        options=ANONYMOUS,
    )
    assert "Saved as" in private_text(said)
    for _ in range(int(WITHIN.total_seconds()) // 30 + 1):
        await world.pass_time(30)
    assert "Saved as" in await asked(world, "Night Owl")


async def test_the_form_says_who_could_learn_the_author(forum_world: ForumWorld) -> None:
    form = await forum_world.alice.slash(forum_world.lobby, "ask")
    options = {each["value"]: each for each in fields_of(form)["options"]["options"]}
    assert options["anonymous"]["description"] == (
        "Members and moderators can't see it's you. Only whoever hosts this bot holds the key."
    )


async def test_posting_by_name_where_one_is_anonymous_asks_first(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    alias = await alias_of(world, 1)
    form = await press(world.alice, starter_of(world.thread), "Answer")
    result = await submit(world.alice, form, body="What I found out myself.", options=[])
    assert private_text(result) == f"You wrote here as {alias}. Post as yourself?"
    assert buttons_of(reply_of(result)) == [f"Post as {alias}", "Post as myself"]
    assert len(await rows(world, Post)) == 1
    said = private_text(await press(world.alice, reply_of(result), f"Post as {alias}"))
    assert said.startswith("Saved as #2.")
    await world.pass_time(WHILE)
    assert f"by {alias} (anonymous)" in text_of(world.thread.history()[-1])


async def test_posting_by_name_is_done_when_it_is_meant(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    form = await press(world.alice, starter_of(world.thread), "Answer")
    result = await submit(world.alice, form, body="What I found out myself.", options=[])
    said = private_text(await press(world.alice, reply_of(result), "Post as myself"))
    assert said.startswith("Your answer is posted")
    assert f"by <@{world.alice.id}>" in text_of(world.thread.history()[-1])


async def test_the_log_does_not_say_who_was_asked_whether_they_mean_it(
    forum_world: ForumWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    caplog.set_level(logging.DEBUG)
    told = []
    for person in (world.alice, world.bob):
        caplog.clear()
        form = await press(person, starter_of(world.thread), "Comment")
        body = f"What {person.user.name} knows of it."
        said = reply_of(await submit(person, form, body=body, options=[]))
        if person is world.alice:
            private_text(await press(person, said, "Post as myself"))
        await world.pass_time(WHILE)
        ours = [each for each in caplog.records if each.name.startswith(("bot", "cogs"))]
        told.append([re.sub(r"\d+", "N", each.getMessage()) for each in ours])
    assert told[0] == told[1] != []


async def test_the_author_edits_and_deletes_as_the_alias(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    alias = await alias_of(world, 1)
    menu = await press(world.alice, starter_of(world.thread), "More")
    assert {"Edit", "Delete"} <= set(buttons_of(reply_of(menu)))
    other = await press(world.bob, starter_of(world.thread), "More")
    assert not {"Edit", "Delete"} & set(buttons_of(reply_of(other)))
    form = await press(world.alice, reply_of(menu), "Edit")
    await submit(world.alice, form, title=TITLE, details="I tried walking, too.")
    await world.pass_time(5)
    assert f"edited by {alias} (anonymous)" in text_of(starter_of(world.thread))
    really = await press(world.alice, reply_of(menu), "Delete")
    await press(world.alice, reply_of(really), "Delete")
    await world.pass_time(5)
    assert world.threads == []
    assert (await post_of(world)).author_seal is None
    assert await rows(world, Member) == []


async def test_the_author_is_told_like_anybody(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, options=["anonymous", "notify"])
    await world.pass_time(WHILE)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(5)
    assert "Bob answered your question" in dm_texts(world.alice)[-1]
    (row,) = await told(world)
    assert (row.recipient_id, row.post_id, row.actor_id) == (None, None, None)
    inbox = private_text(await world.alice.slash(world.lobby, "inbox"))
    assert "Bob answered your question" in inbox
    assert "Nothing here yet" in private_text(await world.carol.slash(world.lobby, "inbox"))


async def test_the_author_can_stop_dms_and_mark_as_read(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, options=["anonymous", "notify"])
    await world.pass_time(WHILE)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(5)
    shown = await world.alice.slash(world.lobby, "inbox")
    await press(world.alice, reply_of(shown), "Mark all as read")
    assert "**New:**" not in text_of(reply_of(shown))
    (row,) = await told(world)
    assert row.read_at is None, "the time of reading would tell who read"
    await write_reads(world.bot.database)
    await world.restart()
    assert "**New:**" not in private_text(await world.alice.slash(world.lobby, "inbox"))
    await press(world.alice, dms(world.alice)[-1], "Stop for this question")
    await answer(world.carol, starter_of(world.thread), "Another answer, by Carol this time.")
    await world.pass_time(5)
    assert sum("answered your question" in text for text in dm_texts(world.alice)) == 1


async def test_an_anonymous_answer_names_its_alias_to_the_asker(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, options=["notify"])
    await answered(world, world.bob)
    await world.pass_time(WHILE)
    alias = await alias_of(world, 2)
    assert f"{alias} answered your question" in dm_texts(world.alice)[-1]
    assert "Bob" not in dm_texts(world.alice)[-1]


async def test_the_authors_own_vote_is_like_anyones(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    await world.alice.react(starter_of(world.thread), "👍")
    await world.pass_time(5)
    assert "+1 vote" in text_of(starter_of(world.thread))


async def test_taking_ones_name_settles_points_and_own_votes(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, options=["anonymous", "notify"])
    await world.pass_time(WHILE)
    card = starter_of(world.thread)
    await world.alice.react(card, "👍")
    await world.carol.react(card, "👍")
    await answer(world.bob, card)
    await world.pass_time(5)
    menu = await press(world.alice, card, "More")
    really = await press(world.alice, reply_of(menu), "Show my name")
    assert "Other posts of yours in this question" in private_text(really)
    await press(world.alice, reply_of(really), "Show my name")
    await world.pass_time(5)
    shown = text_of(starter_of(world.thread))
    assert f"asked by <@{world.alice.id}>" in shown
    assert "+1 vote" in shown
    assert len(await rows(world, Vote)) == 1
    assert await counts_are_right(world)
    assert "Bob answered your question" in private_text(
        await world.alice.slash(world.lobby, "inbox")
    )
    post = await post_of(world)
    assert (post.alias, post.author_seal, post.author_mark) == (None, None, None)


async def test_repeats_count_across_names(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, TITLE, "I lie awake for hours.")
    assert "already posted" in await asked(world)
    for number in range(9):
        await ask(world.alice, world.lobby, f"Question number {number} of many", options=ANONYMOUS)
        await world.pass_time(1)
    said = private_text(await ask(world.alice, world.lobby, "One question more than allowed"))
    assert "a lot in one hour" in said


async def test_who_is_blocked_posts_neither_way(forum_world: ForumWorld) -> None:
    world = forum_world
    async with world.bot.database.write() as session:
        await block_user(session, 1, world.alice.id, until=None, reason="let it rest")
    assert "You can't post here at the moment: let it rest." in await asked(world)
    said = private_text(await ask(world.alice, world.lobby, "A question by name instead"))
    assert "let it rest" in said
    assert await rows(world, Member) == []
    assert await rows(world, Post) == []


async def test_a_block_by_alias_stops_anonymous_posts_alone(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.pass_time(WHILE)
    async with world.bot.database.write() as session:
        post = await get_post(session, 1)
        assert post is not None
        await block_author(session, post, until=None, reason="", is_named_too=False)
    assert "can't post here at the moment" in await asked(world, "Another Name")
    said = private_text(await ask(world.alice, world.lobby, "A question by name instead"))
    assert said.startswith("Your question is posted")
    async with world.bot.database.write() as session:
        await unblock_author(session, post)
    said = private_text(
        await ask(world.alice, world.lobby, "Something else, unblocked", options=ANONYMOUS)
    )
    assert said.startswith("Saved as")


async def test_a_kill_in_between_shows_it_once(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.crash(NEW_THREAD, after=True)
    await asked(world)
    await world.pass_time(WHILE)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(WHILE)
    assert len(world.threads) == 1
    assert await waiting(world) == []


async def test_where_nobody_posts_anonymously_the_form_does_not_offer_it(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    form = await world.alice.slash(world.lobby, "ask")
    async with world.bot.database.write() as session:
        await update_forum(session, 1, anonymity=Anonymity.OFF)
    refused = await submit(world.alice, form, title=TITLE, options=ANONYMOUS)
    assert "takes no anonymous posts" in private_text(refused)
    assert "display_name" not in fields_of(await world.alice.slash(world.lobby, "ask"))


async def test_what_a_deleted_question_told_its_author_goes_with_it(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, options=[*ANONYMOUS, "notify"])
    await world.pass_time(WHILE)
    await answer(world.bob, starter_of(world.thread))
    assert len(await told(world)) == 1
    await deleted(world, world.alice, starter_of(world.thread))
    assert await told(world) == []
    post = await post_of(world, 1)
    assert (post.alias, post.former_alias) == (None, None)
