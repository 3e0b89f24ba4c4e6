"""Blocks, and what moderators can learn by asking for a member."""

from tests.leaks.commands import asked_about, commands_about_members
from tests.leaks.script import script
from tests.leaks.stage import Stage

BLOCKED = "moderators block everybody's account"


@script()
async def an_alias_is_blocked(stage: Stage) -> None:
    """Its author can't post any more, and only they hear of it."""
    world, mod = stage.world, stage.world.mod
    await stage.asks()
    await mod.autocomplete(world.lobby, "mod block", "post", "slee")
    for extent in ("only", "too"):
        terms = {"hours": 24, "reason": "Please be kind.", "by-name-too": extent}
        await mod.slash(world.lobby, "mod block", post="1", **terms)
        await stage.submits("Another question of mine")
    await stage.each(lambda member: mod.slash(world.lobby, "mod log", member=member))
    await mod.autocomplete(world.lobby, "mod unblock", "post", "slee")
    for _ in range(2):
        await mod.slash(world.lobby, "mod unblock", post="1")


@script(known=BLOCKED)
async def moderators_ask_about_everybody(stage: Stage) -> None:
    """Every command of theirs that takes a member, with and without a block by alias."""
    world = stage.world
    await stage.alice_asks()
    await stage.asks()
    commands = list(commands_about_members(world.bot))
    assert commands
    for is_blocked in (False, True):
        if is_blocked:
            await world.mod.slash(world.lobby, "mod block", post="2")
        for command in commands:
            for member in stage.everybody:
                for options in asked_about(command, member):
                    await world.owner.slash(world.lobby, command.qualified_name, **options)
