"""What is sealed of a notification and its DM is as long however much it says."""

import json

from bot.forum.anonymous.notices import (
    BY_DM,
    CHANNEL,
    EARLY,
    HEARD,
    HELD,
    HINTED,
    NOT_EARLY,
    REFUSED,
)
from bot.forum.identity import padded_bytes
from bot.forum.mail import MAIL_PAD_BYTES, NOTICE_PAD_BYTES
from bot.forum.post_mail import DONE, GIVEN_UP
from tests.forum.test_exporting import anonymously
from tests.forum.test_following import notified, told
from tests.forum.world import ANNA, BEN, CLEO, World

ID, NUMBER, MOMENT = 2**63 - 1, 2**31, 1767229916.123456
LENGTH_BYTES = 4


def test_the_most_that_either_says_fits() -> None:
    notice: dict[str, float] = {
        "user": ID,
        "post": NUMBER,
        "question": NUMBER,
        "follows": 1,
        "read": 1,
    }
    notice |= {BY_DM: 1, HEARD: 1, HINTED: 1, HELD: MOMENT, REFUSED: MOMENT, CHANNEL: ID}
    assert len(json.dumps(notice)) + LENGTH_BYTES <= NOTICE_PAD_BYTES
    mail: dict[str, float | str] = {"notification": NUMBER, "user": ID, "post": NUMBER}
    mail |= {EARLY: ID, NOT_EARLY: 1, DONE: 1}
    mail |= {HEARD: 1, HELD: MOMENT, REFUSED: MOMENT, CHANNEL: ID, GIVEN_UP: "x" * 200}
    assert len(json.dumps(mail)) + LENGTH_BYTES <= MAIL_PAD_BYTES


async def test_rows_are_of_one_length(world: World) -> None:
    question = await anonymously(world, ANNA)
    await notified(world, question, ANNA, BEN, CLEO)
    await world.answer(question, BEN)
    await told(world)
    notices = [each.sealed for each in await world.notices() if each.sealed is not None]
    mail = [each.sealed for each in await world.deliveries() if each.sealed is not None]
    assert {padded_bytes(each) for each in notices} == {NOTICE_PAD_BYTES}
    assert {padded_bytes(each) for each in mail} == {MAIL_PAD_BYTES}
