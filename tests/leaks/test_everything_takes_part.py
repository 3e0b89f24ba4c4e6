"""Whatever the running bot has takes part in a leak script: what is new fails until it does."""

import pytest

from tests.leaks.conftest import Act
from tests.leaks.no_part import TAKES_NO_PART
from tests.leaks.script import Cast
from tests.leaks.scripts import SCRIPTS

pytestmark = pytest.mark.xdist_group(
    Cast.MEMBERS.name
)  # what one process has acted out is looked at twice

WRITE_A_SCRIPT = """
These take no part in any leak script:
  {missing}
A command or an option is to be used, a button pressed, a form submitted, a delivery carried out, a
table filled, a record logged: write a story in tests/leaks/scripts/ in which that happens near an
anonymous post, under @script(), or add it to one that is there. What everybody may do, let
everybody do (`stage.each`); what only an author may, `stage.author`. What can't concern an
anonymous author at all stands in tests/leaks/no_part.py, with the reason."""


async def test_everything_takes_part_in_a_script(act: Act) -> None:
    there: set[str] = set()
    used: set[str] = set()
    for script in SCRIPTS.values():
        performance = await act(script, "dora")
        there |= performance.inventory
        used |= performance.used
    missing = sorted(there - used - TAKES_NO_PART.keys())
    assert not missing, WRITE_A_SCRIPT.format(missing="\n  ".join(missing))
    # What the list doesn't know can't be missed there.
    unlisted = sorted(each for each in used - there if each.startswith(("log ", "form ")))
    assert not unlisted, f"tests/leaks/inventory.py doesn't find these: {unlisted}"
    gone = sorted(TAKES_NO_PART.keys() - there)
    assert not gone, f"these are no longer there; strike them off in no_part.py: {gone}"
    after_all = sorted(TAKES_NO_PART.keys() & used)
    assert not after_all, f"these take part after all; strike them off in no_part.py: {after_all}"
