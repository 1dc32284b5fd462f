"""What a check says to people: each thing in French and in English."""

from collections.abc import Iterator

from .copy_words import COPIES
from .findings import Report, Said

WORDS = {
    "container-cut": (
        "le fichier est coupé, continué, ou n’est pas un dossier de recours",
        "the file is cut, continued, or no appeal pack",
    ),
    "container-form": (
        "le fichier n’a pas la forme exacte d’un dossier : {where}",
        "the file does not have the exact form of a pack: {where}",
    ),
    "container-name": (
        "nom de fichier interdit ou double : {where}",
        "forbidden or repeated file name: {where}",
    ),
    "container-crc": ("octets changés : {where}", "changed bytes: {where}"),
    "signature-missing": ("la signature (pack.zip.sig) manque", "the signature (pack.zip.sig) is missing"),
    "signature-wrong": (
        "la signature ne vaut pas pour ce dossier",
        "the signature does not hold for this pack",
    ),
    "other-key": (
        "le dossier est signé par une autre clé que celle du centre",
        "the pack is signed by another key than the centre’s",
    ),
    "fingerprint-form": (
        "l’empreinte donnée n’a pas 64 chiffres hexadécimaux",
        "the given fingerprint does not have 64 hex digits",
    ),
    "manifest-missing": ("le manifeste manque", "the manifest is missing"),
    "format-unknown": (
        "dossier d’une autre version : prenez le vérificateur qui l’accompagne",
        "a pack of another version: take the verifier that came with it",
    ),
    "beside-differs": ("changé à côté du dossier signé : {where}", "changed beside the signed pack: {where}"),
    "entries-differ": (
        "les fichiers ne sont pas ceux du manifeste, dans son ordre",
        "the files are not those of the manifest, in its order",
    ),
    "entry-missing": ("il manque : {where}", "missing: {where}"),
    "entry-changed": ("changé : {where}", "changed: {where}"),
    "unreadable": (
        "une partie du dossier n’est pas lisible ({detail})",
        "a part of the pack cannot be read ({detail})",
    ),
    "printed-form": (
        "une empreinte donnée n’a pas 64 chiffres hexadécimaux : {where}",
        "a given hash does not have 64 hex digits: {where}",
    ),
    "printed-not-here": (
        "l’empreinte imprimée ne se retrouve ni dans les chaînes, ni dans les fichiers : {where}",
        "the printed hash is in no chain and of no file: {where}",
    ),
    "printed-here": (
        "l’empreinte imprimée {detail} est bien celle de : {where}",
        "the printed hash {detail} is that of: {where}",
    ),
    "chain-hash": ("l’événement {detail} a été changé : {where}", "event {detail} was changed: {where}"),
    "chain-order": (
        "l’événement {detail} n’est pas à sa place : {where}",
        "event {detail} does not stand in its place: {where}",
    ),
    "chain-payload": (
        "ce qui accompagne l’événement {detail} a été changé : {where}",
        "what stands apart from event {detail} was changed: {where}",
    ),
    "chain-payload-missing": (
        "ce qui accompagne l’événement {detail} manque : {where}",
        "what stands apart from event {detail} is missing: {where}",
    ),
    "chain-head": (
        "la chaîne ne finit pas où elle finissait : {where}",
        "the chain does not end where it ended: {where}",
    ),
    "other-sitting": (
        "ce n’est pas le début de cette épreuve : {where}",
        "this is not the beginning of that part: {where}",
    ),
    "erased": (
        "effacé auparavant ({detail}) : {where}",
        "erased before ({detail}): {where}",
    ),
    "marks-withheld": (
        "sans les notes du jury, dont la délibération n’est pas signée (leurs empreintes y sont) : {where}",
        "without the jury's marks, whose deliberation is not signed (their hashes are here): {where}",
    ),
    "scenario-changed": (
        "le sujet joint n’est pas celui qui a été tiré : {where}",
        "the scenario here is not the one that was drawn: {where}",
    ),
    "grid-changed": (
        "la grille jointe n’est pas celle de l’évaluation : {where}",
        "the grid here is not the one of the judgement: {where}",
    ),
    "grid-not-here": (
        "la grille de l’évaluation n’est plus conservée ({detail}) : {where}",
        "the grid of the judgement is no longer kept ({detail}): {where}",
    ),
    "work-differs": (
        "ce que la personne candidate a écrit n’est pas ce que dit la chaîne : {where}",
        "what the candidate wrote is not what the chain says: {where}",
    ),
    "scenario-not-here": (
        "le sujet tiré n’est plus conservé ({detail}) : {where}",
        "the scenario that was drawn is no longer kept ({detail}): {where}",
    ),
    "recording-half": (
        "il manque un des deux fichiers de l’enregistrement : {where}",
        "one of the two files of the recording is missing: {where}",
    ),
    "recording-of-another": (
        "enregistrement d’une autre épreuve ou d’une autre piste : {where}",
        "a recording of another part or track: {where}",
    ),
    "recording-changed": ("enregistrement changé : {where}", "changed recording: {where}"),
    "recording-cut": ("enregistrement coupé : {where}", "cut recording: {where}"),
    "recording-continued": (
        "enregistrement plus long qu’à sa fermeture : {where}",
        "recording longer than when it was closed: {where}",
    ),
    "recording-unreadable": (
        "les sommes de contrôle de l’enregistrement ne sont pas lisibles : {where}",
        "the checksums of the recording cannot be read: {where}",
    ),
    "recording-not-closed": (
        "enregistrement interrompu (panne) ; il vaut jusqu’à sa dernière somme de contrôle : {where}",
        "recording broken off (a fault); it holds as far as its last checksum: {where}",
    ),
    "recording-gone": ("il manque un enregistrement : {where}", "a recording is missing: {where}"),
    "recording-not-as-chained": (
        "l’enregistrement n’est pas celui dont la chaîne tient l’empreinte : {where}",
        "the recording is not the one whose digest the chain holds: {where}",
    ),
    "recording-not-chained": (
        "la chaîne ne nomme pas cet enregistrement parmi ceux de l’épreuve : {where}",
        "the chain does not name this recording among those of the part: {where}",
    ),
    "recordings-not-in-chain": (
        "la chaîne ne tient pas les empreintes de ces enregistrements : {where}",
        "the chain does not hold the digests of these recordings: {where}",
    ),
    "transcript-gone": ("il manque une transcription : {where}", "a transcript is missing: {where}"),
    "transcript-not-as-chained": (
        "la transcription n’est pas celle dont la chaîne tient l’empreinte : {where}",
        "the transcript is not the one whose digest the chain holds: {where}",
    ),
    "transcript-not-in-chain": (
        "la chaîne ne tient pas l’empreinte de cette transcription : {where}",
        "the chain does not hold the digest of this transcript: {where}",
    ),
    "recording-holes": (
        "paquets jamais arrivés, sur tous : {detail} : {where}",
        "packets that never arrived, of all: {detail}: {where}",
    ),
    "under-way": (
        "l’épreuve n’est pas finie : {where}",
        "the part is not over: {where}",
    ),
    "transcript-changed": (
        "la transcription n’est pas celle qui a été corrigée : {where}",
        "the transcript is not the one that was corrected: {where}",
    ),
    "correction-missing": ("il manque une correction de : {where}", "a correction is missing of: {where}"),
    "judging-digest": (
        "événement {detail} : l’évaluation n’est pas celle qui a été scellée : {where}",
        "event {detail}: the judgement is not the one that was sealed: {where}",
    ),
    "judging-body-of-another": (
        "événement {detail} : l’évaluation est celle d’une autre épreuve, version ou personne : {where}",
        "event {detail}: the judgement is of another sitting, version or person: {where}",
    ),
    "judging-opened-twice": (
        "événement {detail} : l’évaluation a été ouverte deux fois : {where}",
        "event {detail}: the judging was opened twice: {where}",
    ),
    "judging-not-a-judge": (
        "événement {detail} : quelqu’un a évalué qui n’était pas du jury : {where}",
        "event {detail}: somebody judged who was not of the jury: {where}",
    ),
    "judging-after-the-lock": (
        "événement {detail} : évaluation changée après la clôture : {where}",
        "event {detail}: the judgement changed after the lock: {where}",
    ),
    "judging-not-on-what-was-sealed": (
        "événement {detail} : la délibération ne repose pas sur les évaluations scellées : {where}",
        "event {detail}: the deliberation does not rest on the sealed judgements: {where}",
    ),
    "judging-unreadable": (
        "événement {detail} : l’évaluation n’est pas lisible : {where}",
        "event {detail}: the judgement cannot be read: {where}",
    ),
    "judging-version": (
        "événement {detail} : une version de l’évaluation manque ou se répète : {where}",
        "event {detail}: a version of the judgement is missing or repeated: {where}",
    ),
    "judging-signed-another": (
        "événement {detail} : signature d’un autre texte de délibération : {where}",
        "event {detail}: another deliberation text was signed: {where}",
    ),
    "judging-locked-without-both": (
        "événement {detail} : délibération close sans les deux signatures : {where}",
        "event {detail}: deliberation locked without both signatures: {where}",
    ),
    "judging-reopened-by-one": (
        "événement {detail} : délibération rouverte par une seule personne : {where}",
        "event {detail}: deliberation reopened by one person alone: {where}",
    ),
    "draw": ("tirage {detail} : {what} ({where})", "draw {detail}: {what} ({where})"),
}
DRAWS = {
    "prepared-before-the-draw": (
        "la préparation a commencé avant le tirage",
        "the preparation began before the draw",
    ),
    "begun-twice": ("un tirage a commencé pendant qu’un autre valait", "a draw began while another stood"),
    "number-wrong": (
        "les tirages ne sont pas numérotés l’un après l’autre",
        "draws are not numbered one after the other",
    ),
    "of-another-sitting": ("le tirage est celui d’une autre épreuve", "the draw belongs to another sitting"),
    "set-not-as-opened": (
        "l’ensemble des sujets n’est pas celui de l’ouverture",
        "the set is not what the sitting was opened with",
    ),
    "void-scenario-in-set": ("un sujet annulé est dans l’ensemble", "a scenario that was void is in the set"),
    "not-who-should-contribute": (
        "les parts ne viennent pas de qui devait en donner",
        "not those contribute who should",
    ),
    "seal-wrong": ("le sceau n’est pas celui de l’ensemble", "the seal is not that of the set"),
    "given-before-the-draw-began": (
        "une part était là avant le tirage",
        "a share was there before the draw began",
    ),
    "share-of-no-open-draw": ("une part est venue hors de tout tirage", "a share came when no draw was open"),
    "share-committed": ("deux empreintes d’une même personne", "somebody committed twice"),
    "commitment-copied": ("une empreinte est la copie d’une autre", "a commitment is the copy of another"),
    "commitment-malformed": ("une empreinte n’en est pas une", "a commitment is no hash"),
    "not-your-share": (
        "une part de quelqu’un qui n’en donne pas",
        "a share of somebody who does not contribute",
    ),
    "not-all-committed": ("une part a été révélée trop tôt", "a share was revealed before all had committed"),
    "share-revealed": ("une part a été révélée deux fois", "a share was revealed twice"),
    "share-malformed": ("une part n’a pas 32 octets", "a share is not 32 bytes"),
    "share-wrong": ("une part n’ouvre pas son empreinte", "a share does not open its commitment"),
    "drawn-twice": (
        "deux sujets tirés sans annulation",
        "two scenarios were drawn, and the first was never void",
    ),
    "drawn-without-shares": (
        "sujet tiré sans les parts du jury",
        "a scenario was drawn without the jurors’ shares",
    ),
    "drawn-before-all-was-revealed": (
        "sujet tiré avant que toutes les parts soient connues",
        "a scenario was drawn before all shares were known",
    ),
    "set-changed": (
        "l’ensemble n’est pas celui qui a été scellé",
        "the set of the result is not the set that was sealed",
    ),
    "chance-wrong": ("le hasard n’est pas celui des parts", "the chance is not what the shares give"),
    "result-wrong": (
        "le résultat n’est pas celui du sceau et du hasard",
        "the result is not what seal and chance give",
    ),
    "void-of-another-scenario": (
        "annulation d’un autre sujet que celui tiré",
        "a scenario was declared void that had not been drawn",
    ),
    "missing-wrong": (
        "qui n’avait pas donné de part n’est pas dit tel quel",
        "who had not given a share is not told as it was",
    ),
    "unreadable": ("le tirage n’est pas lisible", "the draw cannot be read"),
}


