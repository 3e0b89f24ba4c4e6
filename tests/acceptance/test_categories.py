"""Categories: added, renamed, moved and removed; a forum channel's tags follow."""

from collections.abc import Sequence

import discord

from bot.forum import categories
from bot.forum.categories import listed
from bot.forum.summaries import Actor
from data.categories import insert_category
from tests.acceptance.facts import deleted, tags_of
from tests.acceptance.seen import posts_in, public_button, refusal
from tests.support.moderators import archive, unarchive
from tests.support.people import ask, press, submit
from tests.support.reading import fields_of, private_text, reply_of, starter_of, text_of
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld


async def run(world: ForumWorld, name: str, /, **options: object) -> str:
    """Run a `/forum category` command as the owner and let the tags follow."""
    shown = await world.owner.slash(world.lobby, f"forum category {name}", **options)
    await world.pass_time(2)
    return private_text(shown)


async def add(world: ForumWorld, *names: str) -> None:
    for name in names:
        await run(world, "add", name=name)


async def paths(world: ForumWorld) -> list[str]:
    return [line.path for line in await listed(world.bot.database, 1)]


def tags(world: ForumWorld) -> list[str]:
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.ForumChannel)
    return [tag.name for tag in channel.available_tags]


async def test_a_category_is_added_and_mirrored_as_a_tag(forum_world: ForumWorld) -> None:
    said = await run(forum_world, "add", name="  Sleep  ", description="Nights and naps")
    assert said == "The category **Sleep** is there now."
    assert await paths(forum_world) == ["Sleep"]
    assert "Sleep" in tags(forum_world)


async def test_a_category_under_another_is_shown_by_its_path(forum_world: ForumWorld) -> None:
    await add(forum_world, "Family")
    await run(forum_world, "add", name="Parents", parent="Family")
    assert await paths(forum_world) == ["Family", "Family › Parents"]


async def test_the_button_of_setup_opens_a_form(forum_world: ForumWorld) -> None:
    shown = await press(forum_world.owner, reply_of(forum_world.setup), "Add a category")
    assert list(fields_of(shown)) == ["name", "description"]
    said = private_text(await submit(forum_world.owner, shown, name="Sleep", description="Nights"))
    assert said == "The category **Sleep** is there now."
    await forum_world.pass_time(2)
    assert "Sleep" in tags(forum_world)


async def test_the_form_of_somebody_who_manages_no_longer_is_refused(
    forum_world: ForumWorld,
) -> None:
    role = forum_world.guild.create_role("Keeper", permissions=discord.Permissions.all())
    keeper = forum_world.guild.add_member(forum_world.env.create_user("keeper"), roles=[role])
    copied = await public_button(forum_world, "Add a category", "category:0")
    shown = await press(keeper, copied, "Add a category")
    forum_world.env.backend.edit_role(forum_world.guild.id, role.id, {"permissions": 0})
    said = private_text(await submit(keeper, shown, name="Sleep"))
    assert said == "You don't have permission to do that here."
    assert await paths(forum_world) == []


async def test_a_rename_reaches_the_tag_and_the_cards(forum_world: ForumWorld) -> None:
    await add(forum_world, "Sleep")
    await ask(forum_world.alice, forum_world.lobby, category="Sleep")
    assert tags_of(forum_world) == ["Sleep"]
    said = await run(forum_world, "rename", category="Sleep", name="Nights")
    assert said == "**Sleep** is called **Nights** now."
    assert "Nights" in tags(forum_world)
    assert "Sleep" not in tags(forum_world)
    assert tags_of(forum_world) == ["Nights"]
    await forum_world.pass_time(3)
    assert "in Nights" in text_of(starter_of(forum_world.thread))


async def test_positions_are_counted_from_one(forum_world: ForumWorld) -> None:
    await add(forum_world, "One", "Two", "Three")
    await run(forum_world, "move", category="One", position=2)
    assert await paths(forum_world) == ["Two", "One", "Three"]
    await run(forum_world, "move", category="Three", position=1)
    assert await paths(forum_world) == ["Three", "Two", "One"]
    await run(forum_world, "move", category="Three", position=3)
    assert await paths(forum_world) == ["Two", "One", "Three"]


async def test_a_category_moves_under_another_and_back_to_the_top(forum_world: ForumWorld) -> None:
    await add(forum_world, "Family", "Parents")
    said = await run(forum_world, "move", category="Parents", parent="Family")
    assert said == "**Parents** is at **Family › Parents** now."
    said = await run(forum_world, "move", category="Family › Parents")
    assert said == "**Family › Parents** is at **Parents** now."


