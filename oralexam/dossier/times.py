"""How a printed record writes times: in the session's own time zone, as the pages write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oralexam.dossier.language import DocumentLanguage

FIXED = "\u00a0"
_DAYS = {
    DocumentLanguage.FRENCH: ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    DocumentLanguage.ENGLISH: (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
}
_MONTHS = {
    DocumentLanguage.FRENCH: (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    DocumentLanguage.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


class Times:
    """Instants and lengths in the words of one language, on the clock of one place."""

    def __init__(self, time_zone: str, language: DocumentLanguage) -> None:
        """A zone that this machine does not know reads as UTC, and `zone` says so."""
        try:
            self._zone: ZoneInfo | None = ZoneInfo(time_zone)
            self.zone = time_zone
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._zone, self.zone = None, "UTC"
        self._language = language

    def local(self, instant: datetime) -> datetime:
        """The instant on the clock of that place."""
        return instant.astimezone(self._zone or UTC)

    def time(self, instant: datetime) -> str:
        """« 10 h 24 min 07 s », or 10:24:07: to the second, as ledgers have them."""
        at = self.local(instant)
        if self._language is DocumentLanguage.ENGLISH:
            return f"{at:%H:%M:%S}"
        return f"{at.hour}{FIXED}h{FIXED}{at:%M}{FIXED}min{FIXED}{at:%S}{FIXED}s"

    def minute(self, instant: datetime) -> str:
        """« 10 h 24 », or 10:24."""
        at = self.local(instant)
        if self._language is DocumentLanguage.ENGLISH:
            return f"{at:%H:%M}"
        return f"{at.hour}{FIXED}h{FIXED}{at:%M}"

    def day(self, day: date) -> str:
        """« mardi 8 décembre 2026 », « mardi 1er décembre 2026 »; the number never alone on a line."""
        number = str(day.day)
        if day.day == 1 and self._language is DocumentLanguage.FRENCH:
            number = "1er"
        name, month = _DAYS[self._language][day.weekday()], _MONTHS[self._language][day.month - 1]
        return f"{name} {number}{FIXED}{month} {day.year}"

    def stamp(self, instant: datetime) -> str:
        """A day and a time of it."""
        comma = " à " if self._language is DocumentLanguage.FRENCH else " at "
        return f"{self.day(self.local(instant).date())}{comma}{self.minute(instant)}"

    def short(self, instant: datetime) -> str:
        """A day and a time of it in figures, to the minute."""
        return f"{self._figures(instant)} {self.minute(instant)}"

    def moment(self, instant: datetime) -> str:
        """The same in figures, to the second: for tables."""
        return f"{self._figures(instant)} {self.time(instant)}"

    def _figures(self, instant: datetime) -> str:
        pattern = "%d/%m/%Y" if self._language is DocumentLanguage.FRENCH else "%Y-%m-%d"
        return f"{self.local(instant):{pattern}}"


def length(seconds: float) -> str:
    """« 15 min », « 45 s », « 1 min 30 s », « 4 h 30 min »: as the pages write lengths."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    said = [f"{hours}{FIXED}h"] if hours else []
    said += [f"{minutes}{FIXED}min"] if minutes else []
    said += [f"{rest}{FIXED}s"] if rest or not said else []
    return FIXED.join(said)


def time_code(seconds: float) -> str:
    """A moment of the exam as the replay writes it: 07:18, before the exchange with a minus sign."""
    whole = int(abs(seconds))
    sign = "−" if seconds < 0 and whole else ""
    return f"{sign}{whole // 60:02}:{whole % 60:02}"
