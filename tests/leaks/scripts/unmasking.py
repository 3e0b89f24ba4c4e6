"""Breaking the glass: nobody can tell before two moderators have agreed."""

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import press, submit
from tests.support.reading import reply_of
from tests.support.worlds import MODERATOR

REASON = "They wrote that they will hurt their little brother tonight."


@script()
async def two_moderators_ask_who_wrote(stage: Stage) -> None:
    """What both see until one confirms is the same, whoever wrote it."""
    world, mod = stage.world, stage.world.mod
    role = world.guild.create_role("Second moderator", permissions=MODERATOR)
    second = world.guild.add_member(world.env.create_user("mona", global_name="Mona"), roles=[role])
    await world.env.settle()
    panel = reply_of(await world.owner.slash(world.lobby, "forum settings"))
    await world.owner.select(panel, ["break_glass"], custom_id="set-anonymity:1")
    card = await stage.asks()
    form = await press(mod, await stage.more(mod, card), "Ask who wrote this")
    await submit(mod, form, reason=REASON)
    await stage.each(lambda person: stage.more(person, card))
    menu = await stage.more(second, card)
    stage.curtain()
    await press(second, menu, "Confirm")
    await press(second, await stage.more(second, card), "Show who wrote this")
