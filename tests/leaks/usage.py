"""What took part in a performance: found out from what happened, not from what a script says."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from simcord.backend import Backend
from simcord.enums import InteractionType

from bot.client import ForumBot
from bot.publishing.context import Context, Handler, Record
from bot.publishing.handlers import HANDLERS
from data.tables import Delivery, DeliveryKind
from tests.leaks.inventory import component, components

NESTED = (1, 2)  # the option types of subcommands and their groups

Json = dict[str, Any]


@contextmanager
def noted_use() -> Iterator[set[str]]:
    """Note which deliveries are carried out and which events are heard, until left."""
    used: set[str] = set()
    dispatch = ForumBot.dispatch

    def hear(bot: ForumBot, event: str, /, *args: object, **kwargs: object) -> None:
        used.add(f"event on_{event}")
        dispatch(bot, event, *args, **kwargs)

    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(ForumBot, "dispatch", hear))
        noting = {kind: _noting(used, kind, hand) for kind, hand in HANDLERS.items()}
        patches.enter_context(mock.patch.dict(HANDLERS, noting))
        yield used


def _noting(used: set[str], kind: DeliveryKind, hand: Handler) -> Handler:
    async def handle(context: Context, delivery: Delivery) -> Record | None:
        used.add(f"delivery {kind.value}")
        return await hand(context, delivery)

    return handle


def interactions_in(backend: Backend, bot: ForumBot) -> Iterator[str]:
    """Yield what people used: commands and their options, components, forms."""
    for _, event, payload in backend.transcript:
        if event == "INTERACTION_CREATE":
            yield from _used(payload, bot)


def _used(payload: Mapping[str, Any], bot: ForumBot) -> Iterator[str]:
    data: Json = payload["data"]
    match payload["type"]:
        case InteractionType.APPLICATION_COMMAND if data["type"] != 1:
            yield f"menu entry {data['name']}"
        case InteractionType.APPLICATION_COMMAND:
            path, options = _leaf(data)
            yield f"command /{path}"
            yield from (f"option /{path} {each['name']}" for each in options)
        case InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE:
            path, options = _leaf(data)
            for each in options:
                if each.get("focused"):
                    yield f"suggestions /{path} {each['name']}"
        case InteractionType.MESSAGE_COMPONENT:
            for template, item in components(bot).items():
                if re.fullmatch(template, data["custom_id"]):
                    yield component(item)
        case InteractionType.MODAL_SUBMIT:
            yield f"form {data['custom_id'].partition(':')[0]}"


def _leaf(data: Json) -> tuple[str, list[Json]]:
    """Return the whole name of a command that was used, and its options."""
    names, options = [data["name"]], data.get("options") or []
    while options and options[0]["type"] in NESTED:
        names.append(options[0]["name"])
        options = options[0].get("options") or []
    return " ".join(names), options
