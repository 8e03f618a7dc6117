"""Names of people, places, offices and firms, out of which the vocabulary of the prose is made.

Places are real (Fujian's cities, counties and streets), people and firms are put together by chance.
"""

from collections.abc import Callable

from .grammar import Vocabulary, Writer
from .vocabulary import word_lists, words


def _list(name: str) -> Callable[[Writer], str]:
    return lambda writer: writer.pick(words(name))


def person(writer: Writer) -> str:
    """A full name; one in four has a given name of one character, as among today's adults."""
    surname = writer.pick(words("surnames"))
    if writer.random.random() < 0.25:
        return surname + writer.pick(words("given_one"))
    return surname + writer.pick(words("given_first")) + writer.pick(words("given_second"))


def names(writer: Writer, count: int) -> tuple[str, ...]:
    """Distinct full names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[person(writer)] = None
    return tuple(found)


def _mr(writer: Writer) -> str:
    return writer.pick(words("surnames")) + writer.write("[先生|女士|大爷|阿姨|师傅|小姐|老伯|大姐|依姆|某]")


def _district(writer: Writer) -> str:
    return writer.pick(words(f"districts {writer.slot('city')}"))


def _road(writer: Writer) -> str:
    known = word_lists().get(f"streets {writer.slot('city')}")
    if known and writer.random.random() < 0.7:
        return writer.pick(known)
    return writer.pick(words("street_heads")) + writer.write("[路|东路|西路|南路|北路|街|大道|巷]")


def _village(writer: Writer) -> str:
    return f"{writer.pick(words('village_heads'))}{writer.pick(words('village_tails'))}村"


def _community(writer: Writer) -> str:
    return writer.pick(words("community_heads")) + writer.write("[社区|社区|小区|花园|新村|苑]")


def _company(writer: Writer) -> str:
    middle = writer.pick(words("company_middles")) + writer.pick(words("company_tails"))
    return writer.write(f"[福建|{{city}}|{{district}}|]{middle}[公司|有限公司|股份有限公司|集团]")


def _bureau(writer: Writer) -> str:
    level = writer.write("[{city}市|{district}|市|省|福建省]")
    return level.replace("平潭市", "平潭综合实验区") + writer.pick(words("bureaus"))


def _school(writer: Writer) -> str:
    return writer.write("[{city}|{district}|]") + writer.pick(words("schools"))


def _hospital(writer: Writer) -> str:
    return writer.write("[{city}市|{district}|省]") + writer.pick(words("hospitals"))


def _money(writer: Writer) -> str:
    return writer.write("[{2-98}.{1-9}万|{3-96}万|{120-980/10}万|{1-48}.{1-9}亿|{2-30}亿|{300-9800/20}]元")


def _percent(writer: Writer) -> str:
    return writer.write("[{2-96}.{1-9}|{3-98}]%")


def _clock(writer: Writer) -> str:
    hour = writer.write("[凌晨{1-4}|清晨{5-6}|上午{8-11}|下午{2-5}|晚上{7-10}|傍晚{5-6}|中午{11-12}]")
    return hour + writer.write("[时许|点多|时{10-55/5}分|点左右|点半]")


VOCABULARY: Vocabulary = {
    "person": person,
    "mr": _mr,
    "surname": _list("surnames"),
    "district": _district,
    "road": _road,
    "village": _village,
    "town": _list("towns"),
    "community": _community,
    "company": _company,
    "bureau": _bureau,
    "school": _school,
    "hospital": _hospital,
    "mountain": _list("mountains"),
    "river": _list("rivers"),
    "food": _list("foods"),
    "crop": _list("crops"),
    "trade": _list("trades"),
    "field": _list("fields"),
    "lead": _list("leads"),
    "money": _money,
    "pct": _percent,
    "clock": _clock,
    "weekday": lambda writer: writer.write("[周|星期][一|二|三|四|五|六|日]"),
}
