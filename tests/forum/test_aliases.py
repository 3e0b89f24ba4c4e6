"""Names that anonymous authors choose: none that could be taken for somebody else's."""

import pytest

from bot.forum import questions
from bot.forum.anonymous.aliases import CREATURES, QUALITIES, new_alias
from bot.forum.anonymous.look_alikes import imitates
from bot.forum.anonymous.spellings import Beginning, beginnings
from bot.forum.summaries import Actor, Guise
from cogs.guises import MOST_LOOKS
from tests.forum.world import ANNA, World

TAKEN = ("Bob", "山田", "👑")


def wide(name: str) -> str:
    """Return a name in full width, as it looks in East Asian text."""
    return "".join(chr(ord(each) + 0xFEE0) for each in name)


@pytest.mark.parametrize(
    "name",
    [
        *("bob", "B0B", "  BOB ", "B o b", "Bob.", "Bob!", "@Bob", "|Bob|", "$Bob", "B@b", "8ob"),
        *("Bob ✅", "Bob 👑", "bob#1234", "B\u200bob", "Bo\u0301b", "👑"),
        *("Bob (5.4k points)", "Bob · +9 votes", "Kim · edited by Bob", "Owl (Anonymous)"),
        # In other letters: full width, mathematical, small capitals, Cyrillic, Cherokee, Lisu.
        *("\uff22\uff4f\uff42", "\U0001d401ob", "\u0299\u1d0f\u0299", "\u0412ob", "\u13f4OB"),
        *("\ua4d0ob", "B\u03c3b", "\u0392ob", "\U0001f151ob", "\u042cob"),
        # With letters that nobody sees; a joiner, a variation selector.
        *("B\u034fob", "\U0001f451\ufe0f"),
        *("by Bob", "B\u06f5b", "B\u101db", "B\u0298b"),
        *("Bob\u3164", "Bo\u2800b", "\u115fBob", "B\u202eob"),
    ],
)
def test_a_taken_name_is_imitated(name: str) -> None:
    assert imitates(name, TAKEN)


@pytest.mark.parametrize(
    "name",
    [
        *("Moderator", "Moderators", "The Moderators", "themoderators", "Moderatør", "m@derator"),
        *("mod!", "M.o.d", "Mod Team", "Forum Moderator", "Bobby (moderator)", "Moderator ✅"),
        *("@moderator", "Adm1n", "Adm!n", "$taff", "Server Owner", "Support Team", "The Team"),
        *("Moderator\u3164", "\u039coderator"),
        *("\U0001f17c\U0001f17e\U0001f173", "rnoderator", "\u15f0oderator", "M\u03b8derator"),
        *("модератор", "Moderador", "管理员", "مشرف", "モデレーター", "Operator", "The Host"),
        *("M\u0298d", "M\u2299d", "Owl (5.4k points)", "Owl (-2 points)"),
        *("M\u0585derator", "\u1d0d\u1d0f\u1d05\u1d07\u0280\u1d00\u1d1b\u1d0f\u0280"),
    ],
)
def test_somebody_in_charge_is_imitated(name: str) -> None:
    assert imitates(name, ())


@pytest.mark.parametrize(
    "name",
    [
        *("Quiet Heron", "Worried <@123> **Student**", "Modest Student", "Needs support", "Tom"),
        *("Here I am", "Lost in the forum", "A helper of none", "Bobby", "Rob", "Modern", "Owned"),
        *("Discord fan", "Owner of two cats", "Staff nurse", "ジャン・ポール", "Gal·la"),
        *("Ghost", "Cooperator", "Standby Tim", "Owl (the second)"),
        *("山本", "Ж", "✅", "Anna ✅", "ok!", ""),
    ],
)
def test_other_names_are_free(name: str) -> None:
    assert not imitates(name, TAKEN)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        *(("νίκος", "Νίκος"), ("ΕΛΈΝΗ", "Ελένη"), ("νατάσα", "Νατάσα"), ("ηλίας", "Ηλίας")),
        *(("3\u043e\u044f", "Зоя"), ("6\u043e\u0440\u0438\u0441", "Борис"), ("\u529bナ", "カナ")),
        *(("エ藤", "\u5de5藤"), ("\u0645\u062d\u0640\u0645\u062f", "\u0645\u062d\u0645\u062f")),
        *(("\u0475era", "Vera"), ("\u050cina", "Gina")),
        *(("ΓΙΆΝΝΗΣ", "Γιάννης"), ("βάσω", "Βάσω"), ("STRASSE", "straße"), ("анна", "Анна")),
    ],
)
def test_a_name_in_other_cases_is_the_same(name: str, taken: str) -> None:
    assert imitates(name, [taken])


@pytest.mark.parametrize(
    "name",
    [
        *("M\u00f6derator", "Administrat\u00f6r", "M\u00f6d Team", "\u00f6wner", "supp\u00f6rt"),
        *("Mod2", "MOD1", "Admin2", "modbot", "Sysadmin", "Staff member", "the Mod 7"),
    ],
)
def test_marks_and_numbers_make_nobody_in_charge_another(name: str) -> None:
    assert imitates(name, ())


@pytest.mark.parametrize(("name", "taken"), [("Bj\u00f6rn", "Bjorn"), ("Bjorn", "Bj\u00f6rn")])
def test_a_letter_with_a_mark_looks_like_it_without(name: str, taken: str) -> None:
    assert imitates(name, [taken])


@pytest.mark.parametrize("name", ["Lisa 19", "Mode", "Modesty", "Hopeful 2", "Adminah"])
def test_numbers_make_nobody_in_charge(name: str) -> None:
    assert not imitates(name, ())


