"""What `oralexam verify draw` says, in one sentence."""

from collections.abc import Sequence

from oralexam.rooms.draw_proof import DrawProof, Finding
from oralexam.storage.chain import ChainBreak

FOUND = {
    "no-opening": "the record does not begin with the sitting's opening",
    "nothing-drawn": "no scenario is drawn",
    "prepared-before-the-draw": "the preparation began before the draw",
    "begun-twice": "a draw began while another stood",
    "number-wrong": "draws are not numbered one after the other",
    "of-another-sitting": "the draw belongs to another sitting",
    "set-not-as-opened": "the set is not what the sitting was opened with",
    "void-scenario-in-set": "a scenario that was void is in the set",
    "not-who-should-contribute": "not those contribute who should",
    "seal-wrong": "the seal is not that of the set",
    "given-before-the-draw-began": "a share was there before the draw began",
    "share-of-no-open-draw": "a share came when no draw was open",
    "share-committed": "{who} committed twice",
    "commitment-copied": "{who} gave a commitment that another had given",
    "commitment-malformed": "{who}'s commitment is no hash",
    "not-your-share": "{who} gave a share and does not contribute",
    "not-all-committed": "{who}'s share was revealed before all had committed",
    "share-revealed": "{who} revealed twice",
    "share-malformed": "{who}'s share is not 32 bytes",
    "share-wrong": "{who}'s share does not open the commitment",
    "drawn-twice": "two scenarios were drawn, and the first was never declared void",
    "drawn-without-shares": "a scenario was drawn without the jurors' shares",
    "drawn-before-all-was-revealed": "a scenario was drawn before all shares were known",
    "set-changed": "the set of the result is not the set that was sealed",
    "chance-wrong": "the chance is not what the shares give",
    "result-wrong": "the result is not what seal and chance give",
    "void-of-another-scenario": "a scenario was declared void that had not been drawn",
    "missing-wrong": "who had not given a share is not told as it was",
}
CHAIN = {
    "hash": "event {seq} of the record was changed",
    "order": "event {seq} does not stand in its place",
    "payload": "what stands apart from event {seq} was changed",
    "payload-missing": "what stands apart from event {seq} is missing",
    "head": "the record does not end where it ended",
}


def sentence_of(sitting_id: str, proof: DrawProof | None, breaks: Sequence[ChainBreak]) -> str:
    """Whether the draw holds, and if not, everything that was found."""
    found = [CHAIN.get(each.code, each.code).format(seq=each.seq) for each in breaks]
    if proof is None:
        return f"The draw of sitting {sitting_id} does not hold: {'; '.join([*found, 'it cannot be read'])}."
    found += [_told(each) for each in proof.findings]
    if found:
        return f"The draw of sitting {sitting_id} does not hold: {'; '.join(dict.fromkeys(found))}."
    return _holds(proof)


def _told(finding: Finding) -> str:
    said = FOUND.get(finding.code, finding.code).format(who=finding.who or "somebody")
    return f"{said} (draw {finding.number})" if finding.number > 1 else said


def _holds(proof: DrawProof) -> str:
    if proof.lot is None:
        raise ValueError(proof)
    place, size = proof.lot.eligible.index(proof.lot.drawn) + 1, len(proof.lot.eligible)
    shares = ", ".join(each.who for each in proof.draw.shares) if proof.draw else "server alone"
    before = f" {len(proof.voids)} draw(s) before it were void, as recorded." if proof.voids else ""
    return (
        f"The draw of sitting {proof.sitting_id} holds: scenario {proof.scenario_number}"
        f" ({proof.lot.drawn}), envelope {place} of {size}, sealed {proof.lot.sealed_set},"
        f" from the shares of: {shares}.{before}"
    )
