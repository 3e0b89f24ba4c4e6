"""Tags, category and content note of what is there: by its author, also when it is closed."""

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from data.tables import AuditEntry
from tests.acceptance.facts import asked, news_in, post_of, rows, tags_of
from tests.acceptance.masked import ask_masked
from tests.acceptance.seen import public_button
from tests.support.moderators import fall_asleep
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    choice,
    fields_of,
    is_spoiler,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

LABEL = "Tags and category"


async def form_of(person: MemberActor, card: Shown, label: str = LABEL) -> InteractionResult:
    menu = reply_of(await press(person, card, "More"))
    return await press(person, menu, label)


async def with_categories(world: ForumWorld) -> None:
    for name in ("Family", "Sleep"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await ask(world.alice, world.lobby, category="Family", command={"tags": "nerves exam"})
    await world.pass_time(2)


def ticked(form: InteractionResult) -> list[str]:
    options = fields_of(form)["options"]["options"]
    return [str(each["value"]) for each in options if each.get("default")]


async def test_an_author_changes_tags_and_category(forum_world: ForumWorld) -> None:
    world = forum_world
    await with_categories(world)
    form = await form_of(world.alice, starter_of(world.thread))
    assert list(fields_of(form)) == ["category", "tags", "options"]
    assert fields_of(form)["tags"]["value"] == "nerves, exam"
    options = fields_of(form)["category"]["options"]
    assert [o["label"] for o in options if o.get("default")] == ["Family"]
    sleep = next(str(o["value"]) for o in options if o["label"] == "Sleep")
    said = await submit(world.alice, form, tags="exam, night", category=[sleep])
    assert private_text(said) == "Your changes to #1 are saved."
    await world.pass_time(2)
    card = text_of(starter_of(world.thread))
    assert "in Sleep · exam, night" in card
    assert f"edited by <@{world.alice.id}>" in card
    assert tags_of(world) == ["Sleep"]
    menu = reply_of(await press(world.bob, starter_of(world.thread), "More"))
    assert "nerves" in private_text(await press(world.bob, menu, "History"))
    assert [entry.action for entry in await rows(world, AuditEntry) if entry.post_id] == []


async def test_an_author_may_also_when_it_is_closed(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")
    await world.pass_time(2)
    menu = reply_of(await press(world.alice, card, "More"))
    assert "Edit" not in buttons_of(menu)
    form = await press(world.alice, menu, LABEL)
    assert list(fields_of(form)) == ["tags", "options"], "there are no categories"
    await submit(world.alice, form, tags="exam")
    await world.pass_time(2)
    assert " · exam" in text_of(starter_of(world.thread))


async def test_a_moderators_change_is_told_and_logged(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world, "notify")
    form = await form_of(world.mod, card)
    await submit(world.mod, form, tags="exam")
    await world.pass_time(3)
    assert f"edited by <@{world.mod.id}>" in text_of(starter_of(world.thread))
    assert [entry.action for entry in await rows(world, AuditEntry) if entry.post_id] == ["edit"]
    inbox = private_text(await world.alice.slash(world.lobby, "inbox"))
    assert "edited your post" in inbox


async def test_nobody_else_may(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await answer(world.bob, card)
    await world.pass_time(2)
    menu = reply_of(await press(world.bob, card, "More"))
    assert LABEL not in buttons_of(menu)
    for number in ("1", "2"):
        button = await public_button(world, LABEL, f"retag:{number}")
        said = private_text(await press(world.bob, button, LABEL))
        assert "isn't yours" in said or "only" in said.lower()


@pytest.mark.parametrize("typed", ["a,b,c,d,e,f", "no!", "x" * 31])
async def test_bad_tags_come_back(forum_world: ForumWorld, typed: str) -> None:
    world = forum_world
    card = await asked(world)
    refused = await submit(world.alice, await form_of(world.alice, card), tags=typed)
    again = await press(world.alice, reply_of(refused), "Open again with my text")
    assert fields_of(again)["tags"]["value"] == typed
    await submit(world.alice, again, tags="fine")
    await world.pass_time(2)
    assert " · fine" in text_of(starter_of(world.thread))


async def test_two_at_once_lose_nothing(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    late, early = await form_of(world.alice, card), await form_of(world.mod, card)
    await submit(world.mod, early, tags="exam")
    said = private_text(await submit(world.alice, late, tags="night"))
    assert "Someone changed this post while you were writing." in said


async def test_what_was_hidden_or_is_the_same_says_so(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    said = private_text(await submit(world.alice, await form_of(world.alice, card)))
    assert "Nothing was changed" in said
    form = await form_of(world.alice, card)
    await world.mod.slash(world.lobby, "mod hide", post="1")
    assert "That post is hidden" in private_text(await submit(world.alice, form, tags="exam"))


async def test_a_category_that_went_meanwhile_is_asked_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await with_categories(world)
    form = await form_of(world.alice, starter_of(world.thread))
    options = fields_of(form)["category"]["options"]
    sleep = next(str(o["value"]) for o in options if o["label"] == "Sleep")
    await world.owner.slash(
        world.lobby, "forum category remove", category="Sleep", move_to="Family"
    )
    refused = await submit(world.alice, form, category=[sleep])
    assert "Choose one from the list" in private_text(refused)
    again = await press(world.alice, reply_of(refused), "Open again with my text")
    assert [o["label"] for o in fields_of(again)["category"]["options"]] == ["Family"]


async def test_an_anonymous_author_does_it_under_their_alias(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    form = await form_of(world.alice, starter_of(world.thread))
    await submit(world.alice, form, tags="exam", options=["spoiler"])
    await world.pass_time(2)
    card = starter_of(world.thread)
    alias = (await post_of(world)).alias
    assert f"edited by {alias} (anonymous)" in text_of(card)
    assert str(world.alice.id) not in text_of(card)
    assert is_spoiler(card)


@pytest.mark.parametrize("label", ["Edit", LABEL])
async def test_a_content_note_can_be_set_and_taken_away(
    forum_world: ForumWorld, label: str
) -> None:
    world = forum_world
    card = await asked(world)
    form = await form_of(world.alice, card, label)
    assert ticked(form) == []
    await submit(world.alice, form, options=["spoiler"])
    await world.pass_time(2)
    assert is_spoiler(world.fresh(card))
    assert "edited by" not in text_of(world.fresh(card)), "its text is the same"
    form = await form_of(world.alice, card, label)
    assert ticked(form) == ["spoiler"]
    await submit(world.alice, form, options=[])
    await world.pass_time(2)
    assert not is_spoiler(world.fresh(card))


async def test_an_answer_gets_one_with_its_edit(forum_world: ForumWorld) -> None:
    world = forum_world
    await answer(world.bob, await asked(world))
    await world.pass_time(2)
    card = world.thread.history()[-1]
    form = await form_of(world.bob, card, "Edit")
    await submit(world.bob, form, body="What I did was walk, and walk.", options=["spoiler"])
    await world.pass_time(2)
    card = world.fresh(card)
    assert is_spoiler(card)
    assert "walk, and walk" in text_of(card)


async def test_a_comment_has_none(forum_world: ForumWorld) -> None:
    world = forum_world
    form = await press(world.bob, await asked(world), "Comment")
    await submit(world.bob, form, body="Did you try to get up earlier?")
    await world.pass_time(2)
    form = await form_of(world.bob, world.thread.history()[-1], "Edit")
    assert list(fields_of(form)) == ["body"]


async def test_a_note_hides_it_also_in_an_archived_thread(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    form = await form_of(world.mod, card)
    await fall_asleep(world.thread)
    await submit(world.mod, form, options=["spoiler"])
    await world.pass_time(3)
    assert is_spoiler(world.fresh(card))


@pytest.mark.parametrize("tags", ["nerves, exam", "night"])
async def test_whoever_asked_is_told_once_that_a_moderator_moved_it(
    forum_world: ForumWorld, tags: str
) -> None:
    world = forum_world
    await with_categories(world)
    form = await form_of(world.mod, starter_of(world.thread))
    sleep = choice(form, "category", "Sleep")
    await submit(world.mod, form, tags=tags, category=[sleep])
    await world.pass_time(2)
    inbox = private_text(await world.alice.slash(world.lobby, "inbox"))
    assert "A moderator put your question **" in inbox
    assert news_in(inbox) == 1
    logged = [entry.action for entry in await rows(world, AuditEntry) if entry.post_id]
    assert logged == (["move"] if tags != "night" else ["move", "edit"])
