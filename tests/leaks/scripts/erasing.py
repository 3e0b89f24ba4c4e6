"""Exporting and erasing: nothing of it shows what somebody wrote anonymously."""

from datetime import timedelta
from unittest import mock

import discord
from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import answer, ask, press
from tests.support.reading import private_text, reply_of, starter_of, text_of

TOO_SHORT = " " * 20 + "."
# A week in which it can be taken back, then two in which anonymous texts go.
MORE_THAN_A_WEEK, TWO_WEEKS = 8, 14


@script()
async def alice_erases_herself(stage: Stage) -> None:
    """Whether or not the anonymous post is hers, it stays: she has not ticked it."""
    world, alice = stage.world, stage.world.alice
    named = await stage.alice_asks()
    others = await _asked_by_bob(stage)
    await answer(alice, others)
    # Her thumb stays in Discord: that it doesn't count any more is kept, sealed.
    await alice.react(others, "👍")
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, named)
    await stage.while_passes()
    before = text_of(world.fresh(card))
    for person in (*stage.suspects, world.carol):
        await person.slash(world.lobby, "privacy export")
    panel = reply_of(await alice.slash(world.lobby, "privacy delete-my-data"))
    await alice.select(panel, ["remove"], custom_id="erase-question:0")
    await _confirm(alice, stage)
    panel = reply_of(await alice.slash(world.lobby, "privacy delete-my-data"))
    await press(alice, panel, "Take it back")
    await _confirm(alice, stage)
    await stage.days_pass(MORE_THAN_A_WEEK + TWO_WEEKS)
    assert text_of(world.fresh(card)) == before


@script()
async def the_author_erases_an_anonymous_post(stage: Stage) -> None:
    """It goes at a random time; both suspects erase themselves, so that is no sign."""
    world, author = stage.world, stage.author
    await stage.alice_asks()
    await stage.asks()
    for person in stage.suspects:
        # A text that was kept: whoever has nothing at all has nothing to erase.
        private_text(await ask(person, world.lobby, TOO_SHORT))
    panel = reply_of(await author.slash(world.lobby, "privacy delete-my-data"))
    posts = reply_of(await press(author, panel, "Choose anonymous posts"))
    await author.select(panel, ["2"], custom_id="erasetick:0")
    await press(author, posts, "Back")
    for person in stage.suspects:
        await _confirm(person, stage)
    # Days in which the bot is away don't count; here they do.
    with mock.patch("bot.forum.privacy.pauses.PAUSE", timedelta.max):
        await stage.days_pass(MORE_THAN_A_WEEK)
        await stage.days_pass(TWO_WEEKS)


async def _asked_by_bob(stage: Stage) -> discord.Message:
    await ask(stage.world.bob, stage.world.lobby, "A question that Bob asks by name")
    await stage.while_passes()
    return starter_of(stage.world.thread)


async def _confirm(person: MemberActor, stage: Stage) -> None:
    panel = reply_of(await person.slash(stage.world.lobby, "privacy delete-my-data"))
    await press(person, panel, "Delete my data")
    await press(person, panel, "Yes, delete my data")
