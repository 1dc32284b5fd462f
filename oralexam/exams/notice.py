"""The information notice on recording: which version is shown. Its sentences: web/i18n, `notice.*`."""

NOTICE_VERSION = "2026-11"
"""To be raised with every change of what the notice says, so that each event names what had been read."""
