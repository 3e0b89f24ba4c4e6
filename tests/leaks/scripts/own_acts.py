"""Alice asks by name, and has DMs: what she is told of may be what she wrote anonymously.

Nothing is sent to her then, whatever Discord does with what is sent to others.
"""

from collections.abc import Callable

import discord
from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.stage import ANONYMOUS, Stage
from tests.support.calls import EDIT, SEND, When, in_channel
from tests.support.gaps import Gaps
from tests.support.people import answer, press, submit
from tests.support.reading import buttons_of, private_text, reply_of


def channel_of(stage: Stage, person: MemberActor) -> int:
    """Return the number of somebody's channel of direct messages."""
    return stage.world.env.backend.get_dm_channel(person.id).id


async def answered_in(stage: Stage, trouble: Callable[[Gaps, When], None]) -> None:
    """Let the author answer what Alice asked by name while her DMs are in trouble, then without."""
    world = stage.world
    card = await stage.alice_asks(options=["notify"])
    trouble(world.gaps, in_channel(SEND, channel_of(stage, world.alice)))
    await stage.answers(card)
    await world.pass_time(30)
    world.gaps.heal()
    await world.pass_time(60)


@script()
async def sending_to_the_asker_fails(stage: Stage) -> None:
    """With 503, for as long as that lasts."""
    await answered_in(stage, lambda gaps, when: gaps.break_server(when, times=None))


@script()
async def discord_forbids_to_send_to_the_asker(stage: Stage) -> None:
    """With a code that says nothing of their account."""
    await answered_in(stage, lambda gaps, when: gaps.refuse(when, 403, 50001, times=None))


@script()
async def discord_refuses_what_the_asker_is_sent_for_good(stage: Stage) -> None:
    """With a code that nobody knows: it is given up, and tried again by a person."""
    await answered_in(stage, lambda gaps, when: gaps.refuse(when, 400, 50009, times=None))
    await tried_again(stage)


@script()
async def discord_finds_what_the_asker_is_sent_not_right(stage: Stage) -> None:
    """With the code that it has for a reply to nothing, too."""
    await answered_in(stage, lambda gaps, when: gaps.refuse(when, 400, 50035, times=None))
    await tried_again(stage)


async def tried_again(stage: Stage) -> None:
    """Let everybody look into their inbox, and the owner have what failed tried again."""
    world = stage.world
    await stage.each(lambda person: person.slash(world.lobby, "help"))
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))
    shown = reply_of(await world.owner.slash(world.lobby, "forum health"))
    if "Try again now" in buttons_of(shown):
        await press(world.owner, shown, "Try again now")
    await stage.while_passes()


@script()
async def sending_to_the_asker_is_limited(stage: Stage) -> None:
    """For longer than a request waits."""
    await answered_in(stage, lambda gaps, when: gaps.rate_limit(when, seconds=40))


@script()
async def discord_takes_what_is_sent_to_the_asker_for_spam(stage: Stage) -> None:
    """Then nobody is written to for a while."""
    await answered_in(stage, lambda gaps, when: gaps.refuse(when, 403, 40003))


@script()
async def what_discord_said_to_a_dm_is_lost(stage: Stage) -> None:
    """It is not known whether it went out, and looked for."""
    await answered_in(stage, lambda gaps, when: gaps.lose_answer(when))


@script()
async def a_dm_was_on_its_way_when_the_bot_was_killed(stage: Stage) -> None:
    """The next start looks for it."""
    world = stage.world
    card = await stage.alice_asks(options=["notify"])
    world.gaps.crash(in_channel(SEND, channel_of(stage, world.alice)), after=True)
    form = await press(stage.author, card, "Answer")
    body = "What I found out myself meanwhile."
    private_text(await submit(stage.author, form, body=body, options=[ANONYMOUS]))
    await world.pass_time(30)
    await world.come_back()
    await world.pass_time(30)


