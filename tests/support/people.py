"""What people do: press, fill forms in, ask, answer, vote."""

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, RoleHandle, UserHandle
from simcord.env import Env
from simcord.results import InteractionResult

from tests.support.reading import (
    CHECKBOX,
    RADIO_GROUP,
    TEXT_INPUT,
    Shown,
    buttons_of,
    choice,
    fields_of,
    replies_of,
    text_of,
)

ON_MY_OWN = "Post my question"
Value = str | bool | Sequence[str] | Sequence[RoleHandle]
Person = MemberActor | UserHandle
WALK = "A walk in the evening helped me a lot."
SPEAKERS: WeakKeyDictionary[Env, list[int]] = WeakKeyDictionary()


def filled(shown: InteractionResult, **over: Value) -> dict[str, Value]:
    """Return what an app sends for an open form: its defaults, and what the person changed.

    simcord sends no defaults by itself. Text is a str, a select and checkboxes are lists.
    """
    values: dict[str, Value] = {}
    for name, field in fields_of(shown).items():
        chosen = [str(o["value"]) for o in field.get("options") or [] if o.get("default")]
        if field["type"] == TEXT_INPUT and field.get("value"):
            values[name] = str(field["value"])
        elif chosen:
            values[name] = chosen[0] if field["type"] == RADIO_GROUP else chosen
        elif field["type"] == CHECKBOX and field.get("default"):
            values[name] = True
    return values | over


async def submit(person: Person, shown: InteractionResult, **over: Value) -> InteractionResult:
    """Send an open form as it is, except for what the person changed."""
    if shown.modal is None:
        said = "; ".join(text_of(each) for each in replies_of(shown)) or repr(shown)
        raise AssertionError(f"no form opened: {said}")
    result: InteractionResult = await person.submit_modal(shown, dict(filled(shown, **over)))
    return result


async def press(person: Person, message: Shown, label: str) -> InteractionResult:
    """Press the button that says `label`; in direct messages a member acts as a user."""
    is_direct = isinstance(message, discord.Message) and message.guild is None
    actor = person.user if isinstance(person, MemberActor) and is_direct else person
    result: InteractionResult = await actor.click(message, label=label)
    return result


async def ask(
    member: MemberActor,
    channel: ChannelHandle,
    title: str = "How can I sleep before an exam?",
    details: str = "",
    *,
    category: str | None = None,
    options: Sequence[str] = (),
    command: Mapping[str, object] | None = None,
) -> InteractionResult:
    """Ask with `/ask`; `command` holds the command's own options.

    The form's category is chosen by its label, the first one when none is named.
    """
    shown = await member.slash(channel, "ask", **dict(command or {}))
    over: dict[str, Value] = {"title": title, "details": details, "options": list(options)}
    fields = fields_of(shown) if shown.modal is not None else {}
    if "category" in fields:
        label = category or str(fields["category"]["options"][0]["label"])
        over["category"] = [choice(shown, "category", label)]
    return await insisted(member, await submit(member, shown, **over))


async def insisted(member: MemberActor, shown: InteractionResult) -> InteractionResult:
    """Post the question also when others are close to it; return the last reply."""
    for reply in replies_of(shown):
        if ON_MY_OWN in buttons_of(reply):
            return await press(member, reply, ON_MY_OWN)
    return shown


async def answer(
    member: MemberActor,
    place: ChannelHandle | Shown,
    body: str | None = None,
    *,
    options: Sequence[str] = (),
    question: str | None = None,
) -> InteractionResult:
    """Answer with the button on a card, or with `/answer` when the place is a channel.

    Without a text: one of their own, for the same twice is refused under a question.
    """
    if isinstance(place, ChannelHandle):
        named = {} if question is None else {"question": question}
        shown = await member.slash(place, "answer", **named)
    else:
        shown = await press(member, place, "Answer")
    said = own_words(member, WALK) if body is None else body
    return await submit(member, shown, body=said, options=list(options))


def own_words(person: Person, text: str) -> str:
    """Return a text as this person says it: the first in a world the very text, others with more.

    It goes by the order in which people speak, for a name would tell who is anonymous.
    """
    speakers = SPEAKERS.setdefault(person._env, [])
    if person.id not in speakers:
        speakers.append(person.id)
    at = speakers.index(person.id)
    return text if not at else f"{text} Try it for {at} weeks."


async def vote(member: MemberActor, message: Shown, emoji: str = "👍") -> None:
    """React, as a vote."""
    await member.react(message, emoji)
