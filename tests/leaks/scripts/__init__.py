"""Every leak script: importing this registers them all."""

from tests.leaks.script import SCRIPTS
from tests.leaks.scripts import (
    blocking,
    choosing,
    commenting,
    erasing,
    following,
    leaving,
    managing,
    moderating,
    own_posts,
    posting,
    reading,
    searching,
    unmasking,
    using_discord,
    voting,
)

__all__ = [
    "SCRIPTS",
    "blocking",
    "choosing",
    "commenting",
    "erasing",
    "following",
    "leaving",
    "managing",
    "moderating",
    "own_posts",
    "posting",
    "reading",
    "searching",
    "unmasking",
    "using_discord",
    "voting",
]