async def test_removing_takes_the_questions_elsewhere(forum_world: ForumWorld) -> None:
    await add(forum_world, "Sleep", "Stress")
    await ask(forum_world.alice, forum_world.lobby, category="Sleep")
    said = await run(forum_world, "remove", category="Sleep", move_to="Stress")
    assert said == "**Sleep** is removed; its questions are in **Stress** now."
    assert await paths(forum_world) == ["Stress"]
    assert "Sleep" not in tags(forum_world)
    await forum_world.pass_time(3)
    assert tags_of(forum_world) == ["Stress"]
    assert "in Stress" in text_of(starter_of(forum_world.thread))


async def test_an_archived_thread_follows_its_category_when_it_opens(
    forum_world: ForumWorld,
) -> None:
    await add(forum_world, "Sleep", "Stress")
    await ask(forum_world.alice, forum_world.lobby, category="Sleep")
    thread = forum_world.thread
    await archive(forum_world.mod, thread)
    await run(forum_world, "remove", category="Sleep", move_to="Stress")
    await forum_world.pass_time(5)
    assert is_archived(forum_world.env.backend.get_channel(thread.id))
    assert "in Sleep" in text_of(starter_of(thread))
    await unarchive(forum_world.mod, thread)
    await forum_world.pass_time(3)
    assert "in Stress" in text_of(starter_of(thread))
    assert tags_of(forum_world) == ["Stress"]


async def test_a_move_is_shown_on_the_cards(forum_world: ForumWorld) -> None:
    await add(forum_world, "Family", "Parents")
    await ask(forum_world.alice, forum_world.lobby, category="Parents")
    await run(forum_world, "move", category="Parents", parent="Family")
    await forum_world.pass_time(3)
    assert "in Family › Parents" in text_of(starter_of(forum_world.thread))


async def test_categories_of_one_name_share_a_tag(forum_world: ForumWorld) -> None:
    await add(forum_world, "Family", "Work")
    for parent in ("Family", "Work"):
        await run(forum_world, "add", name="Other", parent=parent)
    await ask(forum_world.alice, forum_world.lobby, category="Work › Other")
    await run(forum_world, "remove", category="Family › Other")
    assert tags_of(forum_world) == ["Other"]
    await run(forum_world, "add", name="Other", parent="Family")
    await run(forum_world, "rename", category="Family › Other", name="Kin")
    await forum_world.pass_time(5)
    assert {"Kin", "Other"} < set(tags(forum_world))
    assert tags_of(forum_world) == ["Other"]


async def test_an_empty_category_is_removed_without_asking(forum_world: ForumWorld) -> None:
    await add(forum_world, "Sleep")
    assert await run(forum_world, "remove", category="Sleep") == "**Sleep** is removed."
    assert await paths(forum_world) == []


async def refused(world: ForumWorld, name: str, /, **options: object) -> str:
    return refusal(world, await world.owner.slash(world.lobby, f"forum category {name}", **options))


async def test_what_cannot_be_done_is_said_and_changes_nothing(forum_world: ForumWorld) -> None:
    await add(forum_world, "Sleep", "Stress")
    await ask(forum_world.alice, forum_world.lobby, category="Sleep")
    assert await refused(forum_world, "add", name="sleep") == (
        "There is already a category called Sleep there."
    )
    assert await refused(forum_world, "add", name="   ") == (
        "A category's name needs 1 to 80 characters."
    )
    assert "1 to 80" in await refused(forum_world, "add", name="x" * 81)
    assert "don't know that category" in await refused(
        forum_world, "rename", category="Nowhere", name="Somewhere"
    )
    assert "can't be moved into itself" in await refused(
        forum_world, "move", category="Sleep", parent="Sleep"
    )
    assert "move_to" in await refused(forum_world, "remove", category="Sleep")
    assert await paths(forum_world) == ["Sleep", "Stress"]
    assert [post.category_id for post in await posts_in(forum_world)] == [1]


async def test_the_hundred_and_first_is_refused(forum_world: ForumWorld) -> None:
    await many(forum_world, 100)
    said = await refused(forum_world, "add", name="One more")
    assert said == "A forum can have at most 100 categories."
    assert len(await paths(forum_world)) == 100


async def test_what_a_form_does_not_show_the_command_completes(forum_world: ForumWorld) -> None:
    world = forum_world
    await many(world, 30)
    form = await world.alice.slash(world.lobby, "ask")
    assert "use /ask with its option category" in str(form.modal)
    found = await world.alice.autocomplete(world.lobby, "ask", "category", "topic 29")
    assert [each["name"] for each in found] == ["Topic 29"]
    await ask(world.alice, world.lobby, command={"category": str(found[0]["value"])})
    assert "in Topic 29" in text_of(starter_of(world.thread))


