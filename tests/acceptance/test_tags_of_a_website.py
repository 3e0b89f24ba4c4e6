"""Tags of a website may have signs that nobody types here: what is offered is found."""

import pytest

from tests.acceptance.test_browsing_in_dms import browse
from tests.acceptance.test_narrow_pages_in_dms import NO_TAG, older
from tests.acceptance.test_searching_in_dms import numbers_on
from tests.acceptance.test_showing_in_dms import second_home
from tests.acceptance.town import Town
from tests.importing.sites import importing, small_site
from tests.support.reading import private_text, reply_of, text_of

JOINED = "می\N{ZERO WIDTH NON-JOINER}خوابم"


async def bring_in(town: Town, tags: str, count: int = 1) -> None:
    """Bring in a website with so many questions of these tags."""
    posts = [{"postid": number + 1, "tags": tags} for number in range(count)]
    site = small_site(*posts)
    async for _ in importing(town.bot.database, site, forum_id=town.forum_id).steps():
        pass


@pytest.mark.parametrize("tag", ["#sleep", "c#", "how to rest", "#", JOINED])
async def test_what_is_offered_is_browsed_and_followed(town: Town, tag: str) -> None:
    await bring_in(town, tag)
    (offered,) = await town.alice.autocomplete(town.lobby, "browse", "tag", "")
    assert offered["value"] == tag
    page = reply_of(await town.alice.slash(town.lobby, "browse", tag=tag))
    assert numbers_on(page) == [1]
    said = private_text(await town.alice.slash(town.lobby, "follow", tag=tag))
    assert NO_TAG not in said


@pytest.mark.parametrize(
    ("typed", "offered"), [("#sl", ["#sleep", "sleep"]), ("sl", ["sleep"]), ("#re", ["rest"])]
)
async def test_one_is_offered_by_its_signs_and_another_without_them(
    town: Town, typed: str, offered: list[str]
) -> None:
    await bring_in(town, "#sleep,sleep,rest")
    for command in ("browse", "follow"):
        found = await town.alice.autocomplete(town.lobby, command, "tag", typed)
        assert [each["value"] for each in found] == offered


async def test_of_several_forums_the_one_that_has_that_very_tag_comes_first(town: Town) -> None:
    await town.ask(tags=["sleep"])
    other = await second_home(town)
    await bring_in(other, "#sleep")
    assert numbers_on(await browse(town, tag="#sleep")) == [2]
    assert numbers_on(await browse(town, tag="sleep")) == [1]


async def test_a_page_of_one_that_is_gone_does_not_become_one_of_another(town: Town) -> None:
    await bring_in(town, "#sleep", 7)
    await town.alice.slash(town.lobby, "follow", tag="#sleep")
    page = await browse(town, tag="#sleep")
    await bring_in(town, "sleep", 7)
    assert text_of(await older(town, page)) == NO_TAG
