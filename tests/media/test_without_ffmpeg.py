"""What serves, or carries calls, has no decoder: tried in processes of their own, since this one decodes."""

import subprocess
import sys

import pytest

LEFT_OUT = "from oralexam.media.without_ffmpeg import leave_ffmpeg_out\nleave_ffmpeg_out()\n"


def _says(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["oralexam.cli.serving", "oralexam.media.pool.child"])
def test_what_serves_is_whole_without_a_library_of_ffmpeg(module: str):
    """All that serves, or carries calls, is imported, and not one of FFmpeg's libraries is mapped."""
    program = LEFT_OUT + f"import {module}\nprint('libav' in open('/proc/self/maps').read())"
    assert _says(program) == "False"


def test_the_probe_would_see_ffmpeg():
    """Without the patch they are there, in what carries calls."""
    program = "import oralexam.media.pool.child\nprint('libav' in open('/proc/self/maps').read())"
    assert _says(program) == "True"


def test_decoding_says_that_it_is_not_here():
    """A decoder that somebody makes after all fails by its name, and does nothing."""
    program = LEFT_OUT + (
        "from aiortc.codecs.opus import OpusDecoder\n"
        "from oralexam.errors import SystemFault\n"
        "import av\n"
        "try: av.AudioResampler()\n"
        "except SystemFault as fault: print(fault.reason)\n"
        "print(issubclass(av.FFmpegError, Exception), hasattr(av, 'open'))"
    )
    assert _says(program) == "no-decoding-here\nTrue False"


@pytest.mark.parametrize("first", ["av", "aiortc"])
def test_who_decodes_keeps_the_decoder(first: str):
    """Where PyAV is there already, nothing is put in its place."""
    program = f"import {first}\n" + LEFT_OUT + "import av\nprint(av.AudioResampler.__module__)"
    assert _says(program).startswith("av.")
