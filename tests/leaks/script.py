"""Leak scripts: small stories with an anonymous author, acted out once by each suspect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.leaks.stage import Stage

Story = Callable[[Stage], Awaitable[None]]


class Cast(StrEnum):
    """Who the two are of whom one is the author: the same in both performances that compare."""

    MEMBERS = "two members"
    WITH_MODERATOR = "a member and a moderator"


@dataclass(frozen=True, slots=True)
class Script:
    """A story; what it covers is not declared but found out while it is acted out.

    `known`: how Dora comes to be known to the forum in it, so that nothing planted is searched
    for. `leak`: what it has found and nobody has mended yet. `appears_late`: anonymous posts wait
    as long as they do by default. `is_under_text`: the forum is under a text channel.
    """

    story: Story
    known: str = ""
    leak: str = ""
    appears_late: bool = False
    is_under_text: bool = False

    @property
    def name(self) -> str:
        """What the script is called."""
        return self.story.__name__


SCRIPTS: dict[str, Script] = {}


def script(
    *, known: str = "", leak: str = "", appears_late: bool = False, is_under_text: bool = False
) -> Callable[[Story], Story]:
    """Have a story acted out: write `@script()` above it."""

    def register(story: Story) -> Story:
        made = Script(story, known, leak, appears_late, is_under_text)
        SCRIPTS[made.name] = made
        return story

    return register
