"""How people want to be told: whoever is anonymous chooses as anybody does."""

from simcord.actors import MemberActor

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.people import answer, press
from tests.support.reading import dms, private_text, reply_of


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
