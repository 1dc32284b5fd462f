"""Units as they are written and said in English and French, and what they are in a base unit."""

from decimal import Decimal
from types import MappingProxyType
from typing import Final

CURRENCIES: Final = frozenset({"EUR", "GBP", "USD", "CHF", "JPY", "CNY", "TRY", "GHS"})
"""ISO 4217."""

_TABLE: Final = """
kg 1 kg kilo kilos kilogram kilograms kilogramme kilogrammes kgs
kg 1000 t tonne tonnes ton tons
kg 0.001 g gram grams gramme grammes
kg 100 quintal quintaux
m 1 m metre metres meter meters
m 0.01 cm centimetre centimetres centimeter centimeters
m 0.001 mm millimetre millimetres millimeter millimeters
m 1000 km kilometre kilometres kilometer kilometers
l 1 l litre litres liter liters
l 0.01 cl centilitre centilitres
l 0.001 ml millilitre millilitres
m3 1 m³ m3 cbm
m2 1 m² m2 sqm
% 1 % percent pct
V 1 v volt volts
W 1 w watt watts
W 1000 kw kilowatt kilowatts
Hz 1 hz hertz
minute 1 min mins minute minutes
minute 60 hour hours heure heures hrs
day 1 day days jour jours
day 7 week weeks semaine semaines
month 1 month months mois
month 12 year years an ans annee annees
EUR 1 € eur euro euros
EUR 0.01 cent cents centime centimes
GBP 1 £ gbp pound pounds quid livres sterling
GBP 0.01 p pence penny
USD 1 $ usd dollar dollars
CHF 1 chf francs franc
JPY 1 ¥ jpy yen yens
CNY 1 cny yuan renminbi
TRY 1 ₺ try lira
GHS 1 ghs cedi cedis
"""


def _read() -> dict[str, tuple[str, Decimal]]:
    table: dict[str, tuple[str, Decimal]] = {}
    for line in _TABLE.strip().splitlines():
        base, factor, *names = line.split()
        table |= {name: (base, Decimal(factor)) for name in names}
    return table


UNITS: Final = MappingProxyType(_read())
"""Name, in small letters without accents → base unit, and how many of it one is."""
SQUARED: Final = MappingProxyType(
    {
        ("cubic", "metre"): "m3",
        ("cubic", "metres"): "m3",
        ("cubic", "meters"): "m3",
        ("metre", "cube"): "m3",
        ("metres", "cubes"): "m3",
        ("square", "metre"): "m2",
        ("square", "metres"): "m2",
        ("square", "meters"): "m2",
        ("metre", "carre"): "m2",
        ("metres", "carres"): "m2",
        ("per", "cent"): "%",
        ("pour", "cent"): "%",
    }
)
"""Units of two words."""

_GRAMMAR: Final = """
a about after also an and are at before below but by can each every for from have here if in into is it its
near not of on one only or our ours over own than that the their them then there these they this those to
two us was we were what when where which who will with you your au aux avec ce ces cette combien comment
dans de des du elle en est et faut il la le les leur leurs mais ou où par pas pour quand que quel quelle
quelles quels qui sa se ses son sont sur un une votre vos vous
"""
EMPTY_WORDS: Final = frozenset(_GRAMMAR.split())
"""Words of grammar, in English and French: they tell nothing about a number."""


def stem(word: str) -> str:
    """A word without the ending of its plural: « cartons » and « carton » are the same thing."""
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith(("s", "x")) and not word.endswith("ss") else word
