"""Settings, read once from the environment and `.env` when the program starts."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.pace import MOST_A_SECOND
from data.database import file_of


class Settings(BaseSettings):
    """Everything an operator can set; `.env.example` explains each one."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    discord_token: SecretStr
    database_url: str = "sqlite:///var/forum.db"
    secret_key: SecretStr | None = None
    old_secret_keys: SecretStr | None = None
    dev_guild_id: int | None = Field(default=None, gt=0)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    locale: str = "en"
    operator: str = ""
    privacy_file: Path | None = None
    erasure_grace_days: int = Field(default=7, ge=0, le=30)
    keep_drafts_hours: int = Field(default=24, ge=1, le=24)
    keep_read_notifications_days: int = Field(default=90, ge=1)
    # The log itself refuses to lose an entry of the last 360 days.
    keep_log_days: int = Field(default=365, ge=360)
    keep_left_members_days: int = Field(default=30, ge=1)
    keep_removed_servers_days: int = Field(default=30, ge=1)
    dms_a_second: float = Field(default=5.0, ge=0.1, le=MOST_A_SECOND)
    new_dm_channel_seconds: float = Field(default=10.0, ge=0)
    new_dm_channels_an_hour: int = Field(default=50, ge=1, le=1000)
    add_to_dm_minutes: float = Field(default=10.0, ge=0, le=60)
    keep_backups_days: int = Field(default=30, ge=1)

    @field_validator("database_url")
    @classmethod
    def _names_a_file(cls, value: str) -> str:
        file_of(value)
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def keys_folder(self) -> Path:
        """Where the sealing key is kept when none is set: `keys/` beside the database."""
        return file_of(self.database_url).parent / "keys"
