"""What a DM told somebody is told by nothing else, whichever of their rows brought that DM."""

import pytest
from simcord.actors import MemberActor

from data.tables import Notification, NotificationKind
from tests.acceptance.facts import rows
from tests.acceptance.test_digests import HOUR, later
from tests.acceptance.test_quiet_nights import morning, sleeps
from tests.acceptance.town import Town
from tests.support.calls import OPEN_DM
from tests.support.people import press, submit
from tests.support.reading import dm_texts, dms, private_text, reply_of, starter_of

TITLE = "How can I sleep before an exam?"
SAID = "Breathe slowly, and count."
NEW = "new notification"
WAYS = ["asks by name", "asks anonymously", "answers anonymously", "follows the answerer"]


async def word(town: Town) -> str:
    return private_text(await town.carol.slash(town.lobby, "help"))


async def follows(town: Town, way: str) -> None:
    """Let Carol have several reasons to hear of what Bob says next, and read all until then."""
    await town.ask("How do I stay awake at noon?", by=town.bob)
    if way == "asks by name":
        await town.ask(TITLE, by=town.carol)
    elif way == "asks anonymously":
        form = await town.carol.slash(town.lobby, "ask")
        options = ["anonymous", "notify"]
        await submit(town.carol, form, title=TITLE, details="", options=options)
        await town.pass_time(25)
    else:
        await town.ask(TITLE)
    card = starter_of(town.channel.threads[-1])
    if way == "answers anonymously":
        form = await press(town.carol, card, "Answer")
        await submit(town.carol, form, body="A walk helps.", options=["anonymous", "notify"])
        await town.pass_time(25)
    await press(town.carol, card, "Notify me")
    if way == "follows the answerer":
        await wants_each_of_bobs(town, town.carol)
    await town.carol.slash(town.lobby, "inbox")
    assert NEW not in await word(town)


async def wants_each_of_bobs(town: Town, person: MemberActor) -> None:
    await person.slash(town.lobby, "follow", member=town.bob)
    await press(person, reply_of(await person.slash(town.lobby, "following")), "DM me each one")


async def bob_speaks(town: Town, way: str) -> None:
    if way == "answers anonymously":
        (answer,) = [
            each
            for each in town.channel.threads[-1].history()
            if each.components and "A walk helps." in str(each.components)
        ]
        await submit(town.bob, await press(town.bob, answer, "Comment"), body=SAID)
    else:
        await town.answer(2, SAID)
    await town.pass_time(30)


@pytest.mark.parametrize("way", WAYS)
async def test_no_word_of_what_a_dm_brought(town: Town, way: str) -> None:
    await follows(town, way)
    await bob_speaks(town, way)
    assert "\n".join(dm_texts(town.carol)).count(SAID) == 1
    assert NEW not in await word(town)
    assert SAID in private_text(await town.carol.slash(town.lobby, "inbox"))


@pytest.mark.parametrize("way", WAYS[:2])
async def test_nor_of_what_waits_for_quiet_hours(town: Town, way: str) -> None:
    await sleeps(town, town.carol)
    await follows(town, way)
    await bob_speaks(town, way)
    assert NEW not in await word(town)
    await morning(town)
    assert NEW not in await word(town)


@pytest.mark.parametrize("way", WAYS)
async def test_a_word_of_what_a_refused_dm_would_have_brought(town: Town, way: str) -> None:
    await follows(town, way)
    town.gaps.refuse(OPEN_DM, 403, 50007, times=None)
    await bob_speaks(town, way)
    assert dms(town.carol) == []
    assert NEW in await word(town)
    assert NEW not in await word(town)


@pytest.mark.parametrize("is_anonymous", [False, True])
async def test_the_row_by_name_is_the_same_whoever_asked(town: Town, *, is_anonymous: bool) -> None:
    """One that stays as it is after a word would say whom a sealed DM had told of the same."""
    await town.ask("How do I stay awake at noon?", by=town.bob)
    await town.carol.slash(town.lobby, "follow", member=town.bob)
    by = town.carol if is_anonymous else town.alice
    form = await by.slash(town.lobby, "ask")
    await submit(by, form, title=TITLE, details="", options=["anonymous", "notify"])
    await town.pass_time(25)
    await town.answer(2, SAID)
    await town.pass_time(30)
    assert len(dms(town.carol)) == is_anonymous
    assert (NEW in await word(town)) != is_anonymous
    (row,) = [
        each
        for each in await rows(town, Notification)
        if each.kind is NotificationKind.FOLLOWED and each.post_id
    ]
    assert row.is_heard


async def test_no_digest_of_what_a_dm_by_name_brought(town: Town) -> None:
    panel = reply_of(await town.carol.slash(town.lobby, "notifications", time_zone="UTC"))
    await town.carol.select(panel, ["daily"], custom_id="digest-every:0")
    await follows(town, "follows the answerer")
    await bob_speaks(town, "follows the answerer")
    await later(town, 18.1 * HOUR)
    assert not [each for each in dm_texts(town.carol) if "Your digest" in each]
