"""The information notice on recording: which version is shown. Its sentences: web/i18n, `notice.*`."""

NOTICE_VERSION = "2026-11.3"
"""To be raised with every change of what the notice says, so that each event names what had been read.

For how long recordings are kept is written in as the centre has set it; versions of the lengths are kept."""
