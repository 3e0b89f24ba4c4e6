"""Leak scripts are acted out once by each suspect, for all the tests that look at them."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from cogs import drafted, guises, looks, publishing, submissions
from data.migrate import migrate
from tests.leaks import inventory, origins
from tests.leaks.acting import act_out
from tests.leaks.performance import Performance
from tests.leaks.script import Cast, Script

# The bot waits no longer than this for what it could do without; on a machine with too much to
# do, one of two performances would go without. What it does then has its tests in acceptance/.
PATIENCE = (
    (drafted, "LONGEST_LOOK_SECONDS"),
    (guises, "LONGEST_LOOK_SECONDS"),
    (looks, "LONGEST_LOOK_SECONDS"),
    (submissions, "LONGEST_KEEP_SECONDS"),
    (publishing, "LONGEST_WAIT_SECONDS"),
)
PATIENT_SECONDS = 120.0
# What other tests set so that they take less simulated time.
AS_USUAL = ("new_dm_channel_seconds", "add_to_dm_minutes")


class Act:
    """Acts a script out by a suspect, unless that was done before."""

    def __init__(self, empty_database: Path) -> None:
        """Start each performance from this database."""
        self._empty_database = empty_database
        self._acted: dict[tuple[str, str, Cast], Performance] = {}
        self.settings: Settings | None = None
        self.folder: Path | None = None

    async def __call__(self, script: Script, author: str, cast: Cast = Cast.MEMBERS) -> Performance:
        """Return what a script left behind that this suspect acted out."""
        key = script.name, author, cast
        if key not in self._acted:
            self._acted[key] = await act_out(script, author, self._own_settings(), cast)
        return self._acted[key]

    def _own_settings(self) -> Settings:
        assert self.settings is not None
        assert self.folder is not None
        file = Path(tempfile.mkdtemp(dir=self.folder)) / "forum.db"
        shutil.copy(self._empty_database, file)
        own = {name: Settings.model_fields[name].default for name in AS_USUAL}
        url = {"database_url": f"sqlite+aiosqlite:///{file}"}
        return self.settings.model_copy(update=own | url)


@pytest.fixture(scope="session")
def acts(tmp_path_factory: pytest.TempPathFactory) -> Act:
    """Keep what was acted out already, and an empty database: to make one takes a while."""
    file = tmp_path_factory.mktemp("leaks") / "forum.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return Act(file)


@pytest.fixture
def act(acts: Act, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Act:
    """Give the one who acts, with this test's settings and folder, and as long as it takes."""
    for module, name in PATIENCE:
        monkeypatch.setattr(module, name, PATIENT_SECONDS)
    acts.settings, acts.folder = settings, tmp_path
    return acts


@pytest.fixture
def other_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder `bot` of other code than ours, which is looked at until the test ends."""
    (tmp_path / "bot").mkdir()
    monkeypatch.chdir(tmp_path)
    _read_anew()
    yield tmp_path / "bot"
    monkeypatch.undo()
    _read_anew()


def _read_anew() -> None:
    origins.forget()
    inventory.forget()
