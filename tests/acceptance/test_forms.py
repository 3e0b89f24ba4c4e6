"""Forms: received over a restart, and their text kept whenever something goes wrong."""

from pathlib import Path

from simcord.actors import MemberActor
from simcord.results import InteractionResult

from tests.acceptance.seen import drafts_in, posts_in, public_button
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    buttons_of,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
PRIVATE = "a text that nobody else may read"
AGAIN = "Open again with my text"


async def edit_form(world: ForumWorld, who: MemberActor) -> InteractionResult:
    """Press **Edit** under **More** on the last question's card."""
    menu = await press(who, starter_of(world.thread), "More")
    return await press(who, reply_of(menu), "Edit")


async def offered(world: ForumWorld) -> str:
    """Return the details that `/ask` offers Alice now."""
    shown = await world.alice.slash(world.lobby, "ask")
    return str(fields_of(shown)["details"].get("value") or "")


async def test_a_form_that_is_open_over_a_restart_is_received(forum_world: ForumWorld) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask", tags="exam")
    await forum_world.restart()
    said = private_text(await submit(forum_world.alice, shown, title=TITLE, details=PRIVATE))
    assert "posted as [#1](" in said
    card = starter_of(forum_world.thread)
    assert "· exam" in text_of(card)
    form = await press(forum_world.bob, card, "Answer")
    await forum_world.restart()
    said = private_text(await submit(forum_world.bob, form, body="Warm milk, and no screens."))
    assert "Your answer is posted" in said


async def test_a_refused_text_is_offered_again_and_gone_after_success(
    forum_world: ForumWorld,
) -> None:
    refused = await ask(forum_world.alice, forum_world.lobby, "x" * 6 + " " * 10 + "y", PRIVATE)
    assert "at least 12 characters" in private_text(refused)
    assert buttons_of(reply_of(refused)) == [AGAIN]
    assert await offered(forum_world) == PRIVATE
    again = await press(forum_world.alice, reply_of(refused), AGAIN)
    assert fields_of(again)["details"]["value"] == PRIVATE
    await submit(forum_world.alice, again, title=TITLE)
    assert await drafts_in(forum_world) == []
    assert await offered(forum_world) == ""
    late = await press(forum_world.alice, reply_of(refused), AGAIN)
    assert "no longer kept" in private_text(late)


async def test_kept_text_is_offered_for_a_day_also_after_a_restart(
    forum_world: ForumWorld,
) -> None:
    await ask(forum_world.alice, forum_world.lobby, " " * 20 + ".", PRIVATE, options=["notify"])
    await forum_world.restart()
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    fields = fields_of(shown)
    assert fields["details"]["value"] == PRIVATE
    chosen = {each["value"] for each in fields["options"]["options"] if each.get("default")}
    assert chosen == {"notify"}
    forum_world.env.backend.advance_clock(23 * 3600)
    assert await offered(forum_world) == PRIVATE
    forum_world.env.backend.advance_clock(3601)
    assert await offered(forum_world) == ""


async def test_kept_text_is_offered_to_its_writer_only(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, " " * 20 + ".", PRIVATE)
    (draft,) = await drafts_in(forum_world)
    copied = await public_button(forum_world, AGAIN, f"draft:{draft.id}")
    said = private_text(await press(forum_world.bob, copied, AGAIN))
    assert "no longer kept" in said
    assert PRIVATE not in said
    shown = await forum_world.bob.slash(forum_world.lobby, "ask")
    assert "value" not in fields_of(shown)["details"]
    assert (await press(forum_world.alice, copied, AGAIN)).modal is not None


async def test_a_draft_is_not_readable_in_the_database(
    forum_world: ForumWorld, database_file: Path
) -> None:
    await ask(forum_world.alice, forum_world.lobby, " " * 20 + ".", PRIVATE)
    (draft,) = await drafts_in(forum_world)
    stored = b"".join(each.read_bytes() for each in database_file.parent.glob("forum.db*"))
    assert draft.sealed[:16] in stored
    assert PRIVATE.encode() not in stored
    assert PRIVATE.encode("utf-16-le") not in stored
    assert b"nobody else may read" not in stored


async def test_the_newest_try_replaces_the_one_before(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, " " * 20 + ".", "the first try")
    await ask(forum_world.alice, forum_world.lobby, " " * 20 + ".", "the second try")
    assert len(await drafts_in(forum_world)) == 1
    assert await offered(forum_world) == "the second try"


async def test_an_answer_is_kept_for_its_own_question(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE)
    first = starter_of(forum_world.thread)
    await ask(forum_world.alice, forum_world.lobby, "Why do I wake up at night?")
    await answer(forum_world.bob, first, " " * 20 + ".")
    await forum_world.pass_time(2)
    form = await press(forum_world.bob, first, "Answer")
    assert fields_of(form)["body"]["value"] == " " * 20 + "."
    form = await press(forum_world.bob, starter_of(forum_world.thread), "Answer")
    assert "value" not in fields_of(form)["body"]


async def test_a_refused_edit_is_offered_again_and_gone_after_success(
    forum_world: ForumWorld,
) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie awake.")
    form = await edit_form(forum_world, forum_world.alice)
    await submit(forum_world.alice, form, title=" " * 20 + ".", details=PRIVATE)
    fields = fields_of(await edit_form(forum_world, forum_world.mod))
    assert fields["details"]["value"] == "I lie awake."
    form = await edit_form(forum_world, forum_world.alice)
    assert fields_of(form)["details"]["value"] == PRIVATE
    assert "saved" in private_text(await submit(forum_world.alice, form, title=TITLE))
    assert await drafts_in(forum_world) == []
    assert fields_of(await edit_form(forum_world, forum_world.alice))["title"]["value"] == TITLE


async def test_a_kept_edit_tells_of_what_was_changed_meanwhile(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, TITLE, "I lie awake.")
    form = await edit_form(forum_world, forum_world.alice)
    await submit(forum_world.alice, form, title=" " * 20 + ".", details=PRIVATE)
    form = await edit_form(forum_world, forum_world.mod)
    await submit(forum_world.mod, form, details="Written by a moderator.")
    form = await edit_form(forum_world, forum_world.alice)
    assert fields_of(form)["details"]["value"] == PRIVATE
    refused = await submit(forum_world.alice, form, title=TITLE)
    assert "Someone changed this post while you were writing." in private_text(refused)
    assert (await posts_in(forum_world))[0].body == "Written by a moderator."
    again = await press(forum_world.alice, reply_of(refused), AGAIN)
    assert fields_of(again)["details"]["value"] == PRIVATE
    assert "saved" in private_text(await submit(forum_world.alice, again))
