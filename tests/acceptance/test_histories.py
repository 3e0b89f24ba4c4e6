"""**History** under More: what changed, one change a page, nothing of it live."""

import pytest
from simcord.actors import MemberActor

from data.posts import update_post
from tests.acceptance.facts import post_of
from tests.acceptance.limits import assert_within_limits
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    components_of,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
ODD = "# **Look** <@1> [a](https://example.com) ```code``` @everyone ~~no~~"


@pytest.fixture(autouse=True)
async def _asked(forum_world: ForumWorld) -> None:
    command = {"tags": "exam"}
    await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie awake.", command=command)
    await forum_world.pass_time(2)


async def edit(
    world: ForumWorld,
    who: MemberActor,
    button: str = "Edit",
    *,
    card: Shown | None = None,
    **over: str,
) -> str:
    """Let somebody edit the question, and return what they are told."""
    menu = reply_of(await press(who, card or starter_of(world.thread), "More"))
    said = private_text(await submit(who, await press(who, menu, button), **over))
    await world.pass_time(2)
    return said


async def history(world: ForumWorld, who: MemberActor, card: Shown | None = None) -> Shown:
    """Let somebody open the history of the question."""
    menu = reply_of(await press(who, card or starter_of(world.thread), "More"))
    return reply_of(await press(who, menu, "History"))


async def test_a_change_shows_who_when_and_which_words(forum_world: ForumWorld) -> None:
    await edit(forum_world, forum_world.alice, details="I lie wide awake at night.", tags="exam, a")
    page = await history(forum_world, forum_world.bob)
    assert text_of(page).splitlines() == [
        f"### History of #1 · {TITLE}",
        f"-# change 1 of 1 · edited by <@{forum_world.alice.id}> "
        + text_of(page).splitlines()[1].rpartition(" ")[2],
        "**Tags**",
        "Before: exam",
        "Now: exam **a**",
        "**Text**",
        "Before: I lie ~~awake.~~",
        "Now: I lie **wide awake at night.**",
    ]
    assert buttons_of(page) == []


async def test_one_turns_from_change_to_change_also_after_a_restart(
    forum_world: ForumWorld,
) -> None:
    await edit(forum_world, forum_world.alice, details="One.")
    await edit(forum_world, forum_world.mod, details="Two.")
    await edit(forum_world, forum_world.alice, title="How do I sleep at all?")
    page = await history(forum_world, forum_world.bob)
    assert "change 3 of 3" in text_of(page)
    assert "**Title**" in text_of(page)
    await press(forum_world.bob, page, "Older change")
    assert f"change 2 of 3 · edited by <@{forum_world.mod.id}>" in text_of(page)
    await forum_world.restart()
    await press(forum_world.bob, page, "Older change")
    assert buttons_of(page) == ["Newer change"]
    assert "Now: **One.**" in text_of(page)


async def test_what_was_edited_silently_everybody_can_see_in_the_history(
    forum_world: ForumWorld,
) -> None:
    said = await edit(forum_world, forum_world.mod, "Edit silently", details="I lie awake a lot.")
    assert said == "Your changes to #1 are saved."
    card = text_of(starter_of(forum_world.thread))
    assert "I lie awake a lot." in card
    assert "edited by" not in card
    page = await history(forum_world, forum_world.carol)
    assert f"edited silently by <@{forum_world.mod.id}>" in text_of(page)
    log = await forum_world.mod.slash(forum_world.lobby, "mod log", member=forum_world.alice)
    assert f"<@{forum_world.mod.id}> edited #1 silently" in private_text(log)


async def test_nothing_in_it_is_live(forum_world: ForumWorld) -> None:
    await edit(forum_world, forum_world.alice, details=ODD)
    page = text_of(await history(forum_world, forum_world.bob))
    now = next(line for line in page.splitlines() if line.startswith("Now:"))
    for live in ("](https://", "```", "@everyone", " <@1>"):
        assert live not in now
    assert "\\<@1>" in now
    assert "\\*\\*Look\\*\\*" in now


