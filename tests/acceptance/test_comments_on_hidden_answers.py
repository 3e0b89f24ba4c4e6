"""What is on a hidden answer is hidden with it, and comes back with it."""

import pytest

from bot.forum.privacy.removing import remove
from data.posts import get_post
from tests.acceptance.facts import ANSWER, answered, asked, counts_are_right, waiting
from tests.acceptance.seen import public_button
from tests.acceptance.test_beneath_hidden import texts
from tests.acceptance.test_hiding import hide, is_asleep, unhide
from tests.support.calls import on
from tests.support.moderators import fall_asleep
from tests.support.people import press, submit
from tests.support.reading import buttons_of, dm_texts, private_text, reply_of
from tests.support.worlds import ForumWorld

SAID = "Walks never helped me at all."
COMMENT = ANSWER + 1
COVERED = "Hidden with its answer"


async def commented(world: ForumWorld, *options: str) -> None:
    """Let Alice ask, Bob answer, and Carol comment on that."""
    await asked(world)
    form = await press(world.carol, await answered(world), "Comment")
    await submit(world.carol, form, body=SAID, options=[*options])
    await world.pass_time(45 if options else 3)
    assert SAID in texts(world)[-1]


async def test_a_comment_is_covered_with_its_answer_and_shown_with_it(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await commented(world)
    await hide(world, str(ANSWER))
    await world.pass_time(5)
    assert texts(world)[-1].startswith(COVERED)
    assert buttons_of(world.thread.history()[-1]) == ["More"]
    assert not any(SAID in each for each in texts(world))
    shown = await world.alice.slash(world.lobby, "show", question=str(COMMENT))
    assert private_text(shown).startswith(COVERED)
    await unhide(world, str(ANSWER))
    await world.pass_time(5)
    assert SAID in texts(world)[-1]
    assert await counts_are_right(world)
    assert await waiting(world) == []


async def test_only_moderators_read_it_meanwhile(forum_world: ForumWorld) -> None:
    world = forum_world
    await commented(world)
    await hide(world, str(ANSWER))
    await world.pass_time(5)
    card = world.thread.history()[-1]
    for_others = reply_of(await press(world.alice, card, "More"))
    assert "Read all" not in buttons_of(for_others)
    assert "Related questions" not in buttons_of(for_others)
    by_mod = reply_of(await press(world.mod, card, "More"))
    assert "Read all" in buttons_of(by_mod)
    assert SAID in private_text(await press(world.mod, by_mod, "Read all"))
    assert "Edit" not in buttons_of(by_mod)


async def test_profiles_and_inboxes_leave_it_out(forum_world: ForumWorld) -> None:
    world = forum_world
    await commented(world)
    assert any(SAID in each for each in dm_texts(world.bob)) or SAID in private_text(
        await world.bob.slash(world.lobby, "inbox")
    )
    await hide(world, str(ANSWER))
    await world.pass_time(10)
    assert not any(SAID in each for each in dm_texts(world.bob))
    assert SAID not in private_text(await world.bob.slash(world.lobby, "inbox"))
    profile = await world.alice.slash(world.lobby, "profile", member=world.carol)
    assert f"#{COMMENT}" not in private_text(profile)
    await unhide(world, str(ANSWER))
    assert SAID in private_text(await world.bob.slash(world.lobby, "inbox"))
    profile = await world.alice.slash(world.lobby, "profile", member=world.carol)
    assert f"#{COMMENT}" in private_text(profile)


async def test_it_is_neither_edited_nor_followed_on_meanwhile(forum_world: ForumWorld) -> None:
    world = forum_world
    await commented(world)
    menu = await press(world.carol, world.thread.history()[-1], "More")
    form = await press(world.carol, reply_of(menu), "Edit")
    await hide(world, str(ANSWER))
    said = private_text(await submit(world.carol, form, body="Something else altogether."))
    assert "hidden" in said
    await unhide(world, str(ANSWER))
    await world.pass_time(5)
    assert SAID in texts(world)[-1]


@pytest.mark.parametrize("shows", [False, True])
async def test_a_sleeping_thread_covers_it_too(forum_world: ForumWorld, *, shows: bool) -> None:
    world = forum_world
    await commented(world)
    if shows:
        await hide(world, str(ANSWER))
        await world.pass_time(5)
    await fall_asleep(world.thread)
    await (unhide if shows else hide)(world, str(ANSWER))
    await world.pass_time(5)
    assert (SAID in texts(world)[-1]) is shows
    assert not is_asleep(world)
    assert await waiting(world) == []


async def test_a_hidden_question_shown_again_leaves_it_covered(forum_world: ForumWorld) -> None:
    world = forum_world
    await commented(world)
    await hide(world, str(ANSWER))
    await hide(world)
    await world.pass_time(5)
    assert texts(world)[-1].startswith("Hidden with its question")
    await unhide(world)
    await world.pass_time(5)
    assert texts(world)[-1].startswith(COVERED)


async def test_an_answer_that_is_erased_while_it_is_hidden_covers_it_for_good(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await commented(world)
    await hide(world, str(ANSWER))
    await world.pass_time(5)
    async with world.bot.database.write() as session:
        post = await get_post(session, ANSWER)
        assert post is not None
        await remove(session, post, now=world.bot.now(), by=None)
    await world.pass_time(5)
    assert texts(world)[-1].startswith(COVERED)
    shown = await world.alice.slash(world.lobby, "show", question=str(COMMENT))
    assert private_text(shown).startswith(COVERED)


async def test_an_anonymous_one_is_covered_and_its_author_hears_it_as_everybody(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await commented(world, "anonymous")
    await hide(world, str(ANSWER))
    await world.pass_time(5)
    card = world.thread.history()[-1]
    assert texts(world)[-1].startswith(COVERED)
    by_author = await press(world.carol, card, "More")
    assert SAID not in private_text(by_author)


async def test_it_is_neither_found_nor_offered_nor_its_history_read(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await commented(world)
    menu = await press(world.carol, world.thread.history()[-1], "More")
    form = await press(world.carol, reply_of(menu), "Edit")
    await submit(world.carol, form, body="Walks with a llama helped me.")
    await world.pass_time(5)

    async def found() -> list[str]:
        by_words = await world.bob.slash(world.lobby, "search", query="llama")
        offers = []
        for typed in ("llama", str(COMMENT)):
            chosen = await world.bob.autocomplete(world.lobby, "show", "question", typed)
            offers += [each["name"] for each in chosen]
        history = await world.bob.slash(world.lobby, "show", question=str(COMMENT))
        return [private_text(by_words), *offers, private_text(history)]

    assert sum("llama" in each for each in await found()) == 4
    await hide(world, str(ANSWER))
    await world.pass_time(5)
    assert not any("llama" in each or "Walks" in each for each in await found())
    button = await public_button(world, "History", f"history:{COMMENT}")
    assert "hidden" in private_text(await press(world.bob, button, "History"))
    assert "llama" in private_text(await press(world.mod, button, "History"))
    await unhide(world, str(ANSWER))
    await world.pass_time(5)
    assert sum("llama" in each for each in await found()) == 4


async def test_one_that_appears_later_is_covered_and_told_of_once_its_answer_is_shown(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    form = await press(world.carol, await answered(world), "Comment")
    await submit(world.carol, form, body=SAID, options=["anonymous"])
    await hide(world, str(ANSWER))
    await world.pass_time(60)
    assert texts(world)[-1].startswith(COVERED)
    assert not any(SAID in each for each in [*texts(world), *dm_texts(world.bob)])
    assert SAID not in private_text(await world.bob.slash(world.lobby, "inbox"))
    await unhide(world, str(ANSWER))
    await world.pass_time(5)
    assert SAID in texts(world)[-1]
    assert SAID in private_text(await world.bob.slash(world.lobby, "inbox"))
    assert await waiting(world) == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("shows", [False, True])
async def test_a_kill_leaves_none_of_it_readable_nor_hidden(
    forum_world: ForumWorld, *, which: int, after: bool, shows: bool
) -> None:
    world = forum_world
    await commented(world)
    if shows:
        await hide(world, str(ANSWER))
        await world.pass_time(5)
    card = world.thread.history()[which - 2]
    edits = on("PATCH", f"/channels/*/messages/{card.id}")
    world.gaps.crash(edits, after=after)
    await (unhide if shows else hide)(world, str(ANSWER))
    await world.pass_time(5)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(60)
    assert (SAID in texts(world)[-1]) is shows
    assert texts(world)[-2].startswith("Hidden by a moderator") is not shows
    assert await waiting(world) == []


@pytest.mark.parametrize("status", [403, 429, 500])
async def test_discords_refusals_only_delay_it(forum_world: ForumWorld, status: int) -> None:
    world = forum_world
    await commented(world)
    card = world.thread.history()[-1]
    world.gaps.refuse(on("PATCH", f"/channels/*/messages/{card.id}"), status, times=2)
    await hide(world, str(ANSWER))
    await world.pass_time(4000)
    assert texts(world)[-1].startswith(COVERED)
