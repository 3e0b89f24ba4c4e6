"""The made-up language again, for what moderators read, profiles and settings."""

from data.forums import update_forum
from data.tables import Anonymity
from tests.acceptance.made_up import ours
from tests.acceptance.seen import refusal
from tests.acceptance.test_words import (
    _made_up_language,  # noqa: F401  # the language is spoken here too
    assert_spoken_by_the_catalogue,
    start,
)
from tests.support.people import press, submit
from tests.support.reading import reply_of, starter_of
from tests.support.worlds import ForumWorld

TITLE = "How do I fall asleep early?"
REASON = "I lie awake. " * 3


async def ask_masked(world: ForumWorld) -> None:
    form = await world.alice.slash(world.lobby, "ask", category="Sleep")
    fields = {"title": TITLE, "details": "", "display_name": "Nights", "options": ["anonymous"]}
    await submit(world.alice, form, **fields)
    await world.pass_time(25)


async def test_hiding_and_the_log(forum_world: ForumWorld) -> None:
    world = forum_world
    await start(world)
    mod, lobby = world.mod, world.lobby
    menu = reply_of(await press(mod, starter_of(world.thread), ours("More")))
    form = await press(mod, menu, ours("Hide"))
    await submit(mod, form)
    await world.pass_time(3)
    menu = reply_of(await press(mod, starter_of(world.thread), ours("More")))
    await press(mod, menu, ours("Copy link"))
    await press(mod, menu, ours("Unhide"))
    await mod.slash(lobby, "mod hide", post="1", reason="exam")
    await mod.slash(lobby, "mod unhide", post="1")
    await world.pass_time(3)
    await mod.delete(starter_of(world.thread))
    await world.pass_time(3)
    shown = await mod.slash(lobby, "show", question="1")
    await press(mod, reply_of(shown), ours("More"))
    await mod.slash(lobby, "mod block", member=world.alice, hours=2)
    await mod.slash(lobby, "mod block", member=world.alice, reason="exam")
    await mod.slash(lobby, "mod unblock", member=world.alice)
    await mod.slash(lobby, "mod log", member=world.alice)
    await mod.slash(lobby, "mod log", member=world.carol)
    assert_spoken_by_the_catalogue(world)


async def test_blocking_and_refusals(forum_world: ForumWorld) -> None:
    world = forum_world
    await start(world)
    mod, lobby = world.mod, world.lobby
    await ask_masked(world)
    await mod.slash(lobby, "mod block", post="3", hours=2)
    await mod.slash(lobby, "mod block", post="3", **{"by-name-too": "too"})
    await mod.slash(lobby, "mod unblock", post="3")
    for command, options in (
        ("mod block", {}),
        ("mod block", {"member": world.owner}),
        ("mod block", {"member": world.bob, "by-name-too": "too"}),
        ("mod unhide", {"post": "1"}),
    ):
        refusal(world, await mod.slash(lobby, command, **options))
    assert_spoken_by_the_catalogue(world)


async def test_profiles_and_settings(forum_world: ForumWorld) -> None:
    world = forum_world
    await start(world)
    await ask_masked(world)
    shown = reply_of(await world.alice.slash(world.lobby, "profile"))
    await press(world.alice, shown, ours("My anonymous posts (only you see this)"))
    for member in (world.bob, world.owner):
        await world.carol.slash(world.lobby, "profile", member=member)
    shown = reply_of(await world.owner.slash(world.lobby, "profile"))
    await press(world.owner, shown, ours("My anonymous posts (only you see this)"))
    panel = reply_of(await world.owner.slash(world.lobby, "forum settings"))
    await world.owner.select(panel, ["90"], custom_id="set-seal_days:1")
    assert_spoken_by_the_catalogue(world)


async def test_breaking_the_glass(forum_world: ForumWorld) -> None:
    world = forum_world
    await start(world)
    async with world.bot.database.write() as session:
        await update_forum(session, 1, anonymity=Anonymity.BREAK_GLASS)
    await ask_masked(world)
    card = starter_of(world.thread)
    menu = reply_of(await press(world.mod, card, ours("More")))
    form = await press(world.mod, menu, ours("Ask who wrote this"))
    await submit(world.mod, form, reason=REASON)
    await press(world.mod, card, ours("More"))
    menu = reply_of(await press(world.owner, card, ours("More")))
    await press(world.owner, menu, ours("Confirm"))
    menu = reply_of(await press(world.mod, card, ours("More")))
    await press(world.mod, menu, ours("Show who wrote this"))
    await world.alice.slash(world.lobby, "inbox")
    assert_spoken_by_the_catalogue(world)
