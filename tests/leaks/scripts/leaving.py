"""Leaving the server, and being forgotten in time: anonymous posts stay as they are."""

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import answer, press
from tests.support.reading import dms, private_text, reply_of, text_of

MORE_THAN_A_MONTH = 31


@script()
async def suspects_leave_the_server(stage: Stage) -> None:
    """Alice, who has posts by name, and Dora, who has none, are forgotten a month later."""
    world = stage.world
    named = await stage.alice_asks()
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, named)
    await stage.while_passes()
    before = text_of(world.fresh(card))
    for person in stage.suspects:
        world.guild.remove_member(person)
    await world.env.settle()
    for days in (1, MORE_THAN_A_MONTH):
        await stage.days_pass(days)
        assert text_of(world.fresh(card)) == before


@script()
async def the_seal_is_destroyed(stage: Stage) -> None:
    """After its days nobody is the author, and nothing else has changed."""
    world = stage.world
    panel = reply_of(await world.owner.slash(world.lobby, "forum settings"))
    await world.owner.select(panel, ["30"], custom_id="set-seal_days:1")
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, card)
    await stage.while_passes()
    private_text(await press(stage.author, dms(stage.author)[0], "Stop for this question"))
    before = text_of(world.fresh(card))
    await stage.days_pass(MORE_THAN_A_MONTH)
    assert text_of(world.fresh(card)) == before
