"""Hiding and showing again, by `/mod` and in More: nothing is lost, and everybody can tell why."""

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from data.tables import AuditEntry, NotificationKind, PostState
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    answered,
    asked,
    cards,
    counts_are_right,
    deleted,
    link_of,
    post_of,
    rows,
    told,
    votes_on,
    waiting,
)
from tests.acceptance.seen import refusal
from tests.support.moderators import delete_messages, delete_thread, new_post
from tests.support.people import press, submit
from tests.support.reading import (
    buttons_of,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"


async def hide(world: ForumWorld, post: str = "1", **options: str) -> str:
    shown = await world.mod.slash(world.lobby, "mod hide", post=post, **options)
    await world.pass_time(3)
    return private_text(shown)


async def unhide(world: ForumWorld, post: str = "1") -> str:
    shown = await world.mod.slash(world.lobby, "mod unhide", post=post)
    await world.pass_time(3)
    return private_text(shown)


async def more(world: ForumWorld, who: MemberActor, number: int = QUESTION) -> InteractionResult:
    """Open More through `/show`, which works wherever the card is."""
    shown = await who.slash(world.lobby, "show", question=str(number))
    return await press(who, reply_of(shown), "More")


def is_asleep(world: ForumWorld) -> bool:
    return is_archived(world.env.backend.get_channel(world.thread.id))


async def test_a_hidden_question_comes_back_as_it_was(either_world: ForumWorld) -> None:
    world = either_world
    await world.owner.slash(world.lobby, "forum category add", name="Sleep")
    card = await asked(world)
    tags = world.env.backend.get_channel(world.thread.id).applied_tags
    await world.carol.react(card, "👍")
    await world.pass_time(3)
    assert await hide(world, reason="Names a neighbour") == "#1 is hidden."
    hidden = text_of(starter_of(world.thread))
    assert hidden == "Hidden by a moderator\n-# #1"
    assert world.thread._channel.name == "Hidden question"
    assert world.env.backend.get_channel(world.thread.id).applied_tags == []
    assert is_asleep(world)
    assert await unhide(world) == "#1 is shown again."
    assert "**+1 vote**" in text_of(starter_of(world.thread))
    assert world.thread._channel.name == TITLE
    assert world.env.backend.get_channel(world.thread.id).applied_tags == tags
    assert not is_asleep(world)
    assert await votes_on(world) == [1]
    assert (await post_of(world)).title == TITLE
    assert (await post_of(world)).state_reason is None
    assert await waiting(world) == []
    assert await counts_are_right(world)


async def test_more_asks_a_moderator_why_and_says_it_to_moderators_only(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    card = await asked(world)
    menu = await press(world.mod, card, "More")
    form = await press(world.mod, reply_of(menu), "Hide")
    assert list(fields_of(form)) == ["reason"]
    said = private_text(await submit(world.mod, form, reason="Names a neighbour"))
    assert said == "#1 is hidden."
    await world.pass_time(3)
    by_card = await press(world.mod, starter_of(world.thread), "More")
    assert f"Hidden by <@{world.mod.id}> <t:" in private_text(by_card)
    assert "Names a neighbour" in private_text(by_card)
    assert buttons_of(reply_of(by_card)) == ["Read all", "Unhide", "Copy link"]
    for member in (world.alice, world.bob):
        assert "neighbour" not in private_text(await more(world, member))
        assert buttons_of(reply_of(await more(world, member))) == ["Copy link"]
    await press(world.mod, reply_of(by_card), "Unhide")
    assert "Hide" in buttons_of(reply_of(by_card))
    await world.pass_time(3)
    assert world.thread._channel.name == TITLE


async def test_without_a_reason_none_is_given(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    await hide(forum_world)
    said = private_text(await more(forum_world, forum_world.mod))
    assert said.endswith(": no reason given")


async def test_a_hidden_answer_is_not_counted_until_it_is_shown_again(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    question = await asked(world)
    answer = await answered(world)
    await world.carol.react(answer, "👍")
    await world.pass_time(3)
    await hide(world, "2")
    assert "0 answers" in text_of(world.fresh(question))
    assert not is_asleep(world)
    await unhide(world, "2")
    assert "1 answer" in text_of(world.fresh(question))
    assert "A walk in the evening" in text_of(world.fresh(answer))
    assert await votes_on(world, ANSWER) == [1]
    assert await counts_are_right(world)


async def test_the_author_is_told_of_hiding_and_of_its_end(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await hide(world)
    await unhide(world)
    kinds = [each.kind for each in await told(world)]
    assert kinds == [NotificationKind.HIDDEN, NotificationKind.RESTORED]
    inbox = private_text(await world.alice.slash(world.lobby, "inbox"))
    assert "A moderator hid your post" in inbox
    assert "A moderator made your post" in inbox


async def test_who_did_it_is_logged(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await hide(world, reason="Names a neighbour")
    await unhide(world)
    entries = [entry for entry in await rows(world, AuditEntry) if entry.post_id == QUESTION]
    assert [(entry.action, entry.detail) for entry in entries] == [
        ("hide", "Names a neighbour"),
        ("unhide", ""),
    ]
    assert len({entry.actor_id for entry in entries}) == 1
    said = private_text(await world.mod.slash(world.lobby, "mod log", member=world.alice))
    assert f"<@{world.mod.id}> showed #1 again" in said
    assert f"<@{world.mod.id}> hid #1: Names a neighbour" in said


async def test_what_cannot_be_is_said(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)

    async def refused(command: str, post: str) -> str:
        return refusal(world, await world.mod.slash(world.lobby, command, post=post))

    assert "can't find that post" in await refused("mod hide", "99")
    assert "isn't hidden" in await refused("mod unhide", "1")
    await hide(world)
    assert "hidden already" in await refused("mod hide", "1")
    await unhide(world)
    await answered(world)
    await deleted(world, world.alice, card)
    assert "has been removed" in await refused("mod hide", "1")


async def test_members_are_refused(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    assert "Hide" not in buttons_of(reply_of(await press(world.bob, card, "More")))
    menu = reply_of(await press(world.mod, card, "More"))
    form = await press(world.mod, menu, "Hide")
    world.guild._guild.members[world.mod.id].role_ids.clear()
    assert "don't have permission" in private_text(await press(world.mod, menu, "Hide"))
    assert "don't have permission" in private_text(await submit(world.mod, form))
    assert (await post_of(world)).state is PostState.VISIBLE


async def test_unhide_offers_what_is_hidden(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    await hide(world)
    await hide(world, "2")
    found = await world.mod.autocomplete(world.lobby, "mod unhide", "post", "")
    assert [each["value"] for each in found] == ["2", "1"]
    found = await world.mod.autocomplete(world.lobby, "mod unhide", "post", "EXAM")
    assert [each["name"] for each in found] == [f"#1 {TITLE}"]


@pytest.mark.parametrize("how", ["message", "thread"])
async def test_what_was_deleted_in_discord_is_published_again(
    forum_world: ForumWorld, how: str
) -> None:
    world = forum_world
    card = await asked(world)
    await answered(world)
    await world.carol.react(card, "👍")
    await world.pass_time(3)
    if how == "thread":
        await delete_thread(world.mod, world.thread)
    else:
        await delete_messages(world.mod, world.thread, [card])
    await world.pass_time(5)
    assert "deleted in Discord" in private_text(await more(world, world.mod))
    await unhide(world)
    await world.pass_time(5)
    assert len(world.threads) == 1
    assert len(cards(world, QUESTION)) == len(cards(world, ANSWER)) == 1
    assert "**+1 vote**" in text_of(cards(world, QUESTION)[0])
    assert not is_asleep(world)
    assert (await link_of(world)).gone_at is None
    assert await waiting(world) == []
    assert await counts_are_right(world)


async def test_an_answer_deleted_in_discord_is_published_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.mod.delete(await answered(world))
    await world.pass_time(3)
    await hide(world)
    await unhide(world, "2")
    assert len(cards(world, ANSWER)) == 1
    assert is_asleep(world), "its question is still hidden"
    await unhide(world)
    assert len(cards(world, ANSWER)) == 1
    assert await counts_are_right(world)


async def test_a_removed_questions_title_is_said_to_be_removed(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await answered(world)
    await deleted(world, world.alice, card)
    await world.pass_time(3)
    shown = await world.carol.slash(world.lobby, "show", question="2")
    assert "Answer to (removed question)" in private_text(shown)
    link = await press(world.carol, reply_of(await more(world, world.carol, ANSWER)), "Copy link")
    assert private_text(link).startswith("Link to (removed question)\n")


async def test_a_hidden_questions_link_does_not_say_its_title(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await hide(world)
    link = await press(world.carol, reply_of(await more(world, world.carol)), "Copy link")
    assert private_text(link).startswith("Link to (hidden question)\n")


async def test_what_is_beneath_a_hidden_question_is_hidden_with_it(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    card = await answered(world)
    form = await press(world.alice, card, "Comment")
    await submit(world.alice, form, body="That helped me, too.")
    await world.pass_time(3)
    before = text_of(world.fresh(card))
    await hide(world)
    for message in world.thread.history()[-2:]:
        assert text_of(message).startswith("Hidden with its question\n-# #")
        assert buttons_of(message) == ["More"]
    assert is_asleep(world)
    shown = private_text(await world.carol.slash(world.lobby, "show", question="2"))
    assert shown == "Hidden with its question\n-# #2"
    menu = reply_of(await more(world, world.carol, ANSWER))
    assert buttons_of(menu) == ["Copy link"]
    link = private_text(await press(world.carol, menu, "Copy link"))
    assert link.startswith("Link to (hidden question)\n")
    await unhide(world)
    assert text_of(world.fresh(card)) == before
    assert "That helped me" in text_of(world.thread.history()[-1])
    assert not is_asleep(world)
    assert await waiting(world) == []


async def test_what_is_hidden_with_its_question_can_be_read_by_moderators_and_deleted_by_its_author(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    await hide(world)
    menu = reply_of(await more(world, world.mod, ANSWER))
    assert buttons_of(menu) == ["Read all", "Hide", "Copy link"]
    whole = private_text(await press(world.mod, menu, "Read all"))
    assert "A walk in the evening" in whole
    assert "Hidden with its question" in whole
    assert buttons_of(reply_of(await more(world, world.bob, ANSWER))) == ["Delete", "Copy link"]


async def test_buttons_from_before_say_that_it_is_hidden(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    menus = {who: reply_of(await press(who, card, "More")) for who in (world.carol, world.bob)}
    await hide(world)
    for who, button in ((world.carol, "Vote up"), (world.bob, "Edit"), (world.carol, "Vote down")):
        assert "That post is hidden" in private_text(await press(who, menus[who], button))
    assert await votes_on(world, ANSWER) == []


async def test_beneath_a_removed_question_nothing_is_offered_that_fails(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    card = await asked(world)
    answer = await answered(world)
    await deleted(world, world.alice, card)
    await world.pass_time(5)
    assert "A walk in the evening" in text_of(world.fresh(answer))
    assert buttons_of(world.fresh(answer)) == ["More"]
    menu = reply_of(await more(world, world.mod, ANSWER))
    for button in ("Best answer", "Turn into a comment", "Ask a related question"):
        assert button not in buttons_of(menu)
    assert is_asleep(world)


async def test_a_thread_of_somebodys_own_is_named_by_its_question_again(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await new_post(world.alice, world.channel, "help", "Since March.")
    await world.pass_time(2)
    form = await press(world.alice, world.thread.history()[-1], "Make it a question")
    await submit(world.alice, form, title=TITLE)
    await world.pass_time(3)
    assert world.thread._channel.name == "help"
    said = await hide(world)
    assert said.startswith("#1 is hidden.\nIts thread began with a message of its author's own")
    assert f"/{world.thread.id}/{world.thread.id}" in said
    assert world.thread._channel.name == "Hidden question"
    await unhide(world)
    assert world.thread._channel.name == TITLE
    assert (await post_of(world)).title == TITLE
