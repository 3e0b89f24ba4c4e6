"""Whoever looks things up in direct messages reads the same, whoever wrote it."""

from bot.forum.categories import add
from bot.forum.forums import set_up
from bot.forum.summaries import Actor, ForumSummary
from cogs.browsing import SORTS
from cogs.leaderboard import PERIODS
from data.tables import ChannelKind
from tests.leaks.script import script
from tests.leaks.stage import Stage
from tests.support.calls import on
from tests.support.moderators import fall_asleep
from tests.support.people import answer, ask, press, submit
from tests.support.reading import button_ids, private_text, reply_of

OFFERED = [str(each.value) for each in SORTS]


async def another_forum(stage: Stage) -> ForumSummary:
    """Give all of them a second server with a forum, in which Carol asks by name."""
    world = stage.world
    guild = world.env.create_guild("Second Home")
    channel = guild.create_forum_channel("questions")
    lobby = guild.create_text_channel("lobby")
    members = {each.id: guild.add_member(each.user) for each in stage.everybody}
    await world.env.settle()
    forum = await set_up(
        world.bot.database,
        guild_id=guild.id,
        channel_id=channel.id,
        channel_kind=ChannelKind.FORUM,
        name="Second Home",
        locale="en",
        now=world.bot.now(),
    )
    private_text(await ask(members[world.carol.id], lobby, "Who else lies awake over an exam?"))
    await stage.while_passes()
    return forum


@script()
async def everybody_opens_posts_from_their_dms(stage: Stage) -> None:
    """By number, link and title, and as they type: in one forum, then among those of two."""
    card = await stage.asks()
    await answer(stage.world.bob, card)
    await stage.answers(card)
    for _ in range(2):
        for person in stage.everybody:
            for reference in ("1", "#3", card.jump_url, "How can I sleep before an exam?", "99"):
                private_text(await person.user.slash("show", question=reference))
            for typed in ("slee", "3", "found out"):
                await person.user.autocomplete("show", "question", typed)
        await another_forum(stage)


@script(appears_late=True)
async def everybody_looks_from_their_dms_for_what_waits(stage: Stage) -> None:
    """Nobody opens it before it is there, not even its author."""
    await stage.alice_asks()
    await stage.submits("How can I sleep before an exam?")
    for _ in range(2):
        for person in stage.everybody:
            private_text(await person.user.slash("show", question="2"))
            await person.user.autocomplete("show", "question", "exam")
            private_text(await person.user.slash("search", query="exam"))
            private_text(await person.user.slash("browse"))
        await stage.while_passes()


@script()
async def everybody_searches_from_their_dms(stage: Stage) -> None:
    """In one forum, then in two at once, with pages and what sleeps."""
    card = await stage.asks()
    await answer(stage.world.bob, card)
    await stage.answers(card, "What I found out myself: lavender helps.")
    for number in range(7):
        await stage.alice_asks(f"How do I stay awake, attempt {number}?")
    await fall_asleep(stage.world.thread)
    for _ in range(2):
        for person in stage.everybody:
            for query in ("exam", "lavender", '"sleep before"', "exam lavender", "nothing like it"):
                private_text(await person.user.slash("search", query=query))
            page = reply_of(await person.user.slash("search", query="awake"))
            await person.user.click(page, custom_id="search:1")
        await another_forum(stage)


@script()
async def everybody_browses_in_their_dms(stage: Stage) -> None:
    """In every order, by tag and by whom, in one forum, then in two at once, with pages."""
    world = stage.world
    await world.owner.slash(world.lobby, "forum category add", name="Nights")
    card = await stage.asks()
    menu = await stage.more(stage.author, card)
    form = await press(stage.author, menu, "Tags and category")
    await submit(stage.author, form, tags="nights")
    await stage.while_passes()
    await answer(world.bob, card)
    await stage.answers(card)
    for number in range(7):
        await stage.alice_asks(f"How do I stay awake, attempt {number}?")
    for _ in range(2):
        for person in stage.everybody:
            for sort in OFFERED:
                private_text(await person.user.slash("browse", sort=sort))
            private_text(await person.user.slash("browse", category="Nights"))
            private_text(await person.user.slash("browse", tag="nights"))
            for member in stage.suspects:
                private_text(await person.user.slash("browse", member=member.user, sort="views"))
            await person.user.autocomplete("browse", "category", "n")
            await person.user.autocomplete("browse", "tag", "n")
            page = reply_of(await person.user.slash("browse"))
            await person.user.click(page, label="Older")
        other = await another_forum(stage)
        await add(
            world.bot.database,
            forum_id=other.id,
            actor=Actor(world.owner.id, "Owner"),
            name="Nights",
            parent_id=None,
            now=world.bot.now(),
        )


@script()
async def everybody_looks_while_discord_is_silent_on_a_server(stage: Stage) -> None:
    """They read what is in the other one, whichever it is."""
    world = stage.world
    card = await stage.asks()
    await answer(world.bob, card)
    await stage.answers(card)
    other = await another_forum(stage)
    await world.restart()
    for guild_id in (other.guild_id, world.guild.id):
        world.gaps.break_server(on("GET", f"/guilds/{guild_id}/members/*"), times=None)
        for person in stage.everybody:
            for command in ("browse", "profile", "leaderboard"):
                private_text(await person.user.slash(command))
            private_text(await person.user.slash("search", query="exam"))
            for reference in ("1", "3", card.jump_url):
                private_text(await person.user.slash("show", question=reference))
        world.gaps.heal()


@script()
async def everybody_looks_at_people_from_their_dms(stage: Stage) -> None:
    """Their own profile and those of both suspects, and who has the most points."""
    card = await stage.asks()
    await answer(stage.world.bob, card)
    await stage.answers(card)
    await stage.alice_asks()
    for _ in range(2):
        for person in stage.everybody:
            for period in PERIODS:
                board = reply_of(await person.user.slash("leaderboard", period=str(period.value)))
                await person.user.click(board, custom_id=button_ids(board)[0])
            for member in stage.suspects:
                private_text(await person.user.slash("profile", member=member.user))
            private_text(await person.user.slash("profile"))
        for person in stage.suspects:
            own = reply_of(await person.user.slash("profile"))
            mine = await person.user.click(own, custom_id="mine:0")
            if person is stage.author:
                private_text(mine)
        await another_forum(stage)
