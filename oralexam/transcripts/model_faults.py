"""What can be wrong with a speech model: each has a code, and transcripts wait until it is put right."""

from oralexam.errors import SystemFault, Unavailable, UserMistake


class NotAModel(UserMistake):
    """The file or folder that was given as a Whisper model is something else, or only a part of one."""

    code = "model-not-a-model"


class ModelNotInstalled(Unavailable):
    """Recoverable: `oralexam model install NAME`, or ORALEXAM_WHISPER_MODEL=path; jobs wait until then."""

    code = "model-not-installed"


class UnknownModel(UserMistake):
    """openai-whisper publishes no model of that name."""

    code = "model-unknown"


class ModelDownloadFailed(SystemFault):
    """The model could not be fetched: no network or no server; nothing was installed."""

    code = "model-download-failed"


class ModelChecksumWrong(SystemFault):
    """The file is not the one that was published, or installed: it came, or became, another one."""

    code = "model-checksum-wrong"


class ModelConversionFailed(Unavailable):
    """The checkpoint could not be brought into the form that faster-whisper reads; nothing was kept of it."""

    code = "model-conversion-failed"


class ModelNoSpace(Unavailable):
    """The disk has no room for the model or its converted form; nothing was kept of it."""

    code = "model-no-space"


class SpeechDeviceMissing(Unavailable):
    """The settings ask for a GPU, and the engine sees none, or cannot compute on it."""

    code = "speech-device-missing"


class SpeechPrecisionWrong(UserMistake):
    """The engine cannot compute with that precision on that device."""

    code = "speech-precision-wrong"
