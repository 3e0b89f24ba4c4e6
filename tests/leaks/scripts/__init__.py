"""Every leak script: importing this registers them all."""

from tests.leaks.script import SCRIPTS
from tests.leaks.scripts import (
    being_told,
    blocking,
    choosing,
    commenting,
    erasing,
    following,
    following_on,
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
    "being_told",
    "blocking",
    "choosing",
    "commenting",
    "erasing",
    "following",
    "following_on",
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
