"""Every table, in one namespace: the schema of a Mindwell database."""

from sqlmodel import SQLModel

from data.tables.anonymity import AnonymousIndex, Block, UnmaskRequest
from data.tables.deliveries import AppState, Delivery, DeliveryKind, DeliveryState
from data.tables.erasing import Departure, Erasure, IgnoredUser, Removal
from data.tables.follows import Follow, FollowIndex, FollowTarget, QuestionFollow
from data.tables.forums import Anonymity, Category, ChannelKind, Forum, Tag
from data.tables.links import DiscordLink, WebsiteLink
from data.tables.moderation import AuditEntry, Flag
from data.tables.notices import Draft, Notification, NotificationKind, Preference
from data.tables.people import Account, Identity, IdentitySource, Member, PointsHeld
from data.tables.posts import (
    HIDDEN_BEFORE,
    EditedAs,
    Post,
    PostKind,
    PostOrigin,
    PostState,
    Revision,
)
from data.tables.sealing import SealingKey
from data.tables.search import SearchEntry, SearchPost, SearchQueue, SearchWord
from data.tables.tagging import PostTag, Tagged
from data.tables.votes import Reaction, Vote, VoteSource

metadata = SQLModel.metadata

__all__ = [
    "HIDDEN_BEFORE",
    "Account",
    "Anonymity",
    "AnonymousIndex",
    "AppState",
    "AuditEntry",
    "Block",
    "Category",
    "ChannelKind",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "Departure",
    "DiscordLink",
    "Draft",
    "EditedAs",
    "Erasure",
    "Flag",
    "Follow",
    "FollowIndex",
    "FollowTarget",
    "Forum",
    "Identity",
    "IdentitySource",
    "IgnoredUser",
    "Member",
    "Notification",
    "NotificationKind",
    "PointsHeld",
    "Post",
    "PostKind",
    "PostOrigin",
    "PostState",
    "PostTag",
    "Preference",
    "QuestionFollow",
    "Reaction",
    "Removal",
    "Revision",
    "SealingKey",
    "SearchEntry",
    "SearchPost",
    "SearchQueue",
    "SearchWord",
    "Tag",
    "Tagged",
    "UnmaskRequest",
    "Vote",
    "VoteSource",
    "WebsiteLink",
    "metadata",
]
