"""Each script is acted out twice, by two people who swap the anonymous part: nobody can tell."""

import pytest
from _pytest.mark import ParameterSet

from tests.leaks.conftest import Act
from tests.leaks.script import Cast, Script
from tests.leaks.scripts import SCRIPTS
from tests.leaks.stage import SUSPECTS


def scripts() -> list[ParameterSet]:
    """Return every script; one whose leak is not mended yet is expected to fail."""
    return [
        pytest.param(
            each,
            id=each.name,
            marks=[pytest.mark.xfail(strict=True, reason=each.leak)] if each.leak else [],
        )
        for each in SCRIPTS.values()
    ]


# Each cast in a process of its own: what one has acted out is looked at twice.
CASTS = [
    pytest.param(each, marks=pytest.mark.xdist_group(each.name), id=each.name) for each in Cast
]


@pytest.mark.parametrize("cast", CASTS)
@pytest.mark.parametrize("script", scripts())
async def test_nobody_can_tell_who_was_anonymous(script: Script, cast: Cast, act: Act) -> None:
    one, other = [await act(script, suspect, cast) for suspect in SUSPECTS]
    assert one.shown, "the curtain fell before anything was shown"
    assert not other.planted, "who did nothing by name is named"
    assert not one.told | other.told
    difference = one.difference(other)
    assert not difference, f"it shows who was anonymous:\n{difference}"
