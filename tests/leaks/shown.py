"""What Discord shows in the end to anybody but the suspects: channels, messages, the audit log."""

import json
from collections.abc import Collection, Iterator

from simcord.backend import Backend, serializers

from tests.leaks.requests import DIRECT


def shown_by(backend: Backend, suspects: Collection[int]) -> Iterator[str]:
    """Yield each thing that others can look at: owners, members, titles, texts, reactions."""
    hidden = {backend.dm_channels.get(each) for each in suspects}
    for channel in sorted(backend.channels.values(), key=lambda each: each.id):
        if channel.id in hidden:
            continue
        everything = backend.messages.get(channel.id, {}).values()
        kept = sorted((m for m in everything if not m.is_ephemeral), key=lambda each: each.id)
        if channel.type != DIRECT:
            shown = serializers.channel_payload(backend, channel)
            # The simulation counts private replies as well, which Discord keeps in no channel.
            counts = {"message_count", "total_message_sent"} & shown.keys()
            yield _line(f"channel {channel.id}", shown | dict.fromkeys(counts, len(kept)))
            yield f"members of {channel.id}: {sorted(channel.thread_members)}"
        for message in kept:
            yield _line(f"message {message.id}", serializers.message_payload(backend, message))
            yield f"reactions: {[(r.emoji, r.user_ids) for r in message.reactions]}"
    for guild in backend.guilds.values():
        for entry in guild.audit_log_entries:
            yield _line("audit log", serializers.audit_log_entry_payload(entry))


def _line(what: str, payload: object) -> str:
    return f"{what}: {json.dumps(payload, sort_keys=True, default=str)}"
