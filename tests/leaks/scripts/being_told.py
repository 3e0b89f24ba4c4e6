"""How people want to be told: whoever is anonymous chooses as anybody does."""

import discord
from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.calls import OPEN_DM, SEND, in_channel
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    button_ids,
    buttons_of,
    components_of,
    dms,
    private_text,
    reply_of,
    starter_of,
)

# Each of two people has a channel opened for their turns, ten seconds apart.
ALL_TURNS_SECONDS = 20.0


@script()
async def everybody_chooses_how_to_be_told(stage: Stage) -> None:
    """In every way, everywhere and in this server, before and after answers come."""
    world = stage.world
    for way in ("dm", "inbox", "off", "asked"):

        async def choose(person: MemberActor, way: str = way) -> None:
            panel = reply_of(await person.slash(world.lobby, "notifications"))
            await person.select(panel, [way], custom_id="way-answers:0")
            await press(person, panel, "Only in Calm Waters")
            await person.select(panel, ["inbox"], custom_id="way-comments:1")

        await stage.each(choose)
        card = await stage.asks(f"How can I sleep {way}?", "notify")
        await answer(world.bob, card, f"A walk helped me when it was {way}.")
        await stage.while_passes()
        await stage.each(lambda person: person.slash(world.lobby, "inbox"))


@script()
async def the_author_alone_stops_the_kind(stage: Stage) -> None:
    """On a DM of an anonymous question, and in the panel."""
    world, author = stage.world, stage.author
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, card)
    await stage.while_passes()
    (message,) = dms(author)
    private_text(await press(author, message, "Stop this kind"))
    await answer(world.carol, card, "Another answer, by Carol this time.")
    await stage.while_passes()
    panel = reply_of(await author.slash(world.lobby, "notifications"))
    await author.select(panel, ["off"], custom_id="way-moderation:0")
    await author.user.slash("notifications")


@script()
async def the_author_acts_from_their_dms(stage: Stage) -> None:
    """Answers and comments anonymously from a DM, and chooses the best answer there."""
    world, author = stage.world, stage.author
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, card)
    await stage.while_passes()
    (message,) = dms(author)
    form = await press(author, message, "Reply")
    private_text(await submit(author.user, form, body="That helped me as well, thank you."))
    await stage.while_passes()
    private_text(await press(author, message, "Best answer"))
    await stage.while_passes()


def shown_by_show(person: MemberActor) -> discord.Message:
    """Return somebody's newest discreet DM; private replies stand among them, too."""
    return [message for message in dms(person) if buttons_of(message) == ["Show"]][-1]


@script()
async def the_author_has_discreet_dms(stage: Stage) -> None:
    """Chooses them on the first one, then shows what the next one is about."""
    world, author = stage.world, stage.author
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, card)
    await stage.while_passes()
    await press(author, dms(author)[-1], "Make these discreet")
    await answer(world.carol, card, "Another answer, by Carol this time.")
    await stage.while_passes()
    private_text(await press(author, shown_by_show(author), "Show"))
    panel = reply_of(await author.slash(world.lobby, "notifications"))
    await press(author, panel, "Show them in full")


@script(known="both asked by name")
async def the_channel_of_both_is_gone(stage: Stage) -> None:
    """Discord knows the channels no more in which both were written to by name."""
    world = stage.world
    for person in stage.suspects:
        title = f"How do I stay awake, asks {person.name}?"
        private_text(await ask(person, world.lobby, title, options=["notify"]))
        await stage.while_passes()
        card = starter_of(world.thread)
        await answer(world.bob, card, f"An answer to {person.name}, who asked by name.")
        await world.pass_time(30)
        assert dms(person)
    card = await stage.asks("How can I sleep before an exam?", "notify")
    direct = {world.env.backend.get_dm_channel(person.id).id for person in stage.suspects}
    for channel_id in direct:
        world.gaps.refuse(in_channel(SEND, channel_id), 404, 10003)
    await answer(world.carol, card, "What helped me was a walk in the evening.")
    await world.pass_time(60)


@script(known="asked by name")
async def discord_balks_while_one_is_known(stage: Stage) -> None:
    """One of both was written to by name before Discord said: too fast."""
    world = stage.world
    named = await stage.alice_asks(options=["notify"])
    await answer(world.bob, named, "An answer to what Alice asked by name.")
    await world.pass_time(30)
    title = "How do I wake up at six, asks Carol?"
    private_text(await ask(world.carol, world.lobby, title, options=["notify"]))
    await stage.while_passes()
    world.gaps.refuse(OPEN_DM, 403, 40003, times=None)
    await answer(world.bob, starter_of(world.thread), "An answer to what Carol asked by name.")
    await world.pass_time(30)
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.carol, card, "What helped me was a walk in the evening.")
    await world.pass_time(60)
    await world.owner.slash(world.lobby, "forum health")
    await stage.while_passes()


