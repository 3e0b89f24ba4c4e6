"""How long the settings have things kept."""

from datetime import timedelta

from bot.forum.privacy.retention import Retention
from bot.settings import Settings


def retention(settings: Settings) -> Retention:
    """Return how long each kind of thing is kept."""
    return Retention(
        drafts=timedelta(hours=settings.keep_drafts_hours),
        read_notifications=timedelta(days=settings.keep_read_notifications_days),
        log=timedelta(days=settings.keep_log_days),
        members_who_left=timedelta(days=settings.keep_left_members_days),
        removed_servers=timedelta(days=settings.keep_removed_servers_days),
        backups=timedelta(days=settings.keep_backups_days),
        grace=timedelta(days=settings.erasure_grace_days),
    )
