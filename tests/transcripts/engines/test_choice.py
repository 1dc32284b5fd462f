"""What settings come to: the GPU where there is one, and no precision that an engine would quietly change."""

import pytest

from oralexam.errors import Unavailable, UserMistake
from oralexam.transcripts.engines.choice import (
    Choice,
    Device,
    Engine,
    Precision,
    SpeechSettings,
    choose,
)
from oralexam.transcripts.model_faults import SpeechDeviceMissing, SpeechPrecisionWrong


def chosen(*, gpus: int = 0, cores: int = 4, **settings: object) -> Choice:
    """The choice on a machine."""
    return choose(SpeechSettings(**settings), gpus=gpus, cores=cores)


@pytest.mark.parametrize(
    ("gpus", "settings", "expected"),
    [
        (0, {}, (Engine.FASTER_WHISPER, Device.CPU, Precision.INT8)),
        (1, {}, (Engine.FASTER_WHISPER, Device.CUDA, Precision.FLOAT16)),
        (1, {"device": Device.CPU}, (Engine.FASTER_WHISPER, Device.CPU, Precision.INT8)),
        (2, {"precision": Precision.INT8}, (Engine.FASTER_WHISPER, Device.CUDA, Precision.INT8)),
        (0, {"precision": Precision.FLOAT32}, (Engine.FASTER_WHISPER, Device.CPU, Precision.FLOAT32)),
        (0, {"engine": Engine.OPENAI_WHISPER}, (Engine.OPENAI_WHISPER, Device.CPU, Precision.FLOAT32)),
        (1, {"engine": Engine.OPENAI_WHISPER}, (Engine.OPENAI_WHISPER, Device.CUDA, Precision.FLOAT16)),
    ],
)
def test_what_is_not_said_is_chosen_by_the_machine(gpus: int, settings: dict[str, object], expected: tuple):
    """faster-whisper in int8 on a CPU is the default; a GPU is taken where the engine sees one."""
    choice = chosen(gpus=gpus, **settings)
    assert (choice.engine, choice.device, choice.precision) == expected


def test_calls_keep_half_of_the_cores():
    """Unless somebody says how many threads; and one is the least."""
    assert [chosen(cores=cores).threads for cores in (1, 2, 3, 8)] == [1, 1, 1, 4]
    assert chosen(threads=6).threads == 6


def test_two_windows_stand_side_by_side_where_the_cores_are_there_for_them():
    """Not where a centre gives one of them all cores, nor in PyTorch, whose hooks would mix their words."""
    assert [chosen(cores=cores).at_once for cores in (1, 2, 3, 8)] == [1, 2, 2, 2]
    assert chosen(threads=6).at_once == 1
    assert chosen(engine=Engine.OPENAI_WHISPER).at_once == 1
    assert chosen(gpus=1).at_once == 1


def test_a_gpu_that_is_not_there_is_said():
    """Jobs wait until the setting is right: the CPU in its place would be slow, and nobody would know why."""
    with pytest.raises(SpeechDeviceMissing) as caught:
        chosen(device=Device.CUDA)
    assert isinstance(caught.value, Unavailable)


@pytest.mark.parametrize(
    "settings",
    [
        {"precision": Precision.FLOAT16},
        {"engine": Engine.OPENAI_WHISPER, "precision": Precision.INT8},
        {"engine": Engine.OPENAI_WHISPER, "precision": Precision.FLOAT16},
    ],
)
def test_a_precision_that_the_engine_has_not_is_refused(settings: dict[str, object]):
    """On a CPU: neither program would refuse it, both would compute in another."""
    with pytest.raises(SpeechPrecisionWrong) as caught:
        chosen(**settings)
    assert isinstance(caught.value, UserMistake)
