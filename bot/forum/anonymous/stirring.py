"""Sealing rows anew together with others, so that whose changed is one of a dozen or two.

What changes in one transaction lies together in the WAL. Whoever has that, or copies of the file,
learns no more from one change, and nothing further from several: always the same rows go together.
They are as long as the longest among them, so that none is seen to grow.
"""

from collections.abc import Awaitable, Callable

from bot.forum.identity import Sealer, WrongKey, padded_bytes

BUCKET_ROWS = 16

Rows = list[tuple[bytes, bytes]]
Between = Callable[[bytes, bytes], Awaitable[Rows]]
"""Returns the rows from one mark to another."""
Put = Callable[[bytes, bytes], Awaitable[None]]
"""Replaces what the row of a mark has sealed."""


async def stir(
    sealer: Sealer, own: bytes, *, table: str, count: int, between: Between, put: Put
) -> None:
    """Seal every row of a mark's bucket anew, among `count` rows; but what no key opens."""
    rows = await between(*bucket(own, count))
    longest = max((padded_bytes(sealed) for _, sealed in rows), default=0)
    for mark, sealed in rows:
        try:
            plain = sealer.open(sealed, table=table, row=mark)
        except WrongKey:
            continue  # one damaged row keeps nobody else from posting
        await put(mark, sealer.seal(plain, table=table, row=mark, pad_to=longest))


def bucket(mark: bytes, count: int) -> tuple[bytes, bytes]:
    """Return the first and the last mark of a mark's bucket, of about 16 to 32 among so many.

    Buckets halve as the rows double, so that a smaller one lies within the larger one before.
    """
    bits = max(0, (count // BUCKET_ROWS).bit_length() - 1)
    number, rest = int.from_bytes(mark), len(mark) * 8 - bits
    first = number >> rest << rest
    return first.to_bytes(len(mark)), (first + (1 << rest) - 1).to_bytes(len(mark))
