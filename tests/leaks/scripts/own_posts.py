"""What authors do with their anonymous posts: read, edit, delete, stop DMs, show their name."""

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.calls import SEND
from tests.support.people import answer, press, submit
from tests.support.reading import dms, private_text, reply_of


@script()
async def edits_and_deletes_as_the_alias(stage: Stage) -> None:
    """The edit stands under the alias, and deleting names nobody."""
    world, author = stage.world, stage.author
    card = await stage.asks()
    answered = await stage.answers(card)
    for person in stage.everybody:
        await person.context_menu(world.thread, "Edit post", card)
    form = await author.context_menu(world.thread, "Edit post", card)
    new = {"title": "How can I sleep at all?", "details": "I tried walking.", "tags": "sleep, a"}
    await submit(author, form, **new)
    await stage.while_passes()
    form = await press(author, await stage.more(author, answered), "Edit")
    await submit(author, form, body="What I found out in the end.")
    await stage.while_passes()
    for each in (answered, card):
        for person in stage.everybody:
            private_text(await press(person, await stage.more(person, each), "History"))
    for each in (answered, card):
        really = reply_of(await press(author, await stage.more(author, each), "Delete"))
        await press(author, really, "Delete")
        await stage.while_passes()


@script()
async def reads_what_is_theirs(stage: Stage) -> None:
    """What the author finds is private, and so is that they looked, or want no more DMs."""
    world, author = stage.world, stage.author
    card = await stage.asks("How can I sleep before an exam?", "notify")
    await answer(world.bob, card)
    await stage.while_passes()
    await stage.each(lambda person: person.slash(world.lobby, "inbox"))
    inbox = reply_of(await author.slash(world.lobby, "inbox"))
    await press(author, inbox, "Mark all as read")
    await author.user.slash("inbox")
    for person in stage.everybody:
        profile = reply_of(await person.slash(world.lobby, "profile"))
        await press(person, profile, "My anonymous posts (only you see this)")
    private_text(await press(author, dms(author)[0], "Stop for this question"))
    await answer(world.carol, card, "Another answer, by Carol this time.")
    await stage.while_passes()


@script()
async def refuses_dms(stage: Stage) -> None:
    """Alice's account refuses them for what she asked by name; the author's, no note is made of."""
    world = stage.world
    named = await stage.alice_asks(options=["notify"])
    card = await stage.asks("How can I sleep before an exam?", "notify")
    direct = {world.env.backend.get_dm_channel(person.id).id for person in stage.suspects}
    world.gaps.refuse(
        lambda method, path: SEND(method, path) and int(path.split("/")[2]) in direct,
        403,
        50007,
        times=None,
    )
    for each in (named, card, card):
        await answer(world.bob, each, f"An answer of Bob's to {each.id}, at {world.env.now()}.")
        await stage.while_passes()


@script()
async def shows_their_name(stage: Stage) -> None:
    """Until they have confirmed it, nobody can tell; from then on everybody can."""
    author = stage.author
    card = await stage.asks()
    really = reply_of(await press(author, await stage.more(author, card), "Show my name"))
    await stage.while_passes()
    stage.curtain()
    await press(author, really, "Show my name")
    await stage.while_passes()


@script()
async def changes_tags_and_the_content_note(stage: Stage) -> None:
    """Behind their alias, also when it is closed; a moderator's own is nobody's act."""
    world, author = stage.world, stage.author
    card = await stage.asks()
    form = await press(author, await stage.more(author, card), "Tags and category")
    await submit(author, form, tags="exam, night", options=["spoiler"])
    await stage.while_passes()
    await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")
    form = await press(author, await stage.more(author, card), "Tags and category")
    await submit(author, form, tags="exam", options=[])
    await stage.while_passes()
    answered = await stage.answers(await stage.alice_asks())
    form = await press(author, await stage.more(author, answered), "Edit")
    await submit(author, form, options=["spoiler"])
    await stage.while_passes()
    for person in stage.everybody:
        await stage.more(person, card)
