"""`/forum settings`: chosen in a menu, saved at once, and never looser for what is there."""

import pytest
from simcord.results import InteractionResult, ResponseMessage

from data.tables import Anonymity, AuditEntry, Draft, Forum
from tests.acceptance.facts import post_of, rows
from tests.acceptance.masked import ask_masked
from tests.support.people import ask, press, submit
from tests.support.reading import components_of, fields_of, private_text, reply_of, text_of
from tests.support.worlds import ForumWorld


async def panel(world: ForumWorld) -> ResponseMessage:
    shown = await world.owner.slash(world.lobby, "forum settings")
    assert private_text(shown).startswith("## Settings of the forum")
    return reply_of(shown)


def menus(shown: ResponseMessage) -> dict[str, str]:
    """Return what is chosen in each menu, by its setting."""
    found = [each for each in components_of(shown) if each["type"] == 3]
    return {
        str(menu["custom_id"]).split(":")[0].removeprefix("set-"): option["label"]
        for menu in found
        for option in menu["options"]
        if option.get("default")
    }


async def choose(
    world: ForumWorld, shown: ResponseMessage, setting: str, value: str
) -> InteractionResult:
    result: InteractionResult = await world.owner.select(
        shown, [value], custom_id=f"set-{setting}:1"
    )
    return result


async def forum_of(world: ForumWorld) -> Forum:
    (forum,) = await rows(world, Forum)
    return forum


async def test_the_panel_shows_what_is_chosen_and_what_a_change_means(
    forum_world: ForumWorld,
) -> None:
    shown = await panel(forum_world)
    assert menus(shown) == {
        "most_answers": "As many as they like",
        "anonymity": "Sealed",
        "seal_days": "Never",
        "anonymous_delay_seconds": "Within 20 seconds",
    }
    assert "keeps there what they were promised, whether you tighten or loosen" in text_of(shown)


@pytest.mark.parametrize(
    ("setting", "value", "stored", "label"),
    [
        ("most_answers", "1", 1, "One, which they can edit"),
        ("anonymity", "off", Anonymity.OFF, "No anonymous posts"),
        ("anonymity", "break_glass", Anonymity.BREAK_GLASS, "Break-glass"),
        ("seal_days", "90", 90, "After 90 days"),
        ("anonymous_delay_seconds", "0", 0, "At once"),
        ("anonymous_delay_seconds", "300", 300, "Within five minutes"),
    ],
)
async def test_a_choice_is_saved_and_logged(
    forum_world: ForumWorld, setting: str, value: str, stored: object, label: str
) -> None:
    shown = await panel(forum_world)
    before = getattr(await forum_of(forum_world), setting)
    await choose(forum_world, shown, setting, value)
    assert getattr(await forum_of(forum_world), setting) == stored
    assert menus(shown)[setting] == label
    entry = (await rows(forum_world, AuditEntry))[-1]
    assert (entry.action, entry.detail) == ("change settings", f"{setting}: {before} -> {stored}")
    assert entry.actor_id is not None


async def test_never_can_be_chosen_again(forum_world: ForumWorld) -> None:
    shown = await panel(forum_world)
    await choose(forum_world, shown, "seal_days", "30")
    await choose(forum_world, shown, "seal_days", "never")
    assert (await forum_of(forum_world)).seal_days is None


async def test_the_same_choice_again_is_not_logged(forum_world: ForumWorld) -> None:
    before = len(await rows(forum_world, AuditEntry))
    await choose(forum_world, await panel(forum_world), "anonymity", "sealed")
    assert len(await rows(forum_world, AuditEntry)) == before


async def test_who_no_longer_manages_the_server_is_refused(forum_world: ForumWorld) -> None:
    shown = await panel(forum_world)
    forum_world.guild._guild.owner_id = forum_world.alice.id
    said = private_text(await choose(forum_world, shown, "anonymity", "off"))
    assert "don't have permission" in said
    assert (await forum_of(forum_world)).anonymity is Anonymity.SEALED


async def test_older_posts_keep_what_they_were_promised(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    shown = await panel(world)
    await choose(world, shown, "anonymity", "break_glass")
    await choose(world, shown, "seal_days", "30")
    await ask_masked(world, world.alice, "How can I rest before an exam?")
    first, second = await post_of(world, 1), await post_of(world, 2)
    assert (first.is_unmaskable, first.seal_days) == (False, None)
    assert (second.is_unmaskable, second.seal_days) == (True, 30)
    await choose(world, shown, "anonymity", "sealed")
    assert (await post_of(world, 2)).is_unmaskable


async def test_without_anonymous_posts_the_form_has_none(forum_world: ForumWorld) -> None:
    world = forum_world
    await choose(world, await panel(world), "anonymity", "off")
    form = await world.alice.slash(world.lobby, "ask")
    assert "display_name" not in fields_of(form)


async def change_titles(world: ForumWorld, text: str) -> InteractionResult:
    form = await press(world.owner, await panel(world), "Change titles")
    return await submit(world.owner, form, titles=text)


async def test_titles_are_given_in_a_form_that_shows_those_there_are(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    assert "None yet." in text_of(await panel(world))
    said = private_text(await change_titles(world, "500 Regular\n\n100  New*comer"))
    assert said == "Saved: 2 titles."
    titles = [tuple(each) for each in (await forum_of(world)).titles_by_points]
    assert titles == [(100, "New*comer"), (500, "Regular")]
    assert "- New\\*comer from 100 points\n- Regular from 500 points" in text_of(await panel(world))
    form = await press(world.owner, await panel(world), "Change titles")
    assert fields_of(form)["titles"]["value"] == "100 New*comer\n500 Regular"
    await ask(world.alice, world.lobby)
    assert "New\\*comer" in private_text(
        await world.bob.slash(world.lobby, "profile", member=world.alice)
    )
    entry = (await rows(world, AuditEntry))[-1]
    assert (entry.action, entry.detail) == ("change settings", "titles_by_points: 0 -> 2")
    assert private_text(await change_titles(world, "")) == "Saved: there are no titles now."
    assert (await forum_of(world)).titles_by_points == []


async def test_titles_that_can_not_be_read_are_given_back(forum_world: ForumWorld) -> None:
    world = forum_world
    refused = await change_titles(world, "100 Newcomer\nGuide")
    assert "I can't read “Guide”." in private_text(refused)
    again = await press(world.owner, reply_of(refused), "Open again with my text")
    assert fields_of(again)["titles"]["value"] == "100 Newcomer\nGuide"
    await submit(world.owner, again, titles="100 Newcomer\n900 Guide")
    assert len((await forum_of(world)).titles_by_points) == 2
    assert await rows(world, Draft) == []


async def test_only_who_manages_the_server_gives_titles(forum_world: ForumWorld) -> None:
    world = forum_world
    form = await press(world.owner, await panel(world), "Change titles")
    world.guild._guild.owner_id = world.alice.id
    said = private_text(await submit(world.owner, form, titles="100 Newcomer"))
    assert "don't have permission" in said
    assert (await forum_of(world)).titles_by_points == []
