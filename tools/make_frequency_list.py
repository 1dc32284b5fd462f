"""Makes oralexam/measures/frequency/english.txt from the frequency dictionary in a symspellpy wheel.

    pip download --no-deps symspellpy==6.10.1
    python tools/make_frequency_list.py symspellpy-6.10.1-py3-none-any.whl

The package, its dictionary with it, is under the MIT licence; what the dictionary was made of stands in
oralexam/measures/frequency/SOURCE.md.
"""

import sys
import zipfile
from pathlib import Path

DICTIONARY = "symspellpy/frequency_dictionary_en_82_765.txt"
TARGET = Path(__file__).resolve().parent.parent / "oralexam" / "measures" / "frequency" / "english.txt"
FORMS = 5000
SINGLE_LETTERS = {"a", "i"}
"""The others of the dictionary's single letters are names of letters, not words."""


def main(wheel: str) -> None:
    """Write the most frequent forms, one a line, the most frequent first."""
    with zipfile.ZipFile(wheel) as archive:
        lines = archive.read(DICTIONARY).decode("utf-8-sig").splitlines()
    counted = [(int(count), word) for word, count in (line.split() for line in lines if line.strip())]
    ranked = [word for _, word in sorted(counted, key=lambda each: (-each[0], each[1]))]
    kept = [word for word in ranked if word.isalpha() and (len(word) > 1 or word in SINGLE_LETTERS)]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(kept[:FORMS]) + "\n", encoding="utf-8")
    print(f"{TARGET}: {FORMS} of {len(lines)} forms")


if __name__ == "__main__":
    main(sys.argv[1])
