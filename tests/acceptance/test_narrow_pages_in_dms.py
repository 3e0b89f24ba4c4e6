"""Pages of a category or tag in direct messages once its forum is silent, left, or without it."""

import pytest
from simcord.enums import OverwriteType

from bot.forum import categories
from bot.publishing import layout
from tests.acceptance.test_browsing_in_dms import browse
from tests.acceptance.test_categories_in_dms import UNKNOWN, ask_in
from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.test_searching_in_dms import numbers_on
from tests.acceptance.test_showing_in_dms import TRY_AGAIN, second_home
from tests.acceptance.town import Town, actor, build
from tests.support.calls import on
from tests.support.reading import Shown, reply_of, text_of

NO_TAG = "No question has that tag yet. Choose one from the list."
SILENT = "-# Discord said nothing about 1 more server just now."


async def silence(town: Town) -> None:
    """Forget who is where, and have Discord say nothing about a server."""
    await town.restart()
    town.gaps.refuse(on("GET", f"/guilds/{town.guild.id}/members/*"), 503, 0, times=None)


async def pressed(town: Town, custom_id: str) -> Shown:
    """Return what Alice reads after a press of such a button in her direct messages."""
    user = await town.bot.fetch_user(town.alice.id)
    sent = await user.send(view=layout.message(layout.row(layout.button("Older", custom_id))))
    await town.env.settle()
    return reply_of(await town.alice.user.click(town.fresh(sent), label="Older"))


async def older(town: Town, page: Shown) -> Shown:
    """Return what Alice reads after a press of Older: the page, or what is said beside it."""
    return reply_of(await town.alice.user.click(page, label="Older"))


async def two_with(town: Town, name: str, count: int = 7) -> tuple[Town, int]:
    """Ask so many tagged questions in a category of each of two forums; return the second.

    Also the category's number in the first.
    """
    other = await second_home(town)
    first = await town.category(name)
    await ask_in(town, first, count, tags=("tea",))
    await ask_in(other, await other.category(name), count, tags=("tea",))
    return other, first


async def test_what_may_be_in_a_silent_server_is_not_said_to_be_unknown(town: Town) -> None:
    other = await second_home(town)
    food = await other.category("Food")
    await ask_in(town, await town.category("Sleep"), 1)
    await ask_in(other, food, 1, tags=("tea",))
    await silence(other)
    for options in ({"category": "Food"}, {"category": str(food)}, {"tag": "tea"}):
        assert text_of(await browse(town, **options)) == TRY_AGAIN
    assert text_of(await browse(town, category="Sleep")).endswith(SILENT)


@pytest.mark.parametrize("typed", ["Sleep", "Health › Sleep"])
async def test_a_page_of_a_name_goes_on_where_the_forum_of_its_number_was_left(
    town: Town, typed: str
) -> None:
    other = await second_home(town)
    for forum in (town, other):
        health = await forum.category("Health")
        await ask_in(forum, await forum.category("Sleep", health), 7)
    page = await browse(town, category=typed)
    await hide_from(town.channel, town.alice.id, OverwriteType.MEMBER)
    assert numbers_on(await older(town, page)) == [8]
    assert text_of(page).startswith(f"### Newest questions · in {typed}\n")


async def test_or_while_that_is_silent_and_once_it_speaks_again_all_are_there(town: Town) -> None:
    await two_with(town, "Sleep")
    page = await browse(town, category="Sleep")
    await silence(town)
    shown = await older(town, page)
    assert numbers_on(shown) == [8]
    assert text_of(shown).endswith(SILENT)
    town.gaps.heal()
    await town.pass_time(61)
    await town.alice.user.click(page, label="Newer")
    assert numbers_on(await older(town, page)) == [8, 7, 6, 5, 4, 3]


async def test_where_no_shared_forum_has_the_name_it_is_unknown_and_stays_unsaid(
    town: Town,
) -> None:
    foreign = await build(town, "Theirs")
    hidden, _ = await foreign.category("Secrets"), await town.category("Sleep")
    for means in ("", "n", "p"):
        for number in (hidden, 999, 9**30):
            assert text_of(await pressed(town, f"browse:1:recent:{number}{means}")) == UNKNOWN
    other = await second_home(town)
    await silence(other)
    assert text_of(await pressed(town, f"browse:1:recent:{hidden}n")) == TRY_AGAIN


async def test_a_removed_category_is_unknown(town: Town) -> None:
    _, first = await two_with(town, "Sleep")
    page = await browse(town, category="Sleep")
    await categories.remove(
        town.bot.database,
        forum_id=town.forum_id,
        actor=actor(town.alice),
        category_id=first,
        move_to=await town.category("Rest"),
        now=town.bot.now(),
    )
    assert text_of(await older(town, page)) == UNKNOWN


async def test_a_page_of_a_tag_goes_on_where_the_forum_of_its_number_was_left(town: Town) -> None:
    await two_with(town, "Sleep")
    await hide_from(town.channel, town.alice.id, OverwriteType.MEMBER)
    page = await pressed(town, "browse:1:recent::1")
    assert text_of(page).startswith("### Newest questions · with the tag tea\n")
    assert numbers_on(page) == [8]


async def test_a_tag_that_is_shown_nowhere_else_stays_unsaid(town: Town) -> None:
    foreign = await build(town, "Theirs")
    await foreign.ask("What do they whisper in there?", tags=["secrets"])
    await town.ask(tags=["tea"])
    for number in (1, 99, 9**30):
        assert text_of(await pressed(town, f"browse:0:recent::{number}")) == NO_TAG
    assert text_of(await browse(town, tag="#")) == NO_TAG
    other = await second_home(town)
    await silence(other)
    for number in (1, 99):
        assert text_of(await pressed(town, f"browse:0:recent::{number}")) == TRY_AGAIN
