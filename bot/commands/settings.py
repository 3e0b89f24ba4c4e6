"""The settings for a command, or the sentence that says what to mend."""

import sys
from typing import NoReturn

from pydantic import SecretStr, ValidationError

from bot.own_policy import Unusable, read_policy
from bot.settings import Settings

NOTHING_TO_START = """\
No DISCORD_TOKEN is set, so there is no bot to start.
Put it into .env (copy .env.example; README.md says where to get one), or try `make demo` first."""


def read_settings(*, needs_token: bool = True) -> Settings:
    """Return the settings; end the program with a sentence when they can't be used.

    `needs_token`: for the bot itself, which also shows what PRIVACY_FILE says.
    """
    try:
        if needs_token:
            settings = Settings()  # type: ignore[call-arg]  # the token is in the environment
            if settings.privacy_file is not None:
                read_policy(settings.privacy_file)
            return settings
        return Settings(discord_token=SecretStr(""))
    except Unusable as error:
        _refuse([f"PRIVACY_FILE: {error}"])
    except ValidationError as error:
        missing = [each["loc"][0] for each in error.errors() if each["type"] == "missing"]
        if missing == ["discord_token"]:
            sys.exit(NOTHING_TO_START)
        lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        _refuse(lines)


def _refuse(lines: list[str]) -> NoReturn:
    sys.exit("Please mend these settings (.env or the environment):\n" + "\n".join(lines))
