"""Which engine computes on what and how exactly: settings in, a choice out; nothing is loaded here."""

from enum import StrEnum

import msgspec

from oralexam.transcripts.model_faults import SpeechDeviceMissing, SpeechPrecisionWrong


class Engine(StrEnum):
    """A program that turns clips into words."""

    FASTER_WHISPER = "faster-whisper"
    """Whisper on CTranslate2: the same weights, on a CPU several times cheaper."""
    OPENAI_WHISPER = "openai-whisper"
    """The reference: Whisper's own code on PyTorch."""


class Device(StrEnum):
    """Where it computes."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class Precision(StrEnum):
    """How exactly it computes: what weights are kept as, and multiplied with."""

    AUTO = "auto"
    INT8 = "int8"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


_CAN: dict[tuple[Engine, Device], tuple[Precision, ...]] = {
    # The first is what `auto` takes. CTranslate2 has no float16 on CPUs (its documentation, "Quantization and
    # reduced precision"): it would compute in float32 without saying so.
    (Engine.FASTER_WHISPER, Device.CPU): (Precision.INT8, Precision.FLOAT32),
    (Engine.FASTER_WHISPER, Device.CUDA): (Precision.FLOAT16, Precision.INT8, Precision.FLOAT32),
    # openai-whisper says itself that FP16 is not supported on a CPU (whisper/transcribe.py).
    (Engine.OPENAI_WHISPER, Device.CPU): (Precision.FLOAT32,),
    (Engine.OPENAI_WHISPER, Device.CUDA): (Precision.FLOAT16, Precision.FLOAT32),
}


class SpeechSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a centre may say about how speech is recognised (ORALEXAM_SPEECH_...)."""

    engine: Engine = Engine.FASTER_WHISPER
    device: Device = Device.AUTO
    precision: Precision = Precision.AUTO
    threads: int = 0
    """CPU threads of one recogniser; 0: half of the cores, since calls go on meanwhile."""


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the settings come to on this machine."""

    engine: Engine
    device: Device
    precision: Precision
    threads: int
    at_once: int = 1
    """How many windows may be heard side by side while no call is under way."""
    gpu_failed: bool = False
    """The engine saw a GPU and could not compute on it: the CPU computes in its place."""

    @property
    def device_said(self) -> str:
        """The device, as every transcript names it."""
        return f"{self.device.value} gpu=failed" if self.gpu_failed else self.device.value


def choose(settings: SpeechSettings, *, gpus: int, cores: int) -> Choice:
    """What to compute on and how, where the engine sees so many GPUs.

    Raises:
        SpeechDeviceMissing: A GPU is asked for, and there is none.
        SpeechPrecisionWrong: The engine cannot do that there.
    """
    device = settings.device
    if device is Device.AUTO:
        device = Device.CUDA if gpus else Device.CPU
    if device is Device.CUDA and not gpus:
        raise SpeechDeviceMissing(device=device.value, engine=settings.engine.value)
    possible = _CAN[settings.engine, device]
    precision = possible[0] if settings.precision is Precision.AUTO else settings.precision
    if precision not in possible:
        raise SpeechPrecisionWrong(
            precision=precision.value, engine=settings.engine.value, device=device.value
        )
    threads = settings.threads or max(1, cores // 2)
    # PyTorch's Whisper takes its word times from hooks in the network: two windows would mix them. A GPU is
    # filled by one.
    beside = settings.engine is Engine.FASTER_WHISPER and device is Device.CPU and cores >= 2 * threads
    return Choice(
        engine=settings.engine,
        device=device,
        precision=precision,
        threads=threads,
        at_once=2 if beside else 1,
    )
