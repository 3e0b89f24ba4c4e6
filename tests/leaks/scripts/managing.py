"""What those do who manage the server, and buttons that stand beneath public messages."""

from tests.acceptance.seen import public_button
from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.calls import NEW_THREAD
from tests.support.people import answer, ask, press, submit

# The buttons of the welcome, the health, the inbox and the lists, each as a public one.
BUTTONS = (
    "begin:0",
    "browse:0",
    "helpnow:0",
    "health:0",
    "retry:1",
    "forget:1",
    "category:0",
    "inbox:0",
    "inbox:1",
    "read:0",
    "mine:0",
    "mine:1",
    "privacy:1",
    "eraseposts:0",
    "leaders:0:month",
    "following:0",
)


@script()
async def everybody_presses_everything(stage: Stage) -> None:
    """Those who may do it do it, the others are refused; the author is like anybody."""
    world = stage.world
    await stage.asks("How can I sleep before an exam?", "notify")
    for custom_id in BUTTONS:
        message = await public_button(world, custom_id, custom_id)
        for person in stage.everybody:
            await press(person, message, custom_id)
    message = await public_button(world, "Welcome", "welcome:0")
    await press(world.owner, message, "Welcome")


@script()
async def the_forum_is_managed(stage: Stage) -> None:
    """Categories, the welcome, and in the end no more anonymous posts."""
    world, owner = stage.world, stage.world.owner
    await stage.asks()
    category = "forum category"
    for name in ("Sleep", "Work"):
        await owner.slash(world.lobby, f"{category} add", name=name, description="For nights")
    await owner.slash(world.lobby, f"{category} add", name="Naps", parent="Sleep")
    await owner.slash(world.lobby, f"{category} rename", category="Naps", name="Siesta")
    moved = {"category": "Siesta", "parent": "Work", "position": 1}
    await owner.slash(world.lobby, f"{category} move", **moved)
    for command, option in (
        ("add", "parent"),
        ("rename", "category"),
        ("move", "category"),
        ("move", "parent"),
        ("remove", "category"),
        ("remove", "move_to"),
    ):
        await owner.autocomplete(world.lobby, f"{category} {command}", option, "w")
    await owner.slash(world.lobby, f"{category} remove", category="Siesta", move_to="Work")
    await owner.slash(world.lobby, "forum post-welcome", channel=world.lobby)
    form = await press(owner, await public_button(world, "Add", "category:0"), "Add")
    await submit(owner, form, name="Family")
    button = await public_button(world, "Change", "titles:1")
    for person in stage.everybody[:-1]:
        await press(person, button, "Change")
    await submit(owner, await press(owner, button, "Change"), titles="100 Newcomer\n110 Regular")
    for person in stage.everybody:
        await person.slash(world.lobby, "leaderboard")
        for member in stage.suspects:
            await person.slash(world.lobby, "profile", member=member)
    await stage.while_passes()


@script(appears_late=True)
async def roles_follow_points(stage: Stage) -> None:
    """Those of whom everybody knows what they did get them; an anonymous post moves nobody."""
    world, owner, guild = stage.world, stage.world.owner, stage.world.guild
    regular, guide = guild.create_role("Regular"), guild.create_role("Guide")
    button = await public_button(world, "Change", "roles:1")
    for person in stage.everybody[:-1]:
        await press(person, button, "Change")
    for role, points in ((regular, "120"), (guide, "150")):
        await submit(owner, await press(owner, button, "Change"), role=[role], points=points)
    card = await stage.asks("How can I sleep before an exam?", "notify")
    named = await stage.alice_asks()
    await answer(world.bob, card)
    await stage.while_passes()
    await stage.answers(named)
    for person in (world.bob, world.carol, world.mod):
        await person.react(card, "👍")
    await stage.while_passes()
    chosen = world.threads[0].history()[1]
    await press(stage.author, chosen, "Best answer")
    await stage.while_passes()
    menu = await stage.more(stage.author, chosen)
    await press(stage.author, menu, "Undo best answer")
    await stage.while_passes()
    await submit(owner, await press(owner, button, "Change"), role=[guide], points="110")
    await stage.while_passes()
    await owner.slash(world.lobby, "forum settings")
    await owner.slash(world.lobby, "forum health")


@script()
async def discord_is_in_trouble(stage: Stage) -> None:
    """What is logged and shown of deliveries that fail names nobody."""
    world = stage.world
    world.gaps.refuse(NEW_THREAD, 403, 50013, times=None)
    await stage.submits("How can I sleep at all?", "notify")
    await ask(world.bob, world.lobby, "A question that Bob asks by name")
    await stage.while_passes()
    await world.owner.slash(world.lobby, "forum health")
    world.gaps.heal()
    await world.restart()
    await stage.while_passes()
    world.gaps.crash(NEW_THREAD, after=True)
    await stage.submits("And what then?", "notify")
    await stage.while_passes()
    await world.come_back()
    await stage.while_passes()
