"""Every button and menu works in direct messages, if what it stands for can be done there."""

import re
from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from bot.forum import answers, comments, follows
from bot.forum.summaries import Guise
from bot.publishing import layout
from data.forums import update_forum
from data.tables import Anonymity
from tests.acceptance.town import Town, actor
from tests.acceptance.ways_in_dms import (
    ANSWER,
    COMMENTED,
    OF_ONESELF,
    ONLY_IN_SERVERS,
    QUESTION,
    TITLE,
    UNDER_CARDS,
    WAYS,
    Way,
)
from tests.leaks.inventory import Item, components
from tests.support.people import submit
from tests.support.reading import (
    SELECT,
    Shown,
    button_ids,
    buttons_of,
    components_of,
    fresh,
    private_text,
    replies_of,
    reply_of,
    text_of,
)
from tests.support.worlds import MODERATOR

WRITE_A_WAY = "write how it is reached in a direct message, in tests/acceptance/ways_in_dms.py"


@dataclass
class Street:
    """A town in which there is something to do for everybody."""

    town: Town
    people: dict[str, MemberActor]

    async def walk(self, name: str) -> str:
        """Go a way, after those that it needs, and return what is read at its end."""
        way = WAYS[name]
        for before in way.after:
            await self.walk(before)
        person = self.people[way.who].user
        pressed: Shown = await self.put(way)
        custom_id = way.first
        if way.chosen is None:
            result = await person.click(pressed, custom_id=custom_id)
        else:
            result = await person.select(pressed, [way.chosen], custom_id=custom_id)
        for step in way.steps:
            if isinstance(step, str):
                pressed, custom_id = offering(step, result)
                result = await person.click(pressed, custom_id=custom_id)
            else:
                result = await submit(person, result, **step)
        assert stands_for(self.town, custom_id) == name
        return self.read(result, pressed)

    async def put(self, way: Way) -> discord.Message:
        """Put what a way begins with into a direct message."""
        user = await self.town.bot.fetch_user(self.people[way.who].id)
        part: discord.ui.Item[discord.ui.LayoutView]
        if way.chosen is None:
            part = layout.button("…", way.first)
        else:
            option = discord.SelectOption(label="…", value=way.chosen)
            part = discord.ui.Select(custom_id=way.first, options=[option])
        sent = await user.send(view=layout.message(layout.row(part)))
        await self.town.env.settle()
        return fresh(self.town.env, sent)

    def read(self, result: InteractionResult, pressed: Shown) -> str:
        """Return what the answers and what was pressed say, on buttons and in menus too."""
        is_kept = isinstance(pressed, discord.Message)
        shown = [*replies_of(result), fresh(self.town.env, pressed) if is_kept else pressed]
        return "\n".join("\n".join([text_of(each), *labels_of(each)]) for each in shown)


def labels_of(message: Shown) -> list[str]:
    """Return what a message's buttons say, and what its menus offer."""
    menus = [each for each in components_of(message) if each["type"] == SELECT]
    offered = [str(option["label"]) for menu in menus for option in menu["options"]]
    return buttons_of(message) + offered


def offering(action: str, result: InteractionResult) -> tuple[Shown, str]:
    """Return the reply that has a button of this action, and its custom_id."""
    said = []
    for reply in replies_of(result):
        said.append(f"{text_of(reply)} {button_ids(reply)}")
        for custom_id in button_ids(reply):
            if custom_id.partition(":")[0] == action:
                return reply, custom_id
    raise AssertionError(f"no {action} on: {said}")


def name_of(item: Item) -> str:
    """Return what a button or menu is called among the ways."""
    return f"{item.__module__.removeprefix('cogs.')}.{item.__name__}"


def stands_for(town: Town, custom_id: str) -> str:
    """Return the name of what answers a custom_id."""
    items = components(town.bot).items()
    (found,) = [item for template, item in items if re.fullmatch(template, custom_id)]
    return name_of(found)


