"""What is still stored of whoever has gone, compared with what the policies say that stays."""

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.catalogue import words_for
from bot.forum.preferences import set_digest, set_quiet_hours, set_zone
from bot.forum.privacy.choosers_who_left import choosers_to_ask, note_choosers
from bot.forum.privacy.departures import members_to_ask, note_who_is_there
from bot.forum.privacy.erasing import carry_out
from bot.forum.privacy.erasures import confirm
from bot.forum.privacy.retention import Retention, forget_old
from bot.publishing.privacy import about_text
from data.tables import DeliveryKind
from tests.forum.test_exporting import (
    exported,
    forum_in,
    lived,  # noqa: F401  # the fixture
)
from tests.forum.world import ANNA, World

AT_ONCE = timedelta(0)
TURNS = {DeliveryKind.WAKE_UP, DeliveryKind.DIGEST, DeliveryKind.DIRECT_MESSAGE}
TOLD_OF_EVERYBODY = {"made_at", "user", "forums", "name", "server"}
# Where the policy that comes with the bot says it, and where `/privacy about` does.
STAYS = {
    "ignored_user": (
        "a mark that thumbs of yours that stand in Discord don't count",
        "that thumbs of yours that stand in Discord don't count",
    ),
    "sealed notification": (
        "what you are told about your anonymous posts, 90 days",
        "what you are told about your anonymous posts, 90 days",
    ),
    "anonymous post": (
        "Leaving and deleting your data change nothing about anonymous posts",
        "Leaving and deleting your data don't touch anonymous posts",
    ),
    "block": ("A block stays until it ends", "a block until it ends"),
    "audit_entry about you": (
        "The log of what moderators did 365 days",
        "The log of what moderators did 365 days",
    ),
}
STAYS_OF_ERASED = STAYS | {
    "erasure": (
        "that you did, when, and what you chose, such as which posts: 14 days",
        "that you did, when, and what you chose, 14 days",
    ),
    "delivery": (
        "if you had quiet hours, when they end next",
        "if you had quiet hours, when they end next",
    ),
}


@pytest.fixture
async def quiet(lived: World) -> World:  # noqa: F811  # the fixture
    """Give the world in which Anna did everything, and also has quiet hours and a digest."""
    database, user_id, now = lived.database, ANNA.discord_id, lived.now
    await set_zone(database, user_id=user_id, typed="Europe/Berlin", now=now)
    await set_quiet_hours(database, user_id=user_id, now=now, starts=22)
    await set_digest(database, user_id=user_id, now=now, every="daily")
    return lived


async def kinds_told(world: World) -> set[str]:
    """Return of which kinds an export still has something."""
    found = await exported(world)
    # What is still to happen with a post is no more theirs than the post.
    waiting = cast("list[dict[str, object]]", found["delivery"])
    found["delivery"] = [each for each in waiting if each["kind"] in TURNS]
    told = {name for part in (found, forum_in(found)) for name, each in part.items() if each}
    return told - TOLD_OF_EVERYBODY


async def test_what_stays_of_whoever_is_erased_is_what_the_policies_say(quiet: World) -> None:
    await confirm(quiet.database, user_id=ANNA.discord_id, now=quiet.now, grace=AT_ONCE)
    await carry_out(quiet.database, now=quiet.now)
    assert await kinds_told(quiet) == STAYS_OF_ERASED.keys()


async def test_what_stays_of_whoever_left_is_what_the_policies_say(quiet: World) -> None:
    database, forum_id = quiet.database, quiet.forum_id
    members = await members_to_ask(database, forum_id=forum_id, after=0)
    choosers = await choosers_to_ask(database, after=None)
    now = quiet.now
    await note_who_is_there(
        database, forum_id=forum_id, asked=members, there=(), keep=AT_ONCE, now=now
    )
    await note_choosers(database, after=None, asked=choosers, there=(), keep=AT_ONCE, now=now)
    quiet.later(days=1)
    await forget_old(database, keep=Retention(), now=quiet.now)
    assert await kinds_told(quiet) == STAYS.keys()


@pytest.mark.parametrize("kind", STAYS_OF_ERASED)
def test_both_policies_say_that_it_stays(kind: str) -> None:
    to_publish = " ".join(Path("docs/privacy.md").read_text(encoding="utf-8").split())
    in_policy, in_about = STAYS_OF_ERASED[kind]
    assert in_policy in to_publish
    assert in_about in about_text(Retention(), words_for("en"))