def sentence_in(language: int, said: Said) -> str:
    """One finding or note, in French (0) or English (1)."""
    code, what = said.code, ""
    if code.startswith("draw-"):
        code, what = "draw", DRAWS.get(code.removeprefix("draw-"), (code, code))[language]
    pattern = (WORDS | COPIES).get(code, (f"{code} : {{where}}", f"{code}: {{where}}"))[language]
    # A name from a hostile file may hold anything: it must not command a terminal.
    where, detail = (
        "".join(each if each.isprintable() else "?" for each in text) for text in (said.where, said.detail)
    )
    return pattern.format(where=where, detail=detail, what=what).rstrip(" :")


def lines_of(report: Report, about: tuple[str, str]) -> Iterator[str]:
    """The whole report, in French and then in English; `about` is what was checked, in both."""
    verdicts = ("TIENT", "NE TIENT PAS"), ("HOLDS", "DOES NOT HOLD")
    for language, (good, bad) in enumerate(verdicts):
        colon = " : " if language == 0 else ": "
        yield about[language] + colon + (good if report.holds else bad)
        for said in dict.fromkeys(report.findings):
            yield f"  - {sentence_in(language, said)}"
        for said in dict.fromkeys(report.notes):
            yield f"  ({sentence_in(language, said)})"
