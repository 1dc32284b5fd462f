"""The sentences of a candidate's own data, in one language and one time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from oralexam.webapp.words import words_in


class OwnWords:
    """Says things as the page that is handed over says them."""

    def __init__(self, language: str, where: ZoneInfo) -> None:
        self.language = language
        self._words = words_in(language)
        self._where = where

    def __call__(self, key: str, **blanks: str | int) -> str:
        """The sentence of a key; the key itself where there is none."""
        sentence = self._words.get(key, key)
        for name, value in blanks.items():
            sentence = sentence.replace(f"{{{name}}}", str(value))
        return sentence

    def day(self, day: date) -> str:
        """A day, as it is sorted: nobody takes it for another country's."""
        return day.isoformat()

    def instant(self, at: datetime) -> str:
        """A day and its hour in the centre's time."""
        return at.astimezone(self._where).strftime("%Y-%m-%d %H:%M:%S")

    def months(self, months: int | None) -> str:
        """For how long."""
        if months is None:
            return self("kept.for-good")
        return self(f"kept.months.{'one' if months == 1 else 'other'}", n=months)


def clock_text(seconds: float) -> str:
    """A moment on the exam clock: minutes and seconds; a minus stands before what came before its zero."""
    whole = abs(round(seconds))
    return f"{'−' if seconds < 0 else ''}{whole // 60}:{whole % 60:02d}"
