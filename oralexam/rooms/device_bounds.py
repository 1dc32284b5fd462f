"""What the figures of a station say is wrong with it. Pure; where each bound is from: docs/decisions/0179."""

from oralexam.rooms.device_events import DeviceFault, Figures

MUTE_DB = -80.0
"""Nothing is as quiet as this but a microphone that is switched off."""
QUIET_DB = -45.0
NOISY_SNR_DB = 15.0
NO_SPEECH_SNR_DB = 6.0
CLIPPED_SHARE = 0.001
ECHO_DB = -30.0


def fault_of(figures: Figures) -> DeviceFault | None:
    """The one thing to be put right first; None: the signal is good.

    The page finds the same for the person before it (`web/js/devices/measure.js`; a test compares both).
    """
    level, noise, echo = figures.level_db, figures.noise_db, figures.echo_db
    spoke = figures.snr_db >= NO_SPEECH_SNR_DB
    wrong = (
        (DeviceFault.MUTE, level <= MUTE_DB and noise <= MUTE_DB),
        (DeviceFault.ECHO, echo is not None and echo > ECHO_DB),
        (DeviceFault.CLIPPED, figures.clipped > CLIPPED_SHARE),
        # A noise that is as loud as a voice hides whether anybody spoke.
        (DeviceFault.NO_SPEECH, not spoke and noise < QUIET_DB),
        (DeviceFault.NOISY, figures.snr_db < NOISY_SNR_DB),
        (DeviceFault.QUIET, level < QUIET_DB),
    )
    return next((fault for fault, holds in wrong if holds), None)
