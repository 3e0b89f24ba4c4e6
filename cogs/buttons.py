"""The bases of buttons and menus that work for ever: their custom_id says everything."""

import re
from abc import abstractmethod
from typing import ClassVar, Self, TypeVar

import discord

Button = discord.ui.Button[discord.ui.View]
Menu = discord.ui.Select[discord.ui.View]
Drawn = TypeVar("Drawn", bound=discord.ui.Item[discord.ui.View])


class Lasting(discord.ui.DynamicItem[Drawn], template=r"never"):
    """Stands for a button or a menu that was drawn long ago; a subclass names its template."""

    @classmethod
    @abstractmethod
    def read(cls, drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make it from what its custom_id says and what was drawn."""

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction,
        item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make it for one press or choice."""
        return cls.read(item, match)


class NumberedButton(Lasting[Button], template=r"never:(?P<number>\d+)"):
    """A button whose custom_id is `ACTION:NUMBER`; a subclass names its template and acts."""

    action: ClassVar[str] = "never"

    def __init__(self, number: int) -> None:
        """Stand for a button that was drawn long ago; only its custom_id matters."""
        super().__init__(discord.ui.Button(custom_id=f"{self.action}:{number}"))
        self.number = number

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the number in its custom_id."""
        return cls(int(match["number"]))


class PagedButton(NumberedButton, template=r"never:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """A button whose custom_id is `ACTION:NUMBER`, or `ACTION:NUMBER:PAGE` where it turns pages."""

    page: int | None = None

    @classmethod
    def read(cls, drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the number, and the page, in its custom_id."""
        button = super().read(drawn, match)
        button.page = int(match["page"]) if match["page"] else None
        return button