async def test_a_category_of_which_the_questions_were_deleted_is_empty(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await add(world, "Sleep")
    await ask(world.alice, world.lobby, command={"category": "Sleep"})
    await deleted(world, world.alice, starter_of(world.thread))
    assert await run(world, "remove", category="Sleep") == "**Sleep** is removed."
    assert await paths(world) == []


async def many(world: ForumWorld, count: int) -> None:
    """Add this many categories, as quickly as may be."""
    owner, now = Actor(world.owner.id, "Owner", is_moderator=True), world.bot.now()
    for number in range(count):
        name = f"Topic {number}"
        await categories.add(world.bot.database, forum_id=1, actor=owner, name=name, now=now)


async def test_one_that_holds_others_is_removed_only_with_a_place_for_them(
    forum_world: ForumWorld,
) -> None:
    await add(forum_world, "Family", "Friends")
    await run(forum_world, "add", name="Parents", parent="Family")
    assert await refused(forum_world, "remove", category="Family") == (
        "Family isn't empty. Say with move_to where its questions should go."
    )
    await run(forum_world, "remove", category="Family", move_to="Friends")
    assert await paths(forum_world) == ["Friends", "Friends › Parents"]


async def test_the_fifth_level_is_refused(forum_world: ForumWorld) -> None:
    parent: dict[str, str] = {}
    for name in ("One", "Two", "Three", "Four"):
        await run(forum_world, "add", name=name, **parent)
        parent = {"parent": (await paths(forum_world))[-1]}
    assert "four levels" in await refused(forum_world, "add", name="Five", **parent)


async def test_categories_are_completed_as_one_types(forum_world: ForumWorld) -> None:
    await add(forum_world, "Sleep", "Stress")
    found = await forum_world.owner.autocomplete(
        forum_world.lobby, "forum category rename", "category", "stre"
    )
    assert names(found) == ["Stress"]


async def test_long_paths_are_told_apart_where_one_chooses(forum_world: ForumWorld) -> None:
    world = forum_world
    long = "Relationships, family life, and whatever else there is between two people"
    above = await added(world, long, None)
    for name in ("Separation and divorce, with children", "After a separation"):
        above = await added(world, name, above)
    leaves = ["Contact and custody of children", "Contact with grandparents", "Money for them"]
    for name in leaves:
        await added(world, name, above)
    found = names(await world.bob.autocomplete(world.lobby, "browse", "category", ""))
    form = await world.bob.slash(world.lobby, "ask")
    labels = [str(each["label"]) for each in fields_of(form)["category"]["options"]]
    assert found == labels
    assert [label.rpartition(" › ")[2] for label in labels[-3:]] == leaves
    assert all(label.startswith("… › ") for label in labels[-3:])


async def added(world: ForumWorld, name: str, parent_id: int | None) -> int:
    return await categories.add(
        world.bot.database,
        forum_id=1,
        actor=Actor(world.owner.id, "Owner"),
        name=name,
        parent_id=parent_id,
        now=world.bot.now(),
    )


def names(choices: Sequence[dict[str, object]]) -> list[object]:
    return [choice["name"] for choice in choices]


async def test_more_than_twenty_categories_leave_the_rest_without_a_tag(
    forum_world: ForumWorld,
) -> None:
    for number in range(22):
        await forum_world.owner.slash(
            forum_world.lobby, "forum category add", name=f"Topic {number}"
        )
    await forum_world.pass_time(5)
    assert len(tags(forum_world)) <= 20
    assert len(await paths(forum_world)) == 22


async def test_under_a_text_channel_categories_need_no_tags(text_world: ForumWorld) -> None:
    await add(text_world, "Sleep")
    await ask(text_world.alice, text_world.lobby, category="Sleep")
    assert "in Sleep" in text_of(starter_of(text_world.thread))


async def test_a_category_that_gets_no_tag_any_more_says_so(forum_world: ForumWorld) -> None:
    for number in range(18):
        said = await run(forum_world, "add", name=f"Topic {number}")
        assert said == f"The category **Topic {number}** is there now."
    assert "named on the cards only" in await run(forum_world, "add", name="One more")


async def test_a_form_says_how_to_choose_what_it_has_no_room_for(forum_world: ForumWorld) -> None:
    """A website can have more categories than a form shows."""
    async with forum_world.bot.database.write() as session:
        for number in range(30):
            await insert_category(
                session,
                forum_id=1,
                parent_id=None,
                name=f"Category {number:02}",
                description="",
                position=number,
                now=forum_world.bot.now(),
            )
    form = await forum_world.alice.slash(forum_world.lobby, "ask")
    assert "use /ask with its option category" in str(form.modal)
    assert len(fields_of(form)["category"]["options"]) == 25
    form = await forum_world.alice.slash(forum_world.lobby, "ask", category="Category 29")
    await submit(forum_world.alice, form, title="How can I sleep before an exam?")
    await forum_world.pass_time(2)
    assert "in Category 29" in text_of(starter_of(forum_world.thread))
