"""Which key seals this database; never the key."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made


class SealingKey(SQLModel, table=True):
    """The id of a key in use: a keyed digest that only the key itself can reproduce."""

    __tablename__ = "sealing_key"

    key_id: bytes = Field(primary_key=True)
    created_at: datetime
