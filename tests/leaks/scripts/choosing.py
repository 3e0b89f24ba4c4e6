"""Best answers and closing: whoever asked anonymously does it as anybody, and it shows as much."""

from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import answer, ask, press, submit
from tests.support.reading import buttons_of, private_text, reply_of, starter_of


@script()
async def the_author_chooses(stage: Stage) -> None:
    """The author of a question chooses, changes and undoes; a moderator does it as well."""
    world = stage.world
    card = await stage.asks("How can I sleep before an exam?", "notify")
    for who in (world.bob, world.carol):
        await answer(who, card, f"What helped me was a walk, says {who.name}.")
    await world.pass_time(5)
    first, second = world.thread.history()[1:3]
    for answered in (first, second):
        private_text(await press(stage.author, answered, "Best answer"))
        await world.pass_time(5)
    await choices(stage, stage.author)
    private_text(await press(world.mod, first, "Best answer"))
    menu = await stage.more(world.mod, first)
    assert "Undo best answer" in buttons_of(menu)
    private_text(await press(world.mod, menu, "Undo best answer"))
    await stage.while_passes()


async def choices(stage: Stage, author: MemberActor) -> None:
    """Let the author undo what is chosen now."""
    second = stage.world.thread.history()[2]
    menu = reply_of(await press(author, second, "More"))
    private_text(await press(author, menu, "Undo best answer"))
    await stage.while_passes()


@script()
async def an_anonymous_answer_is_chosen(stage: Stage) -> None:
    """Bob, who asked by name, chooses the author's answer; everybody else is refused."""
    world = stage.world
    private_text(await ask(world.bob, world.lobby, "How do I stay awake?"))
    await world.pass_time(5)
    card = starter_of(world.thread)
    answered = await stage.answers(card, "What I found out myself meanwhile.", "notify")
    for person in stage.suspects:
        # A moderator would choose it, unless it is their own; that they don't, nobody sees.
        if person is not stage.dora or not stage.dora_moderates:
            private_text(await press(person, answered, "Best answer"))
    private_text(await press(world.bob, answered, "Best answer"))
    await stage.while_passes()
    private_text(await world.mod.slash(world.lobby, "mod hide", post="2"))
    await world.pass_time(5)


@script()
async def the_author_closes(stage: Stage) -> None:
    """The author closes and opens again, a moderator does so too, everybody tries."""
    world = stage.world
    await stage.alice_asks()
    card = await stage.asks("How can I sleep before an exam?", "notify")
    menu = await stage.more(stage.author, card)
    form = await press(stage.author, menu, "Close")
    private_text(await submit(stage.author, form, reason="Solved"))
    await world.pass_time(5)
    await press(stage.author, await stage.more(stage.author, card), "Reopen")
    await world.pass_time(5)
    for command, options in (
        ("close", {"question": "2", "duplicate_of": "1", "reason": "Twice"}),
        ("reopen", {"question": "2"}),
    ):
        private_text(await world.mod.slash(world.lobby, f"mod {command}", **options))
        await world.pass_time(5)
    for name in ("Nights", "Days"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await world.mod.slash(world.lobby, "mod category", category="Days", question="2")
    for option in ("category", "question"):
        await world.mod.autocomplete(world.lobby, "mod category", option, "d")
    for option in ("question", "duplicate_of"):
        await world.mod.autocomplete(world.lobby, "mod close", option, "s")
    await world.mod.autocomplete(world.lobby, "mod reopen", "question", "s")
    await stage.while_passes()
