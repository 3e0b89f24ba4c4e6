"""What moderators do to posts: whatever they do, whoever wrote them."""

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import press, submit
from tests.support.reading import private_text, reply_of


@script()
async def a_moderator_edits_and_hides(stage: Stage) -> None:
    """In More and by command; the author is told, and only they."""
    world, mod = stage.world, stage.world.mod
    card = await stage.asks("How can I sleep before an exam?", "notify")
    answered = await stage.answers(card)
    form = await press(mod, await stage.more(mod, card), "Edit")
    await submit(mod, form, details="Shortened by a moderator.")
    await stage.while_passes()
    form = await press(mod, await stage.more(mod, answered), "Edit silently")
    await submit(mod, form, body="Corrected by a moderator, silently.")
    await stage.while_passes()
    for person in stage.everybody:
        private_text(await press(person, await stage.more(person, answered), "History"))
    form = await press(mod, await stage.more(mod, answered), "Hide")
    await submit(mod, form, reason="An advertisement.")
    await stage.while_passes()
    hidden = reply_of(await mod.slash(world.lobby, "show", question="2"))
    for read in ("Read all", "History"):
        private_text(await press(mod, await stage.more(mod, hidden), read))
    private_text(await press(mod, await stage.more(mod, hidden), "Unhide"))
    await stage.while_passes()
    await mod.autocomplete(world.lobby, "mod hide", "post", "slee")
    await mod.slash(world.lobby, "mod hide", post="1", reason="Let us look at it first.")
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "show", question="1"))
    await mod.autocomplete(world.lobby, "mod unhide", "post", "")
    await mod.slash(world.lobby, "mod unhide", post="1")
    await stage.while_passes()