@script()
async def both_sleep(stage: Stage) -> None:
    """What the author is told anonymously waits for the morning.

    Of the others nobody has quiet hours: in which order people get DMs is Discord's to see alone.
    """
    world = stage.world

    async def sleep(person: MemberActor) -> None:
        await person.autocomplete(world.lobby, "notifications", "time_zone", "berlin")
        panel = reply_of(
            await person.slash(world.lobby, "notifications", time_zone="Europe/Berlin")
        )
        await person.select(panel, ["22"], custom_id="quiet-start:0")
        await person.select(panel, ["8"], custom_id="quiet-end:0")

    for each in stage.suspects:
        await sleep(each)
    card = await stage.asks("How can I sleep before an exam?", "notify")
    for person in (world.bob, world.carol):
        await answer(person, card, f"What helped me was a walk, says {person.name}.")
        await stage.while_passes()
    other = await stage.asks("How can I wake up early?", "notify")
    await answer(world.carol, other, "A loud clock, says Carol.")
    await stage.while_passes()
    await stage.days_pass(1 / 3)
    for _ in range(4):
        # In short steps: a bot that does much takes the test long, too.
        await world.pass_time(ALL_TURNS_SECONDS / 4)
    message = dms(stage.author)[-1]
    private_text(await press(stage.author, message, "Open inbox"))
    (menu,) = [each for each in components_of(message) if each.get("custom_id") == "stopone:0"]
    chosen = [menu["options"][-1]["value"]]
    private_text(await stage.author.user.select(message, chosen, custom_id="stopone:0"))
    await stage.days_pass(1)


@script()
async def both_refuse_dms(stage: Stage) -> None:
    """What the author is told anonymously by day, and what waited in the night of both."""
    world = stage.world
    cards = [await stage.asks(f"How can I {what}?", "notify") for what in ("sleep", "wake up")]
    for person in stage.suspects:
        panel = reply_of(await person.slash(world.lobby, "notifications", time_zone="UTC"))
        await person.select(panel, ["2"], custom_id="quiet-start:0")
        await person.select(panel, ["3"], custom_id="quiet-end:0")
    world.gaps.refuse(OPEN_DM, 403, 50007, times=None)
    await answer(world.bob, cards[0], "What helped me was a walk, says Bob.")
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))
    await answer(world.carol, cards[1], "What helped me was tea, says Carol.")
    await stage.days_pass(1 / 8)
    for _ in range(6):
        await world.pass_time(ALL_TURNS_SECONDS / 4)
    await stage.each(lambda person: person.slash(world.lobby, "help"))
    world.gaps.heal()
    await stage.each(lambda person: press(person, cards[1], "Notify me"))
    await answer(world.bob, cards[1], "One more, says Bob, of which both are told.")
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))


@script()
async def the_author_is_told_of_several_in_one(stage: Stage) -> None:
    """What happens soon after a DM about their anonymous question is added to it."""
    world, author = stage.world, stage.author
    card = await stage.asks("How can I sleep before an exam?", "notify")
    for person in (world.bob, world.carol, world.mod):
        await answer(person, card, f"What helped me was a walk, says {person.name}.")
        await stage.while_passes()
    (message,) = dms(author)
    private_text(await press(author, message, "Stop for this question"))
    await answer(world.owner, card, "One more, of which nobody is told.")
    await stage.while_passes()


@script()
async def both_have_digests(stage: Stage) -> None:
    """Of the author's question, which both follow."""
    world = stage.world
    card = await stage.asks("How can I sleep before an exam?")
    for person in (*stage.suspects, world.bob):
        panel = reply_of(await person.slash(world.lobby, "notifications", time_zone="UTC"))
        # Of what a DM brought a digest says nothing.
        await person.select(panel, ["inbox"], custom_id="way-questions:0")
        await person.select(panel, ["daily"], custom_id="digest-every:0")
        await person.select(panel, ["1"], custom_id="digest-hour:0")
        private_text(await press(person, card, "Notify me"))
    await answer(world.carol, card, "An answer by Carol, who sleeps well.")
    await stage.while_passes()
    await stage.days_pass(1 / 20)
    for _ in range(14):
        await world.pass_time(ALL_TURNS_SECONDS / 4)
    panel = reply_of(await world.bob.slash(world.lobby, "notifications"))
    await press(world.bob, panel, "Make DMs discreet")
    await answer(world.carol, card, "Another answer by Carol.")
    await stage.while_passes()
    await stage.days_pass(1)
    for _ in range(10):
        await world.pass_time(ALL_TURNS_SECONDS / 4)
    found = [each for each in dms(world.bob) if button_ids(each)[0].startswith("digest-show:")]
    shown = reply_of(await press(world.bob, found[-1], "Show"))
    await world.bob.user.click(shown, label="Stop the digest")
