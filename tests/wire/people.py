"""People who use the bot as a Discord app would: commands, forms, buttons, reactions, chat."""

import asyncio
from dataclasses import dataclass

from . import posting, rules
from .contract import JsonObject
from .interactions import (
    ANSWER_SECONDS,
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
)
from .objects import text_of
from .payloads import command_data, find_command, interaction_create, modal_data
from .server import WireServer
from .world import FORUM, THREADS

MODAL, CHOICES = 9, 8
USER_COMMAND, MESSAGE_COMMAND = 2, 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command, a press or a form."""

    interaction: Interaction

    @property
    def modal(self) -> JsonObject:
        """Return the form that opened."""
        callback = self.interaction.callback or {}
        assert callback.get("type") == MODAL, f"no form but {callback}"
        data: JsonObject = callback["data"]
        return data

    @property
    def choices(self) -> list[JsonObject]:
        """Return what autocompletion offers."""
        callback = self.interaction.callback or {}
        assert callback.get("type") == CHOICES, f"no choices but {callback}"
        return list(callback["data"]["choices"])

    @property
    def messages(self) -> list[JsonObject]:
        """Return the answer and what followed, as the person sees them now."""
        original = self.interaction.original
        return [m for m in (original, *self.interaction.followups) if m is not None]

    @property
    def text(self) -> str:
        """Return all that the answer says."""
        return "\n".join(text_of(message) for message in self.messages)

    @property
    def is_private(self) -> bool:
        """Say whether only this person sees the answer."""
        return all(message["flags"] & rules.EPHEMERAL_FLAG for message in self.messages)

    @property
    def seconds(self) -> float:
        """Return how long the first answer took."""
        assert self.interaction.seconds is not None
        return self.interaction.seconds


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; acts in channels that are named by their JSON."""

    server: WireServer
    user: JsonObject

    @property
    def id(self) -> int:
        """Return the person's id."""
        return int(self.user["id"])

    @property
    def inbox(self) -> list[JsonObject]:
        """Return the private messages that the bot sent, oldest first."""
        channel = self.server.world.dm_with(self.id)
        mine = self.server.world.me["id"]
        stored = self.server.world.messages[int(channel["id"])].values()
        return [message for message in stored if message["author"]["id"] == mine]

    async def slash(self, name: str, channel: JsonObject, /, **options: object) -> Outcome:
        """Use a slash command: `slash("forum setup", channel)`."""
        self._may_write(channel)
        root, *path = name.split()
        command = find_command(self.server.world, _guild_id(channel), root)
        data = command_data(self.server.world, command, path, options)
        return await self._press(COMMAND, channel, data)

    async def autocomplete(
        self, name: str, channel: JsonObject, option: str, typed: str, /, **options: object
    ) -> Outcome:
        """Type into one option of a slash command."""
        root, *path = name.split()
        command = find_command(self.server.world, _guild_id(channel), root)
        options |= {option: typed}
        data = command_data(self.server.world, command, path, options, focus=option)
        return await self._press(AUTOCOMPLETE, channel, data)

    async def context_menu(self, name: str, channel: JsonObject, target: JsonObject) -> Outcome:
        """Use a command from the menu of a message or a user."""
        world = self.server.world
        kind, group = (
            (MESSAGE_COMMAND, "messages") if "author" in target else (USER_COMMAND, "users")
        )
        command = find_command(world, _guild_id(channel), name, kind)
        data = {"id": command["id"], "name": name, "type": kind, "target_id": target["id"]}
        data["resolved"] = {group: {target["id"]: target}}
        guild_id = _guild_id(channel)
        if kind == USER_COMMAND and guild_id is not None:
            member = {**world.members[guild_id][int(target["id"])], "permissions": "0"}
            member.pop("user")
            data["resolved"]["members"] = {target["id"]: member}
        return await self._press(COMMAND, channel, data)

    async def click(self, message: JsonObject, what: str) -> Outcome:
        """Press a button, named by its label or its custom_id."""
        return await self._component(message, what, None)

    async def choose(self, message: JsonObject, what: str, *values: str) -> Outcome:
        """Choose in a select, named by its placeholder or its custom_id."""
        return await self._component(message, what, list(values))

    async def submit(self, opened: Outcome, /, **answers: object) -> Outcome:
        """Send a form; fields that are left out keep what they were filled with."""
        data = modal_data(opened.modal, answers)
        before = opened.interaction
        channel = self.server.world.channels[before.channel_id]
        return await self._press(MODAL_SUBMIT, channel, data, before.source)

    def react(self, message: JsonObject, emoji: str, *, burst: bool = False) -> None:
        """Add a reaction, or a super reaction."""
        self._wake(message)
        posting.react(self.server.world, message, self.id, emoji, burst=burst)

    def unreact(self, message: JsonObject, emoji: str) -> None:
        """Take a reaction back."""
        self._wake(message)
        posting.unreact(self.server.world, message, self.id, emoji)

    def say(self, channel: JsonObject, text: str) -> JsonObject:
        """Write an ordinary message."""
        self._may_write(channel)
        message = posting.build(self.server.world, int(channel["id"]), self.id, {"content": text})
        posting.place(self.server.world, message)
        return message

    def new_post(self, forum: JsonObject, title: str, text: str, *tags: str) -> JsonObject:
        """Use Discord's own New Post button; returns the thread."""
        assert forum["type"] == FORUM
        world = self.server.world
        body = {"name": title, "applied_tags": list(tags)}
        thread = posting.open_thread(world, forum, self.id, body)
        message = posting.build(world, int(thread["id"]), self.id, {"content": text})
        message["id"] = thread["id"]
        posting.place(world, message)
        return thread

    def delete(self, message: JsonObject) -> None:
        """Delete a message in Discord itself."""
        posting.delete(self.server.world, int(message["channel_id"]), int(message["id"]))

    def change_thread(self, thread: JsonObject, /, **changes: object) -> None:
        """Rename, tag, lock or archive a thread in Discord itself."""
        meta = ("locked", "archived")
        thread["thread_metadata"] |= {key: changes[key] for key in meta if key in changes}
        thread |= {key: value for key, value in changes.items() if key not in meta}
        self.server.world.emit("THREAD_UPDATE", dict(thread))

    async def _component(self, message: JsonObject, what: str, values: list[str] | None) -> Outcome:
        channel = self.server.world.channels[int(message["channel_id"])]
        self._wake(message)
        component = find_component(message, what)
        assert not component.get("disabled"), f"{what} is disabled"
        data = {key: component[key] for key in ("id", "custom_id")}
        data["component_type"] = component["type"]
        if values is not None:
            data["values"] = values
        return await self._press(COMPONENT, channel, data, message)

    async def _press(
        self, kind: int, channel: JsonObject, data: JsonObject, source: JsonObject | None = None
    ) -> Outcome:
        server = self.server
        interaction = server.interactions.open(kind, self.id, int(channel["id"]), source)
        server.world.emit("INTERACTION_CREATE", interaction_create(server.world, interaction, data))
        said = f"{self.user['global_name']}: {data.get('name') or data.get('custom_id')}"
        try:
            async with asyncio.timeout(ANSWER_SECONDS + 3):
                while not interaction.is_settled:
                    await interaction.changed.wait()
                    interaction.changed.clear()
        except TimeoutError:
            silent = interaction.callback and not interaction.is_loading
            stage = "stayed at thinking" if interaction.callback else "was not answered"
            assert silent, f"{said} {stage}"
        return Outcome(interaction)

    def _may_write(self, channel: JsonObject) -> None:
        """Do what an app does first: wake an archived thread, refuse in a locked one."""
        if channel["type"] in THREADS:
            assert not channel["thread_metadata"]["locked"], "the thread is locked"
            if channel["thread_metadata"]["archived"]:
                posting.set_archived(self.server.world, channel, archived=False)

    def _wake(self, message: JsonObject) -> None:
        self._may_write(self.server.world.channels[int(message["channel_id"])])


def find_component(message: JsonObject, what: str) -> JsonObject:
    """Return a button or select by its label, its placeholder or its custom_id."""
    known = []
    for component in rules.walk(message["components"]):
        names = {component.get(key) for key in ("custom_id", "label", "placeholder")}
        if what in names and component.get("custom_id"):
            return component
        known += sorted(filter(None, names))
    raise AssertionError(f"no {what!r} on the message, only {known}")


def _guild_id(channel: JsonObject) -> int | None:
    return int(channel["guild_id"]) if "guild_id" in channel else None
