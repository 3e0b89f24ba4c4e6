"""Names of people in charge, in many languages, and what stands in cards: nobody takes those."""

import pytest

from bot.forum.anonymous.letters import KNOWN
from bot.forum.anonymous.look_alikes import imitates

IN_CHARGE = """
    Moderación; Administración; Moderação; Equipe de moderação; Équipe de modération; Die Moderation
    Il moderatore; Het beheer; Moderacja forum; модер; Модерація форуму; Forum yönetimi; المشرف
    الإدارة; مدیر انجمن; המנהל; मॉडरेटर; 版主团队; モデレータ; 모더레이터; 운영진; Moderaattori
    Ylläpito; Moderatorn; Moderering; Správce fóra; Moderátorok; Echipa de moderare; Διαχειριστής
    Ban quản trị; Tim pengelola; ผู้ดูแลระบบ; ทีมผู้ดูแล; El equipo; Das Team; команда форума
    AutoMod; Auto Mod; AutoMod Bot; Sysop; Site owner; The owner of the site; Deleted User
    Discord Trust & Safety; Trust and Safety; Discord Official
"""
# Names of people near one of those words, in what they are written with or look like ...
PEOPLE = """
    Tim; Moe; Maude; Modou; Mady; Malik; Nazim; Nazir; Ekin; Teo; Le; Lê; El; Quân Trịnh; Chu; Sahib
    Dueñas; Dono; Ada; Mona; Modesta; Модест; Матвей; Адам; Мадина; محمد; مالك; ناظم; الأشراف; מנחם
    מנדל; 김민수; 안민; 팀; 管野; 王群; 李方; 運天; สมชาย; मोहन; मदन; Διονύσης; Μόδεστος
"""
# ... and what people call themselves who are kind, tired or worried.
ALIASES = """
    Super Modest Owl; Auto Modern; Moderate Breeze; Moderne Frau; Trust; Safe Harbour; Badminton
    I am safe now; Kind Stranger; Mère fatiguée; Hoffnung; Ein guter Freund; Alma tranquila; The
    Amigo sincero; Тихая ночь; 静かな夜; 夜猫子; 조용한 밤; نور; לילה טוב; Seven points of light
    Point; Vote; Room 101; Sam, 17; Anna [she/her]; 9 lives
"""
CARDS = """
    Sam, 5.4k points; Sam — 5.4k points; Sam [5.4k points]; Sam: 12 votes; Sam 3 pts; Sam | +9 votes
    Sam, 5.4k p\u043eints; Sam, 5.4k\u2003points; Sam, 5,412 points; Sam, \uff15k points
    Sam [Anonymous]; Sam, 1 upvote; Sam, 5.4K POINTS
"""


def names_in(text: str) -> list[str]:
    return [name.strip() for line in text.strip().split("\n") for name in line.split(";")]


def words_of(kind: str) -> list[str]:
    return sorted({word for words in KNOWN[kind].values() for word in words})


@pytest.mark.parametrize("name", names_in(IN_CHARGE))
def test_somebody_in_charge_is_imitated_in_many_languages(name: str) -> None:
    assert imitates(name, ())


@pytest.mark.parametrize("name", names_in(PEOPLE) + names_in(ALIASES))
def test_ordinary_names_and_kind_aliases_are_free(name: str) -> None:
    assert not imitates(name, ())


@pytest.mark.parametrize("word", words_of("in_charge") + words_of("reserved"))
def test_every_word_that_is_kept_back_is(word: str) -> None:
    assert imitates(word, ())
    assert imitates(word.title(), ())


@pytest.mark.parametrize("name", names_in(CARDS))
def test_what_goes_on_like_the_line_of_a_card_is_refused(name: str) -> None:
    assert imitates(name, ())
