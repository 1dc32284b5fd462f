"""What is kept of one candidacy as documents: the printed record, the attestation, the workbook."""
