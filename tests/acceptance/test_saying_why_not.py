"""Every button answers on every post, whatever became of that: what it does, or one sentence."""

import pytest
from simcord.actors import MemberActor

from bot.errors import FAULT, UNREACHABLE
from tests.acceptance.limits import assert_within_limits
from tests.acceptance.seen import public_button
from tests.support.moderators import fall_asleep
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    buttons_of,
    private_text,
    replies_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
ACTIONS = (
    *("answer", "best", "unbest", "up", "down", "edit", "silent", "delete", "erase", "close"),
    *("reopen", "link", "more", "whole", "history", "name", "named", "hide", "unhide"),
    *("whole:{n}:7", "history:{n}:3:9"),
)


async def close(world: ForumWorld) -> None:
    await world.mod.slash(world.lobby, "mod close", question="1", reason="Enough was said.")


async def hide(world: ForumWorld) -> None:
    for number in ("2", "1"):
        await world.mod.slash(world.lobby, "mod hide", post=number)


async def delete(world: ForumWorld) -> None:
    for who, number in ((world.bob, "2"), (world.alice, "1")):
        shown = reply_of(await who.slash(world.lobby, "show", question=number))
        menu = reply_of(await press(who, shown, "More"))
        await press(who, reply_of(await press(who, menu, "Delete")), "Delete")


async def archive(world: ForumWorld) -> None:
    await fall_asleep(world.thread)


async def nothing(_world: ForumWorld) -> None: ...


CASES = {
    "open": (nothing, 1),
    "answer": (nothing, 2),
    "closed": (close, 1),
    "answer to a closed one": (close, 2),
    "hidden": (hide, 1),
    "hidden answer": (hide, 2),
    "deleted": (delete, 1),
    "deleted answer": (delete, 2),
    "archived": (archive, 1),
    "unknown": (nothing, 99),
    "enormous": (nothing, 10**30),
}


async def pressed(world: ForumWorld, who: MemberActor, action: str, number: int) -> str:
    """Press a button that stands anywhere, and return what is said; a form's title when one opens.

    Some buttons change the message that they stand on: each press has one of its own.
    """
    custom_id = action.format(n=number) if "{n}" in action else f"{action}:{number}"
    sent = await public_button(world, "Press", custom_id)
    result = await who.click(sent, custom_id=custom_id)
    if result.modal is not None:
        return str(result.modal["title"])
    private = [text_of(each) for each in replies_of(result) if each.ephemeral]
    return "\n".join([text_of(world.fresh(sent)), *private])


@pytest.mark.parametrize("case", CASES)
async def test_every_button_says_something_clear(forum_world: ForumWorld, case: str) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, TITLE, "I lie awake.")
    await answer(world.bob, starter_of(world.thread), "Warm milk, and no screens.")
    await world.pass_time(2)
    become, number = CASES[case]
    await become(world)
    await world.pass_time(2)
    for who in (world.carol, world.alice, world.bob, world.mod):
        for action in ACTIONS:
            if action in {"erase", "hide", "unhide", "named"} and case in {"open", "answer"}:
                continue
            said = await pressed(world, who, action, number)
            assert said.strip(), f"{action} says nothing"
            assert FAULT not in said, f"{action} fails for {who.name}"
            assert UNREACHABLE not in said, f"{action} fails for {who.name}"
    assert_within_limits(world)


async def test_a_form_of_a_question_closed_meanwhile_keeps_the_text(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, TITLE, "I lie awake.")
    card = starter_of(world.thread)
    form = await press(world.bob, card, "Answer")
    edit = await press(world.alice, reply_of(await press(world.alice, card, "More")), "Edit")
    await close(world)
    said = await submit(world.bob, form, body="Warm milk, and no screens.")
    assert "This question is closed" in private_text(said)
    assert buttons_of(reply_of(said)) == ["Open again with my text"]
    said = await submit(world.alice, edit, details="Since May.")
    assert "closed" in private_text(said)
