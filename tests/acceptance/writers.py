"""Somebody who types a text once: from then on, the forum or their own screen must have it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simcord.actors import MemberActor
from simcord.results import InteractionResult

from tests.support.calls import CALLBACK
from tests.support.people import Value, submit
from tests.support.worlds import ForumWorld


@dataclass
class Writer:
    """A person with something to say.

    An app closes a form once it is acknowledged. One that was not is still open with its text, and
    is sent again as it is; one that was closed is opened anew and sent as it opens.
    """

    world: ForumWorld
    person: MemberActor
    open_form: Callable[[], Awaitable[InteractionResult]]
    text: dict[str, Value]
    is_sent: bool = False
    left_open: InteractionResult | None = None

    async def __call__(self) -> None:
        """Send the text, typed only if it never was before."""
        form = self.left_open or await self.open_form()
        is_opened_anew = self.is_sent and self.left_open is None
        before = self._acknowledged()
        form._interaction.modal_consumed = False
        try:
            await submit(self.person, form, **({} if is_opened_anew else self.text))
        finally:
            if form.modal is not None:
                self.is_sent = True
                self.left_open = form if self._acknowledged() == before else None

    def _acknowledged(self) -> int:
        return self.world.gaps.count(CALLBACK)
