"""Where a title says too little, a question's text is looked for; not one that says nothing."""

import pytest

from bot.forum.finding.similar import similar
from tests.acceptance.test_similar import send
from tests.support.people import ask, insisted, submit
from tests.support.reading import private_text
from tests.support.worlds import ForumWorld

VAGUE = "I need some help please"
OTHER = "Quantum zebra xylophone orchestra"
TITLES = [
    "How do I water an orchid?",
    "Which bus goes to the lake?",
    "What do you cook on Sundays?",
]
SAYS_NOTHING = [
    "Thanks in advance!",
    "Please help me.",
    "I don't know what to do.",
    "Any advice is welcome, thank you in advance!",
    "???",
    "😀",
    "the",
    "12",
]


async def found(world: ForumWorld, title: str, details: str) -> list[str | None]:
    hits = await similar(
        world.bot.database, forum_id=1, title=title, details=details, tags=("sleep",)
    )
    return [hit.line.title for hit in hits]


async def test_a_vague_title_hides_no_question_of_the_same_text(forum_world: ForumWorld) -> None:
    world = forum_world
    text = "My heart races in meetings and I have to leave the room."
    await ask(world.alice, world.lobby, "How do I cope with panic attacks at work?", text)
    await world.pass_time(2)
    said = private_text(await send(world, VAGUE, text))
    assert "How do I cope with panic attacks at work?" in said


@pytest.mark.parametrize("text", SAYS_NOTHING)
async def test_what_says_nothing_holds_no_question_up(forum_world: ForumWorld, text: str) -> None:
    world = forum_world
    for title in TITLES:
        details = f"{text} It is for {title[-8:]}"
        form = await world.alice.slash(world.lobby, "ask", tags="sleep")
        await insisted(world.alice, await submit(world.alice, form, title=title, details=details))
        await world.pass_time(2)
    assert await found(world, OTHER, text) == []
    assert await found(world, "??? ??? ???", text) == []
    assert "is posted as" in private_text(await send(world, OTHER, text))
    assert len(world.threads) == len(TITLES) + 1
