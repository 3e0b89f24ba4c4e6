"""Cut Discord's OpenAPI description down to what the wire tests use.

    python -m tests.wire.trim PATH/TO/openapi.json

writes `discord-openapi.json` beside this file: the paths below and every schema they reach. The
whole description is published at https://github.com/discord/discord-api-spec (specs/openapi.json).
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

TRIMMED = Path(__file__).with_name("discord-openapi.json")
REFERENCE = re.compile(r'"\$ref": "#/components/schemas/([^"]+)"')
PATHS = (
    "/applications/@me",
    "/applications/{application_id}",
    "/applications/{application_id}/commands",
    "/applications/{application_id}/commands/{command_id}",
    "/applications/{application_id}/guilds/{guild_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
    "/channels/{channel_id}",
    "/channels/{channel_id}/messages",
    "/channels/{channel_id}/messages/bulk-delete",
    "/channels/{channel_id}/messages/pins",
    "/channels/{channel_id}/messages/pins/{message_id}",
    "/channels/{channel_id}/messages/{message_id}",
    "/channels/{channel_id}/messages/{message_id}/reactions",
    "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}",
    "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
    "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}",
    "/channels/{channel_id}/messages/{message_id}/threads",
    "/channels/{channel_id}/permissions/{overwrite_id}",
    "/channels/{channel_id}/thread-members",
    "/channels/{channel_id}/thread-members/@me",
    "/channels/{channel_id}/thread-members/{user_id}",
    "/channels/{channel_id}/threads",
    "/channels/{channel_id}/threads/archived/private",
    "/channels/{channel_id}/threads/archived/public",
    "/channels/{channel_id}/typing",
    "/channels/{channel_id}/users/@me/threads/archived/private",
    "/gateway",
    "/gateway/bot",
    "/guilds/{guild_id}",
    "/guilds/{guild_id}/audit-logs",
    "/guilds/{guild_id}/channels",
    "/guilds/{guild_id}/members",
    "/guilds/{guild_id}/members/search",
    "/guilds/{guild_id}/members/{user_id}",
    "/guilds/{guild_id}/members/{user_id}/roles/{role_id}",
    "/guilds/{guild_id}/roles",
    "/guilds/{guild_id}/roles/{role_id}",
    "/guilds/{guild_id}/threads/active",
    "/interactions/{interaction_id}/{interaction_token}/callback",
    "/oauth2/applications/@me",
    "/users/@me",
    "/users/@me/channels",
    "/users/@me/guilds",
    "/users/{user_id}",
    "/webhooks/{webhook_id}/{webhook_token}",
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
)


def trimmed_operation(operation: dict[str, Any]) -> dict[str, Any]:
    """Keep what a request is checked against: parameters and the JSON body."""
    kept: dict[str, Any] = {
        key: operation[key] for key in ("operationId", "parameters") if key in operation
    }
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]
        # Multipart bodies carry the same object in their `payload_json` part.
        body = content.get("application/json") or content["multipart/form-data"]
        kept["requestBody"] = {
            "content": {"application/json": body},
            "required": operation["requestBody"].get("required", False),
        }
    return kept


def trimmed(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the description with only `PATHS` and the schemas that they reach."""
    paths = {
        path: {
            key: value if key == "parameters" else trimmed_operation(value)
            for key, value in whole["paths"][path].items()
        }
        for path in PATHS
    }
    schemas = whole["components"]["schemas"]
    reached: set[str] = set()
    waiting = REFERENCE.findall(json.dumps(paths))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += REFERENCE.findall(json.dumps(schemas[name]))
    return {
        "openapi": whole["openapi"],
        "info": whole["info"],
        "paths": paths,
        "components": {"schemas": {name: schemas[name] for name in sorted(reached)}},
    }


def written(description: dict[str, Any]) -> str:
    """Write one path or schema a line, so that an update reads well in a diff."""

    def block(entries: dict[str, Any]) -> str:
        lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items())
        return "{\n" + ",\n".join(lines) + "\n}"

    return (
        "{\n"
        f'"openapi": {json.dumps(description["openapi"])},\n'
        f'"info": {json.dumps(description["info"])},\n'
        f'"paths": {block(description["paths"])},\n'
        f'"components": {{"schemas": {block(description["components"]["schemas"])}}}\n'
        "}\n"
    )


def main() -> None:
    """Read the description named on the command line and write the trimmed one."""
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TRIMMED.write_text(written(trimmed(whole)), encoding="utf-8")


if __name__ == "__main__":
    main()