async def street_in(town: Town) -> Street:
    """Return a town with posts of everybody, of which one is anonymous, and two moderators."""
    role = town.guild.create_role("Moderator", permissions=MODERATOR)
    mod, other = (
        town.guild.add_member(town.env.create_user(each), roles=[role]) for each in ("mo", "mia")
    )
    async with town.bot.database.write() as session:
        await update_forum(session, 1, anonymity=Anonymity.BREAK_GLASS, anonymous_delay_seconds=0)
    await town.ask(TITLE, tags=["sleep"], notify=True)
    await town.answer(QUESTION)
    await town.carry_out()
    database, now, carol = town.bot.database, town.bot.now(), actor(town.carol)
    await comments.comment(
        database, forum_id=1, post_id=ANSWER, actor=carol, body=COMMENTED, now=now
    )
    await answers.answer(
        database,
        forum_id=1,
        question_id=QUESTION,
        actor=carol,
        body="What nobody shall know of me.",
        guise=Guise(),
        is_sure=True,
        now=now,
    )
    await follows.follow_tag(database, forum_id=1, typed="sleep", actor=actor(town.bob), now=now)
    await town.carry_out()
    people = {"alice": town.alice, "bob": town.bob, "carol": town.carol}
    return Street(town, {**people, "mod": mod, "other": other})


@pytest.mark.parametrize("name", UNDER_CARDS)
async def test_it_works_beneath_a_card_there(town: Town, name: str) -> None:
    assert UNDER_CARDS[name].says in await (await street_in(town)).walk(name)


@pytest.mark.parametrize("room", sorted({name.partition(".")[0] for name in OF_ONESELF}))
async def test_what_is_ones_own_works_there(town: Town, room: str) -> None:
    street = await street_in(town)
    for name, way in OF_ONESELF.items():
        if name.startswith(f"{room}."):
            assert way.says in await street.walk(name)


async def test_what_only_works_in_a_server_says_so(town: Town) -> None:
    street = await street_in(town)
    for name, way in ONLY_IN_SERVERS.items():
        assert way.says in await street.walk(name)


async def test_all_that_there_is_has_a_way(town: Town) -> None:
    assert sorted(WAYS) == sorted(map(name_of, components(town.bot).values())), WRITE_A_WAY


async def test_who_moderates_is_asked_of_discord_each_time(town: Town) -> None:
    street = await street_in(town)
    assert "Hide" in await street.walk("histories.History")
    mod = street.people["mod"]
    town.env.backend.get_member(town.guild.id, mod.id).role_ids.clear()
    page = await mod.user.click(await street.put(WAYS["histories.History"]), custom_id="show:2")
    menu = reply_of(await mod.user.click(reply_of(page), label="More"))
    assert not {"Hide", "Edit silently", "Edit"} & {*buttons_of(menu)}
    old = await street.put(Way("mod", "hide:2"))
    said = private_text(await mod.user.click(old, custom_id="hide:2"))
    assert said == "You don't have permission to do that here."


async def test_whoever_left_is_offered_nothing_there(town: Town) -> None:
    street = await street_in(town)
    town.env.backend.remove_member(town.guild.id, town.carol.id)
    for action in ("more", "whole", "answers", "comments", "further", "followons", "up", "erase"):
        button = await street.put(Way("carol", f"{action}:1"))
        result = await town.carol.user.click(button, custom_id=f"{action}:1")
        assert "you left that server" in street.read(result, button)


async def test_whoever_may_not_write_may_still_delete(town: Town) -> None:
    street = await street_in(town)
    member = town.env.backend.get_member(town.guild.id, town.bob.id)
    member.timed_out_until = (town.bot.now() + timedelta(hours=1)).isoformat()
    for action, number, said in (
        ("up", 1, "You can't write in that server right now."),
        ("erase", 2, "#2 is deleted."),
    ):
        button = await street.put(Way("bob", f"{action}:{number}"))
        result = await town.bob.user.click(button, custom_id=f"{action}:{number}")
        assert said in street.read(result, button)


async def test_it_works_in_a_server_without_a_forum_as_in_a_dm(town: Town) -> None:
    """There `/following` and `/inbox` have what is in all forums."""
    await street_in(town)
    guild = town.env.create_guild("Elsewhere")
    lobby = guild.create_text_channel("lobby")
    alice, stranger = guild.add_member(town.alice.user), guild.add_member(town.carol.user)
    town.env.backend.remove_member(town.guild.id, town.carol.id)
    await town.env.settle()
    channel = town.bot.get_channel(lobby.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send(view=layout.message(layout.row(layout.button("Show #1", "show:1"))))
    await town.env.settle()
    shown = reply_of(await alice.click(fresh(town.env, sent), label="Show #1"))
    menu = reply_of(await alice.click(shown, label="More"))
    assert {"Edit", "Delete"} <= {*buttons_of(menu)}
    refused = await stranger.click(fresh(town.env, sent), label="Show #1")
    assert "you left that server" in private_text(refused)
