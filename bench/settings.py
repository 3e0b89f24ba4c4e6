"""Settings of a measured bot."""

from pathlib import Path

from pydantic import SecretStr

from bot.settings import Settings


def settings_for(folder: Path) -> Settings:
    """Return settings with a database of its own, deaf to the environment's `.env`."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, unannounced
        discord_token=SecretStr("simulated"),
        database_url=f"sqlite:///{folder / 'forum.db'}",
        secret_key=None,
        dev_guild_id=None,
        log_level="WARNING",
        locale="en",
    )
