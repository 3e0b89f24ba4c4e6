"""Which votes of the website's are cast, changed or withdrawn; pure rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.importing.plan import PlannedPost
from bot.importing.rows import Numbers
from bot.importing.site import SiteVote
from data.moments import in_utc
from data.tables import Vote, VoteSource
from data.votes import Cast, Pair


@dataclass(frozen=True, slots=True)
class VoteChanges:
    """What is to be done so that the votes are the website's."""

    cast: Sequence[Cast]
    withdrawn: Sequence[Pair]


def wanted_votes(
    post: PlannedPost, votes: Iterable[SiteVote], numbers: Numbers
) -> dict[Pair, Cast]:
    """Return the votes that the website says stand on a post, also its author's own."""
    found = {}
    for vote in votes:
        member = numbers.member(vote.userid)
        if vote.vote and member is not None:
            pair = (numbers.posts[post.external_id], member)
            at = vote.updated or vote.created or post.record.created
            found[pair] = Cast(*pair, vote.vote, VoteSource.WEBSITE, at)
    return found


def vote_changes(wanted: dict[Pair, Cast], standing: Iterable[Vote]) -> VoteChanges:
    """Return what changes. A vote by the same member in Discord stays while it is the newer one."""
    known = {(vote.post_id, vote.member_id): vote for vote in standing}
    cast = [each for pair, each in wanted.items() if _replaces(each, known.get(pair))]
    withdrawn = [
        pair
        for pair, vote in known.items()
        if pair not in wanted and vote.source == VoteSource.WEBSITE
    ]
    return VoteChanges(cast, withdrawn)


def _replaces(vote: Cast, standing: Vote | None) -> bool:
    if standing is None:
        return True
    at = in_utc(standing.cast_at)
    if standing.source != VoteSource.WEBSITE:
        return vote.cast_at > at
    return (vote.value, vote.cast_at) != (standing.value, at)
