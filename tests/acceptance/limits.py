"""Discord's limits on what goes out, checked on everything that the bot sent."""

from collections.abc import Iterator
from typing import Any

from tests.support.worlds import World

Json = dict[str, Any]

SPOKEN = ("content", "title", "label", "text", "placeholder", "description", "name", "value")
SHORT = {"label": 45, "placeholder": 150}
MESSAGE_TEXT = 4000
MESSAGE_COMPONENTS = 40
BUTTON, TEXT_INPUT, TEXT_DISPLAY, LABEL = 2, 4, 10, 18


def bodies(world: World) -> Iterator[Json]:
    """Yield every body that the bot sent; what stands in `data` or `message` is unpacked."""
    for call in world.gaps.calls:
        body = call.json
        for sent in body if isinstance(body, list) else [body]:
            if isinstance(sent, dict):
                yield sent
                yield from (
                    sent[key] for key in ("data", "message") if isinstance(sent.get(key), dict)
                )


def parts(body: object) -> Iterator[Json]:
    """Yield every object within a body, itself first."""
    if isinstance(body, dict):
        yield body
        for value in body.values():
            yield from parts(value)
    elif isinstance(body, list):
        for each in body:
            yield from parts(each)


def assert_within_limits(world: World) -> None:
    """Fail when anything that went out is longer than Discord takes."""
    for body in bodies(world):
        components = [each for each in parts(body.get("components")) if "type" in each]
        assert len(components) <= MESSAGE_COMPONENTS
        texts = [each["content"] for each in components if each["type"] == TEXT_DISPLAY]
        assert all(texts), f"an empty text: {texts}"
        assert sum(map(len, texts)) <= MESSAGE_TEXT
        if "custom_id" in body and "title" in body:
            assert len(body["title"]) <= 45, body["title"]
            assert len(body["custom_id"]) <= 100
            assert len(body["components"]) <= 5
        for each in components:
            _check(each)


def _check(component: Json) -> None:
    kind = component["type"]
    assert len(component.get("custom_id") or "") <= 100
    limits = {BUTTON: ("label", 80), LABEL: ("label", 45), TEXT_INPUT: ("placeholder", 100)}
    if kind in limits:
        name, most = limits[kind]
        assert len(component.get(name) or "") <= most, component[name]
    if kind == LABEL:
        assert len(component.get("description") or "") <= 100, component["description"]
    for option in component.get("options") or []:
        assert 1 <= len(option["label"]) <= 100, option
        assert len(option.get("description") or "") <= 100, option
