"""Who receives which form: features register, the listener hands submits on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord

from bot.forum.drafts import Submission

# Forms with a text that is worth keeping when it can't be posted.
KEPT_FORMS = frozenset({"ask", "answer", "comment", "edit", "retag", "titles"})


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission with the number of the draft that keeps it; None when it could not be kept."""

    form: Submission
    draft_id: int | None
    is_sure: bool = False
    """They were asked whether they mean to post by name where they are anonymous, and do."""
    is_new: bool = False
    """They were shown the questions that are close to theirs, and theirs is another."""

    @property
    def parts(self) -> list[str]:
        """What the form is about, after its name."""
        return self.form.about.split(":")[1:]

    def text(self, name: str) -> str:
        """Return a text field; empty when it was left out."""
        return self.form.texts.get(name, "")

    def chose(self, name: str, value: str) -> bool:
        """Tell whether a choice was ticked."""
        return value in self.form.choices.get(name, ())


Receiver = Callable[[discord.Interaction, Submitted], Awaitable[None]]
Opener = Callable[[discord.Interaction, Submission], Awaitable[None]]


class Forms:
    """The forms that features receive, and how to open them again with kept text."""

    def __init__(self) -> None:
        """Start without features; each registers its forms when it is loaded."""
        self.receivers: dict[str, Receiver] = {}
        self.openers: dict[str, Opener] = {}

    def register(self, form: str, receiver: Receiver, opener: Opener | None = None) -> None:
        """Have a feature receive a form, and open it again from a draft."""
        self.receivers[form] = receiver
        if opener is not None:
            self.openers[form] = opener
