"""The command line of the check: what was asked, what is answered, and the exit code."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .findings import Report
from .packs import check_file
from .words import lines_of, sentence_in


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs: whether all holds, what does not, and what the pack says of itself."""
    told = {name: value for name, value in report.told.items() if name != "entries"}
    said = {
        kind: [
            {
                "code": each.code,
                "where": each.where,
                "detail": each.detail,
                "fr": sentence_in(0, each),
                "en": sentence_in(1, each),
            }
            for each in list_
        ]
        for kind, list_ in (("findings", report.findings), ("notes", report.notes))
    }
    return {"holds": report.holds, **said, "told": told, "entries": len(report.told.get("entries", ()))}


def print_report(report: Report, about: tuple[str, str], *, json_wanted: bool) -> int:
    """Print a report, in both languages or for a program; return the exit code."""
    if json_wanted:
        sys.stdout.write(json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n")
    else:
        for each in report.told.get("sittings", ()) if report.holds else ():
            sys.stdout.write(
                f"{each['part']} {each['sitting_id']}  {each['head']['seq']}#{each['head']['hash']}\n"
            )
        for line in lines_of(report, about):
            sys.stdout.write(line + "\n")
    return 0 if report.holds else 1


def print_pack(report: Report, name: str, *, json_wanted: bool) -> int:
    """Print the report of a pack; return the exit code."""
    made_at = report.told.get("made_at", "")
    made = (f" ({made_at})" if made_at else "") if report.holds else ""
    return print_report(
        report, (f"Le dossier {name}{made}", f"The pack {name}{made}"), json_wanted=json_wanted
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Check one pack as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="le dossier reçu / the pack as it was handed over")
    parser.add_argument(
        "--key", required=True, help="empreinte de la clé du centre / the centre's fingerprint"
    )
    parser.add_argument(
        "--printed",
        action="append",
        default=[],
        help="empreinte imprimée le jour même : tête de chaîne, enregistrement, transcription /"
        " a hash that was printed on the day: a chain's head, a recording, a transcript",
    )
    parser.add_argument("--json", action="store_true", help="pour un programme / for a program")
    wanted = parser.parse_args(arguments)
    try:
        report = check_file(wanted.file, key=wanted.key, printed=wanted.printed)
    except OSError as error:
        sys.stderr.write(f"{wanted.file}: {error.strerror}\n")
        return 1
    return print_pack(report, wanted.file.name, json_wanted=wanted.json)
