"""What must still happen outside the database, and small facts about this bot."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made
from data.columns import by_value


class DeliveryKind(StrEnum):
    """What is to be done."""

    PUBLISH_QUESTION = "publish_question"
    PUBLISH_ANSWER = "publish_answer"
    SEED_REACTIONS = "seed_reactions"
    REFRESH_CARD = "refresh_card"
    ARRANGE_THREAD = "arrange_thread"
    REMOVE_MESSAGE = "remove_message"
    DIRECT_MESSAGE = "direct_message"
    MIRROR_CATEGORIES = "mirror_categories"
    OFFER_QUESTION = "offer_question"
    REVEAL_POST = "reveal_post"
    PUBLISH_COMMENT = "publish_comment"
    MAKE_ROOM = "make_room"
    TELL_FOLLOWERS = "tell_followers"
    SET_ROLES = "set_roles"
    CHECK_ROLES = "check_roles"
    WAKE_UP = "wake_up"
    DIGEST = "digest"
    REDRAW_MESSAGES = "redraw_messages"


class DeliveryState(StrEnum):
    """Where a delivery stands; one that is done has no row."""

    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


# Direct messages wait in an index of their own, and so do accounts' turns: however many, they slow
# nothing else down.
IS_WORK_READY = "state = 'waiting' AND kind NOT IN ('direct_message', 'wake_up', 'digest')"
IS_MAIL_READY = "state = 'waiting' AND kind = 'direct_message'"
IS_TURN_READY = "state = 'waiting' AND kind IN ('wake_up', 'digest')"


class Delivery(SQLModel, table=True):
    """One thing to do outside, written in the transaction that made it necessary.

    Deliveries of one `lane` are carried out in the order of their ids. `coalesce_key`: at most
    one waiting row has it. `is_uncertain`: a try was made whose outcome is unknown, so look
    before trying again. `reason` is an error class, never text of a person. `sealed` is the
    payload of what somebody is told who is anonymous: neither they nor the post stand in clear.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_work", "due_at", "id", sqlite_where=text(IS_WORK_READY)),
        Index("ix_delivery_mail", "due_at", "id", sqlite_where=text(IS_MAIL_READY)),
        Index("ix_delivery_turns", "due_at", "id", sqlite_where=text(IS_TURN_READY)),
        Index("ix_delivery_lane", "lane", "id"),
        Index(
            "uq_delivery_coalesce",
            "coalesce_key",
            unique=True,
            sqlite_where=text("state = 'waiting' AND coalesce_key IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int | None = Field(default=None, foreign_key="forum.id", index=True)
    kind: DeliveryKind = Field(sa_type=by_value(DeliveryKind))
    lane: str
    coalesce_key: str | None = None
    payload: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sealed: bytes | None = None
    state: DeliveryState = Field(sa_type=by_value(DeliveryState))
    attempts: int = 0
    is_uncertain: bool = False
    reason: str | None = None
    created_at: datetime
    due_at: datetime


class AppState(SQLModel, table=True):
    """A small fact about this bot: the hash of its synced commands, when it last heard Discord."""

    __tablename__ = "app_state"

    key: str = Field(primary_key=True)
    value: str
