import pytest
from sqlmodel import select

from bot.forum.anonymous.authors import OwnPost, SealedAuthor, sign
from bot.forum.anonymous.stirring import bucket
from bot.forum.identity import PAD_TO_BYTES, Sealer, WrongKey, sealer_of
from data.tables import AnonymousIndex, PostKind
from tests.forum.world import World


def test_what_is_sealed_can_be_opened(sealer: Sealer) -> None:
    sealed = sealer.seal("Grüße".encode(), table="draft", row=b"1")
    assert sealer.open(sealed, table="draft", row=b"1").decode() == "Grüße"


@pytest.mark.parametrize("plain", [b"", b"x", b"x" * (PAD_TO_BYTES - 4)])
def test_the_length_says_nothing(sealer: Sealer, plain: bytes) -> None:
    sealed = sealer.seal(plain, table="draft", row=b"1")
    assert len(sealed) == len(sealer.seal(b"y" * 100, table="draft", row=b"1"))
    assert sealer.open(sealed, table="draft", row=b"1") == plain


def test_a_longer_text_takes_the_next_size(sealer: Sealer) -> None:
    sealed = sealer.seal(b"x" * (PAD_TO_BYTES - 3), table="draft", row=b"1")
    assert len(sealed) - len(sealer.seal(b"", table="draft", row=b"1")) == PAD_TO_BYTES


def test_the_same_text_is_sealed_differently_each_time(sealer: Sealer) -> None:
    one, other = (sealer.seal(b"x", table="draft", row=b"1") for _ in range(2))
    assert one != other


@pytest.mark.parametrize(("table", "row"), [("post", b"1"), ("draft", b"2")])
def test_sealed_bytes_are_bound_to_their_row(sealer: Sealer, table: str, row: bytes) -> None:
    sealed = sealer.seal(b"x", table="draft", row=b"1")
    with pytest.raises(WrongKey):
        sealer.open(sealed, table=table, row=row)


def test_another_key_opens_nothing(sealer: Sealer) -> None:
    sealed = sealer.seal(b"x", table="draft", row=b"1")
    with pytest.raises(WrongKey):
        Sealer(b"another").open(sealed, table="draft", row=b"1")


def test_changed_bytes_are_refused(sealer: Sealer) -> None:
    sealed = bytearray(sealer.seal(b"x", table="draft", row=b"1"))
    sealed[-1] ^= 1
    with pytest.raises(WrongKey):
        sealer.open(bytes(sealed), table="draft", row=b"1")


def test_a_mark_is_stable_and_apart_by_purpose_person_and_key(sealer: Sealer) -> None:
    mark = sealer.mark("inbox", 5)
    assert mark == Sealer(b"a secret for tests").mark("inbox", 5)
    others = {
        sealer.mark("inbox", 6),
        sealer.mark("block", 5),
        sealer.mark("inbox", 5, 5),
        Sealer(b"another").mark("inbox", 5),
    }
    assert mark not in others
    assert len(others) == 4


def test_marks_of_several_numbers_do_not_run_together(sealer: Sealer) -> None:
    assert sealer.mark("author", 1, 23) != sealer.mark("author", 12, 3)


async def test_no_index_row_is_seen_to_grow(world: World) -> None:
    """The longest of a bucket sets the length of all: else who writes much would stand out."""
    people = range(50, 56)
    async with world.database.write() as session:
        for number, user_id in enumerate([*people, *[people[0]] * 150]):
            own = OwnPost(1000 + number, 1000 + number, PostKind.QUESTION, world.now)
            await sign(session, own, world.forum_id, SealedAuthor(user_id, notify=False))
            rows = dict(
                (await session.exec(select(AnonymousIndex.owner_mark, AnonymousIndex.sealed))).all()
            )
            first, last = bucket(
                sealer_of(session).mark("index", world.forum_id, user_id), len(rows)
            )
            lengths = {len(sealed) for mark, sealed in rows.items() if first <= mark <= last}
            assert len(lengths) == 1
        assert lengths.pop() > 2 * PAD_TO_BYTES