@pytest.mark.parametrize(
    ("name", "nick"),
    [
        *(("Mr. Bean", "Mr. Bean"), ("J. R. Smith", "J. R. Smith"), ("(Lena)", "(Lena)")),
        *(("\U0001f319 Anna", "\U0001f319 Anna"), ("\u2605Anna\u2605", "\u2605Anna\u2605")),
        *(("$ally", "$ally"), ("Jo & Al", "Jo & Al"), ("Dr Anna", "Dr. Anna")),
    ],
)
def test_a_member_is_found_by_the_name_as_it_is_typed(name: str, nick: str) -> None:
    likely = [each.text for each in beginnings(name)][:MOST_LOOKS]
    assert any(nick.lower().startswith(each) for each in likely)


def test_aliases_of_our_making_are_free() -> None:
    assert not imitates(new_alias(()), TAKEN)
    made = [f"{quality} {creature}" for quality in QUALITIES for creature in CREATURES]
    assert [each for each in made if imitates(each, ())] == []


@pytest.mark.parametrize(
    "name",
    [
        *("Carol", "car0l", "Caro1 again", "\u0421arol", "C\u0430rol", "\uff23arol", "C\u0430ro|"),
        # After what nobody sees, or what is no letter; with blanks in it; "rn" looks like an m.
        *("\u200b Carol", "\u2605 Carol", "- Carol", "@ Carol", "!Carol", "C a r o l", "by Carol"),
        *("Carol #2", "Carol (2 points)"),
    ],
)
def test_members_are_looked_for_as_the_name_may_be_spelled(name: str) -> None:
    assert any("carol".startswith(each) for each in looked_for(name))


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        *(("\u2605 Анна", "анна"), ("José.", "josé"), ("Zoë!", "zoë"), ("\u2605김민수", "김민수")),
        *(("\u2605 محمد", "محمد"), ("\u2605 Νίκος", "νίκος"), ("\u2605ユウキ", "ユウキ")),
        *((wide("Bob2000"), "bob2000"), (wide("anna_zimmer"), "anna_zimmer")),
        (wide("Jos") + "\u00e9", "josé"),
        *(("A\u043d\u043d\u0430", "анна"), ("J\u043es\u00e9", "josé"), ("us\u0435r123", "user123")),
        *(("AIice", "alice"), ("OIiver", "oliver"), ("Bemard", "bernard"), ("Wemer", "werner")),
        *(
            ("أحمد", "احمد"),
            ("احمد", "أحمد"),
            ("رافت", "رأفت"),
            ("ايمان", "إيمان"),
            ("مؤمن", "مومن"),
        ),
        *(("N\u03af\u03ba\u03bf\u03c2", "\u03bd\u03af\u03ba\u03bf\u03c2"), ("POMA", "рома")),
        *(
            ("Capa", "\u0441\u0430\u0440\u0430"),
            ("\U0001d4db\U0001d4fe", "\U0001d4db\U0001d4fe"),
            ("Luna\u00b2", "luna\u00b2"),
        ),
        *(("\u217cda", "ida"), ("Ida", "lda"), ("lan", "ian")),
        *(("Anna-Zimmer", "anna zimmer"), ("AnnaZimmer", "anna zimmer"), ("A. B.", "a b")),
    ],
)
def test_members_are_looked_for_in_the_names_own_letters(name: str, begin: str) -> None:
    assert begin in looked_for(name)


def test_a_name_that_is_the_whole_of_many_is_told_from_its_first_word() -> None:
    assert Beginning("anna", is_whole=True) in beginnings("\u2605 Anna")
    assert Beginning("anna", is_whole=False) in beginnings("Anna Zimmer")


def test_members_are_looked_for_by_the_letters_that_two_look_like() -> None:
    assert "tom" in looked_for("Torn")


@pytest.mark.parametrize(
    "name", ["I am lost", "I'm fine", "A worried mom", "Y. Z. Quiet", "\u2605 A b"]
)
def test_nobody_is_looked_for_by_a_letter_or_two(name: str) -> None:
    assert min(sum(map(str.isalpha, each)) for each in looked_for(name)) >= 2
    assert looked_for("\u674e \u660e")[0] == "\u674e"


@pytest.mark.parametrize("name", ["Quiet Heron", "Night Owl", "Anna", "Ben"])
def test_one_look_is_enough_where_nobody_is_called_so(name: str) -> None:
    first, *rest = looked_for(name)
    assert all(each.startswith(first) for each in rest)


@pytest.mark.parametrize("name", ["", "\u200b", "\u3164 \u2800"])
def test_nobody_is_looked_for_by_a_name_that_shows_nothing(name: str) -> None:
    assert beginnings(name) == []


def looked_for(name: str) -> list[str]:
    return [each.text for each in beginnings(name)]


async def test_a_name_of_our_making_is_nobodys(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = iter([QUALITIES[0], CREATURES[0], QUALITIES[1], CREATURES[1]])
    monkeypatch.setattr("secrets.choice", lambda _: next(choices))
    await world.ask(Actor(4711, f"{QUALITIES[0]} {CREATURES[0]}".upper()))
    posted = await questions.ask(
        world.database,
        forum_id=world.forum_id,
        actor=ANNA,
        title="Who else can't sleep?",
        details="I lie awake.",
        category_id=None,
        guise=Guise(),
        now=world.now,
    )
    assert (await world.post(posted.post_id)).alias == f"{QUALITIES[1]} {CREATURES[1]}"
