"""Sealed DMs that Discord refuses for good: they fail, are tried again and forgotten together."""

from collections.abc import Callable

from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.scripts.following import all_follow
from tests.leaks.scripts.own_acts import channel_of
from tests.leaks.stage import Stage
from tests.support.calls import SEND, either, in_channel
from tests.support.people import answer, press
from tests.support.reading import private_text, reply_of

UNKNOWN = 50009
"""A code that says nothing of an account."""


async def looked_at(stage: Stage, button: str) -> None:
    """Let everybody look into their inbox, and the owner press a button of the health panel."""
    world = stage.world
    shown = reply_of(await world.owner.slash(world.lobby, "forum health"))
    private_text(await press(world.owner, shown, button))
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "help"))
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))


async def answered_while_refused(stage: Stage, *refused: MemberActor) -> None:
    """Let the author answer what all follow, while Discord refuses what some of them are sent."""
    channels = [in_channel(SEND, channel_of(stage, each)) for each in refused]
    await answered(
        stage, lambda: stage.world.gaps.refuse(either(*channels), 400, UNKNOWN, times=None)
    )


async def answered(stage: Stage, fails: Callable[[], None]) -> None:
    """Let the author answer what all follow, once something fails."""
    card = await all_follow(stage)
    fails()
    await stage.answers(card)
    await stage.world.pass_time(90)


@script()
async def discord_refuses_all_dms_of_an_answer_for_good(stage: Stage) -> None:
    """The author follows as well: the owner has them tried again, then forgets what failed."""
    await answered_while_refused(stage, *stage.suspects, stage.world.carol)
    await looked_at(stage, "Try again now")
    await stage.world.pass_time(90)
    await looked_at(stage, "Forget what failed")


@script()
async def discord_refuses_one_dm_of_an_answer_for_good(stage: Stage) -> None:
    """The other follower got theirs: it comes once, and the rest is tried until it comes, too."""
    await answered_while_refused(stage, stage.world.carol)
    stage.world.gaps.heal()
    await looked_at(stage, "Try again now")
    await stage.world.pass_time(90)


@script()
async def discord_refuses_what_one_of_two_who_may_have_written_is_sent(stage: Stage) -> None:
    """Alice follows: were she told nothing of what she wrote, nothing of it would fail."""
    await answered_while_refused(stage, stage.world.alice)
    await looked_at(stage, "Try again now")
    await stage.world.pass_time(90)
    await looked_at(stage, "Forget what failed")


@script()
async def what_one_of_two_who_may_have_written_is_sent_fails_for_a_while(stage: Stage) -> None:
    """Of Alice's nobody knows whether she wrote what it tells of: health shows it meanwhile."""
    world = stage.world
    to_alice = in_channel(SEND, channel_of(stage, world.alice))
    await answered(stage, lambda: world.gaps.break_server(to_alice, times=None))
    await world.owner.slash(world.lobby, "forum health")
    world.gaps.heal()
    await world.pass_time(20 * 60)
    await stage.each(lambda person: person.slash(world.lobby, "help"))
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))


@script()
async def discord_refuses_the_authors_dms_for_good(stage: Stage) -> None:
    """Of their anonymous question; of what Bob answers they read in the inbox."""
    world = stage.world
    card = await stage.asks("How can I sleep before an exam?", "notify")
    channels = [in_channel(SEND, channel_of(stage, each)) for each in stage.suspects]
    world.gaps.refuse(either(*channels), 400, UNKNOWN, times=None)
    await answer(world.bob, card, "What helped me was a walk, says Bob.")
    await world.pass_time(90)
    await looked_at(stage, "Try again now")
    await world.pass_time(90)
    await looked_at(stage, "Forget what failed")
