"""Follow-on questions: of anonymous posts, and asked anonymously."""

import discord
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from tests.leaks.script import script
from tests.leaks.stage import ANONYMOUS, Stage
from tests.support.people import answer, insisted, press, submit
from tests.support.reading import Shown, private_text, reply_of, starter_of

LABEL = "Ask a related question"


async def form_from(stage: Stage, person: MemberActor, card: Shown) -> InteractionResult:
    """Open the form of a question that follows on from a post."""
    return await press(person, await stage.more(person, card), LABEL)


async def follows_on(stage: Stage, card: Shown, title: str) -> discord.Message:
    """Let the author ask on anonymously, and return the question's card once it is there."""
    form = await form_from(stage, stage.author, card)
    over = {"title": title, "details": "I lie awake for hours.", "options": [ANONYMOUS]}
    private_text(await insisted(stage.author, await submit(stage.author, form, **over)))
    await stage.while_passes()
    return starter_of(stage.world.thread)


@script(appears_late=True)
async def asks_on_from_their_own_question(stage: Stage) -> None:
    """The author's form knows them; nothing else does, on either card or list."""
    world = stage.world
    card = await stage.asks("How can I sleep before an exam?")
    own = await follows_on(stage, card, "Which herbal teas calm the nerves?")
    named = await stage.alice_asks()
    await follows_on(stage, named, "What do herons dream of at night?")
    for person in stage.everybody:
        for each in (card, own, named):
            page = await press(person, await stage.more(person, each), "Related questions")
            private_text(page)
    await world.mod.slash(world.lobby, "mod hide", post="1")
    await world.pass_time(5)
    await world.mod.slash(world.lobby, "mod unhide", post="1")
    await world.pass_time(5)
    really = reply_of(await press(stage.author, await stage.more(stage.author, card), "Delete"))
    await press(stage.author, really, "Delete")
    await stage.while_passes()


@script()
async def others_ask_on_from_an_anonymous_answer(stage: Stage) -> None:
    """Everybody opens the form; Bob and Carol ask, one after what it follows on from is gone."""
    world = stage.world
    card = await stage.alice_asks()
    answered = await stage.answers(card)
    await answer(world.bob, card)
    for person in stage.everybody:
        await form_from(stage, person, answered)
    for number, title in enumerate(("teas", "walks", "songs", "naps")):
        person = (world.bob, world.carol)[number % 2]
        form = await form_from(stage, person, answered)
        asked = await submit(person, form, title=f"Which {title} calm the nerves of people?")
        private_text(await insisted(person, asked))
        await stage.while_passes()
    for person in stage.everybody:
        related = await press(person, await stage.more(person, card), "Related questions")
        private_text(await press(person, reply_of(related), "All follow-on questions"))
    form = await form_from(stage, world.bob, answered)
    really = reply_of(await press(stage.author, await stage.more(stage.author, answered), "Delete"))
    await press(stage.author, really, "Delete")
    await stage.while_passes()
    private_text(await submit(world.bob, form, title="What do herons dream of at night?"))
    await stage.while_passes()
