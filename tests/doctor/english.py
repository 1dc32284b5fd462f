"""What a finding says, in English."""

from oralexam.doctor.findings import Finding
from oralexam.doctor.words import Language, told_finding


def found(finding: Finding) -> str:
    """What was found."""
    return told_finding(finding, Language.ENGLISH).found


def advice(finding: Finding) -> str:
    """What to do; "" where nothing is to be done."""
    return told_finding(finding, Language.ENGLISH).advice
