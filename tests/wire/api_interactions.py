"""Routes with which the bot answers interactions."""

from . import posting, rules
from .contract import JsonObject
from .interactions import (
    ANSWER_SECONDS,
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    LOADING,
    MODAL_SUBMIT,
    TOKEN_SECONDS,
    Interaction,
)
from .routes import NO_CONTENT, Answer, Call, Refusal, route

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
EPHEMERAL = rules.EPHEMERAL_FLAG


@route("POST /interactions/{interaction_id}/{interaction_token}/callback")
def callback(call: Call) -> Answer:
    """Take the first answer to an interaction: within 3 seconds and once."""
    interaction = call.interactions.by_token.get(call.path["interaction_token"])
    if interaction is None or str(interaction.id) != call.path["interaction_id"]:
        raise Refusal(404, 10062, "Unknown interaction")
    if interaction.age > ANSWER_SECONDS:
        raise Refusal(404, 10062, "Unknown interaction: answered after 3 seconds")
    if interaction.callback is not None:
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    body = call.body
    call.judge(_callback_problems(interaction, body))
    _carry_out(call, interaction, body["type"], body.get("data") or {})
    interaction.callback = body
    interaction.seconds = interaction.age
    interaction.changed.set()
    if not call.query.get("with_response"):
        return NO_CONTENT
    return 200, _response(call, interaction, body["type"])


def _callback_problems(interaction: Interaction, body: JsonObject) -> list[str]:
    return _kind_problems(interaction, body["type"]) or _data_problems(interaction, body)


def _kind_problems(interaction: Interaction, kind: int) -> list[str]:
    if (kind == CHOICES) != (interaction.kind == AUTOCOMPLETE):
        return [f"type {kind} does not answer an interaction of type {interaction.kind}"]
    # A form opened by a command may be acknowledged in silence: discord.py's `defer()` does so.
    silent = kind == DEFER_UPDATE and interaction.kind == MODAL_SUBMIT
    if kind in {DEFER_UPDATE, UPDATE} and interaction.source is None and not silent:
        return [f"type {kind} needs a component's interaction"]
    if kind == MODAL and interaction.kind == MODAL_SUBMIT:
        return ["a modal does not answer a modal"]
    return []


def _data_problems(interaction: Interaction, body: JsonObject) -> list[str]:
    kind, data = body["type"], body.get("data") or {}
    if kind == MODAL:
        return rules.modal_problems(data)
    if kind == MESSAGE:
        return rules.message_problems(data)
    if kind == UPDATE and interaction.source is not None:
        was_v2 = bool(interaction.source["flags"] & rules.V2_FLAG)
        return rules.message_problems(data, was_v2=was_v2, is_edit=True)
    return []


def _carry_out(call: Call, interaction: Interaction, kind: int, data: JsonObject) -> None:
    if kind in {MESSAGE, DEFER}:
        interaction.original = _made(call, interaction, data)
        if kind == DEFER:
            interaction.original["flags"] |= LOADING
        _placed(call, interaction.original)
    elif kind in {DEFER_UPDATE, UPDATE}:
        interaction.original = interaction.source
        if kind == UPDATE and interaction.source is not None:
            _edited(call, interaction.source, data)


def _made(call: Call, interaction: Interaction, data: JsonObject) -> JsonObject:
    message = posting.build(call.world, interaction.channel_id, call.world.my_id, data)
    user = call.world.users[interaction.user_id]
    message |= {"application_id": call.world.me["id"], "webhook_id": call.world.me["id"]}
    metadata = {"id": str(interaction.id), "type": interaction.kind, "user": user}
    metadata["authorizing_integration_owners"] = {}
    if interaction.kind == MODAL_SUBMIT:
        opener = COMMAND if interaction.source is None else COMPONENT
        metadata["triggering_interaction_metadata"] = {**metadata, "type": opener}
    message["interaction_metadata"] = metadata
    return message


def _placed(call: Call, message: JsonObject) -> None:
    if message["flags"] & EPHEMERAL:
        call.world.private[int(message["id"])] = message
    else:
        posting.place(call.world, message)


def _edited(call: Call, message: JsonObject, data: JsonObject) -> None:
    kept = message["flags"] & EPHEMERAL
    if int(message["id"]) in call.world.private:
        posting.apply(call.world, message, data)
        message["flags"] |= kept
    else:
        posting.edit(call.world, message, data)
    message["flags"] &= ~LOADING


def _response(call: Call, interaction: Interaction, kind: int) -> JsonObject:
    shape = {"id": str(interaction.id), "type": interaction.kind}
    answer: JsonObject = {"interaction": shape}
    if kind in {MESSAGE, DEFER, UPDATE} and interaction.original is not None:
        message = interaction.original
        shape |= {
            "channel_id": str(interaction.channel_id),
            "response_message_id": message["id"],
            "response_message_loading": interaction.is_loading,
            "response_message_ephemeral": bool(message["flags"] & EPHEMERAL),
        }
        answer["resource"] = {"type": kind, "message": call.world.shown(message)}
    return answer


def _hook(call: Call) -> Interaction:
    interaction = call.interactions.by_token.get(call.path["webhook_token"])
    if interaction is None or interaction.callback is None:
        raise Refusal(404, 10015, "Unknown Webhook")
    if interaction.age > TOKEN_SECONDS:
        raise Refusal(401, 50027, "Invalid Webhook Token")
    return interaction


def _target(call: Call, interaction: Interaction) -> JsonObject:
    wanted = call.path.get("message_id", "@original")
    candidates = [interaction.original, *interaction.followups]
    for message in candidates:
        if message is not None and wanted in {message["id"], "@original"}:
            return message
    raise Refusal(404, 10008, "Unknown Message")


@route(f"POST {HOOK}")
def follow_up(call: Call) -> Answer:
    """Send a further message; the first one after a defer takes its place."""
    interaction = _hook(call)
    call.judge(rules.message_problems(call.body))
    if interaction.is_loading and interaction.original is not None:
        _edited(call, interaction.original, call.body)
        interaction.changed.set()
        return 200, call.world.shown(interaction.original)
    message = _made(call, interaction, call.body)
    _placed(call, message)
    interaction.followups.append(message)
    interaction.changed.set()
    return 200, call.world.shown(message)


@route(f"GET {HOOK}/messages/@original")
@route(f"GET {HOOK}/messages/{{message_id}}")
def get_answer(call: Call) -> Answer:
    """Return an answer or a followup."""
    return 200, call.world.shown(_target(call, _hook(call)))


@route(f"PATCH {HOOK}/messages/@original")
@route(f"PATCH {HOOK}/messages/{{message_id}}")
def edit_answer(call: Call) -> Answer:
    """Edit an answer or a followup; fills in a deferred one."""
    interaction = _hook(call)
    message = _target(call, interaction)
    was_v2 = bool(message["flags"] & rules.V2_FLAG)
    call.judge(rules.message_problems(call.body, was_v2=was_v2, is_edit=True))
    _edited(call, message, call.body)
    interaction.was_edited = True
    interaction.changed.set()
    return 200, call.world.shown(message)


@route(f"DELETE {HOOK}/messages/@original")
@route(f"DELETE {HOOK}/messages/{{message_id}}")
def delete_answer(call: Call) -> Answer:
    """Take an answer or a followup away."""
    interaction = _hook(call)
    message = _target(call, interaction)
    if call.world.private.pop(int(message["id"]), None) is None:
        posting.delete(call.world, int(message["channel_id"]), int(message["id"]))
    if message is interaction.original:
        interaction.original = None
    else:
        interaction.followups.remove(message)
    interaction.changed.set()
    return NO_CONTENT
