"""The base of buttons that work for ever: the custom_id names an action and a number."""

import re
from typing import ClassVar, Self

import discord

Plain = discord.ui.Button[discord.ui.View]


class NumberedButton(discord.ui.DynamicItem[Plain], template=r"never:(?P<number>\d+)"):
    """A button whose custom_id is `ACTION:NUMBER`; a subclass names its template and acts."""

    action: ClassVar[str] = "never"

    def __init__(self, number: int) -> None:
        """Stand for a button that was drawn long ago; only its custom_id matters."""
        super().__init__(discord.ui.Button(custom_id=f"{self.action}:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction,
        _item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the button from the number in its custom_id."""
        return cls(int(match["number"]))
