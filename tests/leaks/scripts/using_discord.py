"""What people do with Discord's own controls, in threads with anonymous posts."""

from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support import moderators
from tests.support.people import press, submit
from tests.support.reading import starter_of


@script()
async def a_moderator_uses_discords_controls(stage: Stage) -> None:
    """Renaming, locking, archiving, tagging what sleeps, deleting."""
    world, mod = stage.world, stage.world.mod
    await stage.asks()
    card = await stage.asks("How can I sleep in summer?", "notify")
    answered = await stage.answers(card)
    thread = world.thread
    await moderators.rename(mod, thread, "A better title for it")
    await moderators.lock(mod, thread)
    await moderators.unlock(mod, thread)
    await moderators.archive(mod, thread)
    await moderators.unarchive(mod, thread)
    await moderators.archive(mod, thread)
    tags = world.env.backend.get_channel(world.channel.id).available_tags
    await moderators.retag(mod, thread, [int(tag["id"]) for tag in tags])
    await stage.while_passes()
    await moderators.delete_messages(mod, thread, [answered])
    await mod.delete(starter_of(world.threads[0]))
    await stage.while_passes()
    await moderators.delete_thread(mod, thread)
    await stage.while_passes()


@script()
async def alice_uses_new_post(stage: Stage) -> None:
    """A thread of her own is public; the author answers in it."""
    world = stage.world
    title, text = "I can't sleep at all", "Since March."
    thread = await moderators.new_post(world.alice, world.channel, title, text)
    await stage.while_passes()
    form = await press(world.alice, thread.history()[-1], "Make it a question")
    await submit(world.alice, form, title=title)
    await stage.while_passes()
    await stage.answers(thread.history()[-1])