@pytest.mark.parametrize("hides", ["content note", "spoiler"])
async def test_what_was_hidden_until_tapped_is_so_in_the_history(
    forum_world: ForumWorld, hides: str
) -> None:
    if hides == "spoiler":
        await edit(forum_world, forum_world.alice, details="I ||did something|| then.")
    async with forum_world.bot.database.write() as session:
        await update_post(session, 1, is_spoiler=hides == "content note")
    await edit(forum_world, forum_world.alice, details="I forgot what I did.")
    page = await history(forum_world, forum_world.bob)
    (container,) = [each for each in components_of(page) if each["type"] == 17]
    assert container["spoiler"] is True


async def test_long_changes_have_several_parts(forum_world: ForumWorld) -> None:
    forum_world.gaps.forget()
    async with forum_world.bot.database.write() as session:
        await update_post(session, 1, body="_*old*_ <words> " * 700 + "x" * 700)
    await edit(forum_world, forum_world.alice, details_2="_*new*_ <signs>\n" * 250)
    page = await history(forum_world, forum_world.bob)
    seen = text_of(page)
    assert "page 1 of" in seen
    while "Next" in buttons_of(page):
        await press(forum_world.bob, page, "Next")
        assert text_of(page) not in seen
        seen += text_of(page)
    assert "Previous" in buttons_of(page)
    assert_within_limits(forum_world)


async def test_a_post_as_it_was_written_offers_no_history(forum_world: ForumWorld) -> None:
    menu = reply_of(await press(forum_world.bob, starter_of(forum_world.thread), "More"))
    assert "History" not in buttons_of(menu)


async def test_a_hidden_posts_texts_are_for_moderators(forum_world: ForumWorld) -> None:
    await edit(forum_world, forum_world.alice, details="Something to be hidden.")
    page = await history(forum_world, forum_world.bob)
    await edit(forum_world, forum_world.alice, details="Something else.")
    shown = await forum_world.bob.slash(forum_world.lobby, "show", question="1")
    await forum_world.mod.slash(forum_world.lobby, "mod hide", post="1")
    await forum_world.pass_time(2)
    menu = reply_of(await press(forum_world.bob, reply_of(shown), "More"))
    assert not {"History", "Read all"} & set(buttons_of(menu))
    card = reply_of(await forum_world.mod.slash(forum_world.lobby, "show", question="1"))
    assert "Something" in text_of(await history(forum_world, forum_world.mod, card))
    menu = reply_of(await press(forum_world.mod, card, "More"))
    whole = text_of(reply_of(await press(forum_world.mod, menu, "Read all")))
    assert "Something else." in whole
    assert "Hidden by a moderator" in whole
    assert page is not None


async def test_a_failed_silent_draft_does_not_make_an_open_edit_silent(
    forum_world: ForumWorld,
) -> None:
    told = await edit(forum_world, forum_world.mod, "Edit silently", title=" " * 20 + ".")
    assert "at least 12 characters" in told
    await edit(forum_world, forum_world.mod, title=TITLE, details="Openly.")
    assert f"edited by <@{forum_world.mod.id}>" in text_of(starter_of(forum_world.thread))


async def test_tags_are_edited_in_the_form(forum_world: ForumWorld) -> None:
    card = starter_of(forum_world.thread)
    menu = reply_of(await press(forum_world.alice, card, "More"))
    form = await press(forum_world.alice, menu, "Edit")
    assert fields_of(form)["tags"]["value"] == "exam"
    refused = await submit(forum_world.alice, form, tags="😀" * 40)
    assert "Tags are words" in private_text(refused)
    again = await press(forum_world.alice, reply_of(refused), "Open again with my text")
    assert fields_of(again)["tags"]["value"] == "😀" * 40
    await submit(forum_world.alice, again, tags="Exam Sleep")
    await forum_world.pass_time(2)
    assert "· exam, sleep" in text_of(starter_of(forum_world.thread))
    assert (await post_of(forum_world)).title == TITLE


async def test_an_answers_history_is_under_its_own_card(forum_world: ForumWorld) -> None:
    await answer(forum_world.bob, starter_of(forum_world.thread), "Warm milk, and no screens.")
    card = forum_world.thread.history()[-1]
    await edit(forum_world, forum_world.bob, card=card, body="Warm milk, and early to bed.")
    page = await history(forum_world, forum_world.carol, forum_world.thread.history()[-1])
    assert text_of(page).startswith("### History of #2\n")
