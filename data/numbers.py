"""How large a number may be that is looked for: SQLite's integers have 63 bits and a sign."""

LARGEST_NUMBER = 2**63 - 1
MOST_DIGITS = len(str(LARGEST_NUMBER))


def as_number(written: str) -> int | None:
    """Return the number that somebody wrote; None when it is none, or too large to be stored."""
    if not written.isascii() or not written.isdigit() or len(written) > MOST_DIGITS:
        return None
    number = int(written)
    return number if number <= LARGEST_NUMBER else None
