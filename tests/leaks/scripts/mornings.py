"""What waited for the end of Alice's quiet hours, or for her digest, may be what she wrote herself.

Nothing is sent to her then, whatever Discord does with what is sent to others.
"""

from collections.abc import Awaitable, Callable

from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.scripts.following import all_follow
from tests.leaks.scripts.own_acts import channel_of
from tests.leaks.stage import DAY_SECONDS, Stage
from tests.support.calls import SEND, in_channel
from tests.support.gaps import Gaps
from tests.support.people import answer
from tests.support.reading import reply_of

# The clock starts at midnight, UTC.
NIGHT_SECONDS = 9 * 3600.0
UNTIL_MIDNIGHT_SECONDS = DAY_SECONDS - NIGHT_SECONDS
NOT_RIGHT = 50035
Trouble = Callable[[Gaps], None]


async def sleeps(stage: Stage, person: MemberActor) -> None:
    """Let somebody have quiet hours, from 22 until 8."""
    panel = reply_of(await person.slash(stage.world.lobby, "notifications", time_zone="UTC"))
    await person.select(panel, ["22"], custom_id="quiet-start:0")
    await person.select(panel, ["8"], custom_id="quiet-end:0")


async def has_a_digest(stage: Stage, person: MemberActor) -> None:
    """Let somebody have what is new in what they follow at eight."""
    panel = reply_of(await person.slash(stage.world.lobby, "notifications", time_zone="UTC"))
    await person.select(panel, ["inbox"], custom_id="way-questions:0")
    await person.select(panel, ["daily"], custom_id="digest-every:0")
    await person.select(panel, ["8"], custom_id="digest-hour:0")


async def away(stage: Stage, seconds: float, trouble: Trouble = Gaps.heal) -> None:
    """Let the bot be away for so long, and come back to a trouble."""
    world = stage.world
    await world.bot.close()
    world.env.backend.advance_clock(seconds)
    trouble(world.gaps)
    await world.come_back()
    await world.pass_time(15)


async def morning(stage: Stage, trouble: Trouble) -> None:
    """Let the night pass, and the owner look at what fails then; it is midnight again after it."""
    world = stage.world
    await away(stage, NIGHT_SECONDS, trouble)
    await world.owner.slash(world.lobby, "forum health")
    world.gaps.heal()
    await world.pass_time(60)
    await away(stage, UNTIL_MIDNIGHT_SECONDS)


def outage(gaps: Gaps) -> None:
    """Let nothing be sent."""
    gaps.break_server(SEND, times=None)


def lost_answer(gaps: Gaps) -> None:
    """Let nobody hear that something was sent."""
    gaps.lose_answer(SEND)


def refused_as_not_right(gaps: Gaps) -> None:
    """Let Discord say of everything what it says of a reply to nothing."""
    gaps.refuse(SEND, 400, NOT_RIGHT, times=None)


MORNINGS = (outage, lost_answer, refused_as_not_right)


@script()
async def what_waited_for_the_morning_meets_trouble(stage: Stage) -> None:
    """Of what Alice follows alone, then also of what she asked by name."""
    card = await all_follow(stage)
    await sleeps(stage, stage.world.alice)
    for trouble in MORNINGS:
        await stage.answers(card, f"What I found out before the {trouble.__name__}.")
        await morning(stage, trouble)
    named = await stage.alice_asks(options=["notify"])
    await stage.answers(named)
    await morning(stage, outage)
    await stage.each(lambda person: person.slash(stage.world.lobby, "inbox"))


@script()
async def a_digest_meets_trouble(stage: Stage) -> None:
    """Of answers in what Alice follows, and of a question that she could answer."""
    world = stage.world
    card = await all_follow(stage)
    await answer(world.alice, card, "What Alice knows of it, by her name.")
    await stage.while_passes()
    await has_a_digest(stage, world.alice)
    for trouble in MORNINGS:
        await stage.answers(card, f"What I found out before the {trouble.__name__}.")
        await morning(stage, trouble)
    await stage.asks("How can I wake up early?")
    await morning(stage, outage)
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))


async def fails_only_after_it_was_sent(
    stage: Stage, chooses: Callable[[Stage, MemberActor], Awaitable[None]]
) -> None:
    """Have what waited for Carol fail, and what waited for Alice only later: it waits with that."""
    world = stage.world
    card = await all_follow(stage)
    for person in (world.carol, world.alice):
        await chooses(stage, person)
    await stage.answers(card)
    to_carol, to_alice = (
        in_channel(SEND, channel_of(stage, each)) for each in (world.carol, world.alice)
    )
    await away(stage, NIGHT_SECONDS, lambda gaps: gaps.break_server(to_carol, times=None))
    world.gaps.break_server(to_alice, times=None)
    await world.pass_time(40)
    await world.owner.slash(world.lobby, "forum health")
    await away(stage, 60, lambda gaps: gaps.break_server(to_alice, times=None))
    await world.owner.slash(world.lobby, "forum health")


@script()
async def the_morning_fails_for_alice_after_it_went_well(stage: Stage) -> None:
    """What was asked for in vain is not asked for again, like what is found."""
    await fails_only_after_it_was_sent(stage, sleeps)


@script()
async def a_digest_fails_for_alice_after_it_went_well(stage: Stage) -> None:
    """What was asked for in vain is not asked for again, like what is found."""
    await fails_only_after_it_was_sent(stage, has_a_digest)