async def while_closed(stage: Stage, close: Callable[[], None]) -> None:
    """Let the author answer and comment while Alice has closed her DMs, then Bob by his name."""
    world = stage.world
    card = await stage.alice_asks(options=["notify"])
    close()
    await stage.answers(card)
    await commented(stage, card)
    await stage.each(lambda person: person.slash(world.lobby, "help"))
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))
    await answer(world.bob, card, "What Bob found out, by his name.")
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))


async def commented(stage: Stage, card: discord.Message) -> None:
    """Let the author comment anonymously."""
    form = await press(stage.author, card, "Comment")
    body = "I would like to know that, too."
    private_text(await submit(stage.author, form, body=body, options=[ANONYMOUS]))
    await stage.while_passes()


@script()
async def the_asker_has_closed_their_dms(stage: Stage) -> None:
    """Discord looks at that before anything else."""
    gaps, when = stage.world.gaps, in_channel(SEND, channel_of(stage, stage.world.alice))
    await while_closed(stage, lambda: gaps.refuse(when, 403, 50007, times=None))


@script()
async def the_asker_has_closed_their_dms_to_what_is_right(stage: Stage) -> None:
    """Discord looks at the message first."""
    gaps = stage.world.gaps
    await while_closed(stage, lambda: gaps.close_dms(channel_of(stage, stage.world.alice)))


@script()
async def a_dm_of_another_s_answer_cannot_be_added_to(stage: Stage) -> None:
    """Bob has just answered by name: what comes next would be added to that DM."""
    world = stage.world
    card = await stage.alice_asks(options=["notify"])
    await answer(world.bob, card, "What Bob found out, by his name.")
    await stage.while_passes()
    world.gaps.break_server(in_channel(EDIT, channel_of(stage, world.alice)), times=None)
    await stage.answers(card)
    await world.pass_time(30)
    world.gaps.heal()
    await world.pass_time(60)


@script()
async def the_author_comments_after_what_alice_wrote(stage: Stage) -> None:
    """Where she commented by name, while nothing can be sent to her."""
    world = stage.world
    card = await stage.alice_asks()
    form = await press(world.alice, card, "Comment")
    body = "I forgot to say that it is for a night shift."
    private_text(await submit(world.alice, form, body=body, options=["notify"]))
    await stage.while_passes()
    world.gaps.break_server(in_channel(SEND, channel_of(stage, world.alice)), times=None)
    await commented(stage, world.fresh(card))
    world.gaps.heal()
    await world.pass_time(60)


async def changed(stage: Stage, trouble: Callable[[Gaps, When], None] | None = None) -> None:
    """Let anonymous answers be edited, hidden and deleted of which Alice may have had a DM.

    Her DMs are in trouble then, until `/forum health` was looked at.
    """
    world, author = stage.world, stage.author
    card = await stage.alice_asks(options=["notify"])
    first = await stage.answers(card)
    second = await stage.answers(card, "What I found out in the end.")
    if trouble is not None:
        trouble(world.gaps, in_channel(EDIT, channel_of(stage, world.alice)))
    form = await press(author, await stage.more(author, first), "Edit")
    private_text(await submit(author, form, body="What I found out, in better words."))
    await stage.while_passes()
    await world.mod.slash(world.lobby, "mod hide", post="2", reason="Please be kind.")
    await stage.while_passes()
    really = reply_of(await press(author, await stage.more(author, second), "Delete"))
    await press(author, really, "Delete")
    await stage.while_passes()
    await world.owner.slash(world.lobby, "forum health")
    world.gaps.heal()
    await world.pass_time(60)


@script()
async def an_answer_changes_of_which_the_asker_was_told(stage: Stage) -> None:
    """Nothing fails."""
    await changed(stage)


@script()
async def an_answer_changes_while_dms_cannot_be_edited(stage: Stage) -> None:
    """With 503, for as long as that lasts."""
    await changed(stage, lambda gaps, when: gaps.break_server(when, times=None))


@script()
async def an_answer_changes_while_edits_of_dms_are_limited(stage: Stage) -> None:
    """For longer than a request waits."""
    await changed(stage, lambda gaps, when: gaps.rate_limit(when, seconds=40, times=None))
