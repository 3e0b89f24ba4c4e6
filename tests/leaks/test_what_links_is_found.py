"""What a swap of authors can't show, each planted in turn: all of it is found.

In each, both performances would be alike: rows tell that they are of one person, or how often they
were anonymous, or the file holds what opens it.
"""

import base64
import hashlib
import itertools
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import SimpleNamespace
from unittest import mock

import pytest
from sqlalchemy import insert, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import blocks, drafts, identity
from bot.forum.anonymous import authors
from bot.forum.anonymous.authors import OwnPost
from bot.forum.identity import PAD_TO_BYTES, Sealer
from data.columns import run, table_of
from data.database import file_of
from data.tables import AppState, Post
from tests.leaks.conftest import Act
from tests.leaks.script import Script, Story
from tests.leaks.scripts import twice
from tests.leaks.scripts.twice import by_two
from tests.leaks.stage import Stage

Plant = Callable[[], AbstractContextManager[object]]
SEAL, PUT = Sealer.seal, authors._put


def draws(module: object, draw: Callable[[int], bytes]) -> AbstractContextManager[object]:
    """Have a module of the product draw otherwise."""
    return mock.patch.object(module, "os", SimpleNamespace(urandom=draw))


def salts_of_blocks_that_begin_alike() -> AbstractContextManager[object]:
    last = itertools.count()
    return draws(blocks, lambda count: bytes(count - 1) + bytes([next(last)]))


def one_salt_for_all_drafts() -> AbstractContextManager[object]:
    return draws(drafts, bytes)


def _nonce_of_the_author(
    sealer: Sealer, plain: bytes, *, table: str, row: bytes, pad_to: int = PAD_TO_BYTES
) -> bytes:
    if table != "post":
        return SEAL(sealer, plain, table=table, row=row, pad_to=pad_to)
    with draws(identity, lambda count: hashlib.sha256(plain).digest()[:count]):
        return SEAL(sealer, plain, table=table, row=row, pad_to=pad_to)


def one_nonce_for_a_persons_posts() -> AbstractContextManager[object]:
    return mock.patch.object(Sealer, "seal", _nonce_of_the_author)


def _barely_padded(
    sealer: Sealer, plain: bytes, *, table: str, row: bytes, pad_to: int = PAD_TO_BYTES
) -> bytes:
    return SEAL(sealer, plain, table=table, row=row, pad_to=min(pad_to, 16))


def seals_as_long_as_what_is_in_them() -> AbstractContextManager[object]:
    return mock.patch.object(Sealer, "seal", _barely_padded)


@pytest.mark.parametrize(
    ("story", "plant", "found"),
    [
        (
            twice.two_aliases_are_blocked,
            salts_of_blocks_that_begin_alike,
            "a salt was not drawn: ['block.salt']",
        ),
        (
            twice.two_drafts_are_kept,
            one_salt_for_all_drafts,
            "a mark stands in 2 rows: ['draft.owner_mark']",
        ),
        (
            twice.two_drafts_are_kept,
            one_salt_for_all_drafts,
            "a salt stands in 2 rows: ['draft.owner_mark']",
        ),
        (
            twice.posts_in_two_questions,
            one_nonce_for_a_persons_posts,
            "two seals have one nonce: ['post.author_seal']",
        ),
        (
            twice.posts_in_two_questions,
            one_nonce_for_a_persons_posts,
            "a nonce was not drawn: ['post.author_seal']",
        ),
        (
            twice.two_drafts_are_kept,
            seals_as_long_as_what_is_in_them,
            "bytes tells of what is sealed in draft.sealed",
        ),
    ],
)
async def test_what_links_rows_is_found(story: Story, plant: Plant, found: str, act: Act) -> None:
    performance = await act(planted(story, plant), "alice")
    assert any(found in each for each in performance.told)


def planted(story: Story, plant: Plant) -> Script:
    """Return a script of a story during which the product does otherwise."""

    async def otherwise(stage: Stage) -> None:
        with plant():
            await story(stage)

    otherwise.__name__ = f"{story.__name__}_with_{plant.__name__}"
    return Script(otherwise)


async def _put_and_count(
    session: AsyncSession,
    forum_id: int,
    user_id: int,
    posts: Sequence[OwnPost],
    *,
    beside: Sequence[bytes] = (),
) -> None:
    await PUT(session, forum_id, user_id, posts, beside=beside)
    table = table_of(Post)
    last = table.c.id == posts[-1].post_id
    await run(session, update(table).where(last).values(views=len(posts)))


def counted_posts() -> AbstractContextManager[object]:
    return mock.patch.object(authors, "_put", _put_and_count)


async def test_a_count_of_what_somebody_posted_before_is_found(act: Act) -> None:
    one, two = [
        await act(planted(story, counted_posts), "alice")
        for story in (twice.posts_in_two_questions, by_two(twice.posts_in_two_questions))
    ]
    assert "views=2" in one.difference(two)


async def keeps(stage: Stage, value: str) -> None:
    async with stage.world.bot.database.write() as session:
        await run(session, insert(table_of(AppState)).values(key="last", value=value))
    await stage.world.env.settle()


async def keeps_the_marking_key_in_hex(stage: Stage) -> None:
    await keeps(stage, f"v1:{stage.world.bot.sealer._keys[0].marking.hex()}")


async def keeps_the_marking_key_in_base64(stage: Stage) -> None:
    marking = stage.world.bot.sealer._keys[0].marking
    await keeps(stage, base64.urlsafe_b64encode(b"v1" + marking).decode())


async def keeps_half_of_the_marking_key(stage: Stage) -> None:
    folder = file_of(str(stage.world.bot.database.engine.url)).parent
    (folder / "cache.bin").write_bytes(b"..." + stage.world.bot.sealer._keys[0].marking[16:])


async def logs_the_marking_key(stage: Stage) -> None:
    marking = stage.world.bot.sealer._keys[0].marking
    logging.getLogger("bot.test").debug("made %s", marking.hex())


async def keeps_the_secret(stage: Stage) -> None:
    secret = stage.world.bot.settings.secret_key
    assert secret is not None
    await keeps(stage, secret.get_secret_value())


@pytest.mark.parametrize(
    ("story", "found"),
    [
        (keeps_the_marking_key_in_hex, "the key to mark in forum.db"),
        (keeps_the_marking_key_in_base64, "the key to mark in forum.db"),
        (keeps_half_of_the_marking_key, "the key to mark in cache.bin"),
        (logs_the_marking_key, "the key to mark in the log"),
        (keeps_the_secret, "the secret in forum.db"),
    ],
)
async def test_a_key_that_is_left_behind_is_found(story: Story, found: str, act: Act) -> None:
    performance = await act(Script(story), "alice")
    assert found in {each.replace("forum.db-wal", "forum.db") for each in performance.told}
