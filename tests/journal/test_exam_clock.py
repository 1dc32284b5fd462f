"""From RTP timestamps to the exam's seconds."""

import random
from datetime import UTC, datetime

import pytest

from oralexam.journal.exam_clock import ExamClock, SegmentTiming, fit, fit_together, ntp_to_utc_us

START_US = 1_764_000_000_000_000


def arrivals(rate_hz, step, count, *, seed, drift=0.0, base_us=4_000, jitter_us=30_000, origin=123):
    """Packets sent regularly by a clock that runs `drift` fast, delayed by `base_us` and some jitter."""
    chance = random.Random(seed)
    return tuple(
        (
            (origin + step * n) & 0xFFFFFFFF,
            round(
                START_US
                + step * n / rate_hz * 1e6 / (1 + drift)
                + base_us
                + chance.expovariate(1) * jitter_us
            ),
        )
        for n in range(count)
    )


@pytest.mark.parametrize("drift", [0.0, 80e-6, -120e-6])
def test_ten_minutes_with_jitter_and_drift_lie_within_40_ms(drift):
    """Jitter of 30 ms and a sound card off by 120 ppm leave every packet of ten minutes within 40 ms."""
    clock = fit(
        SegmentTiming(clock_rate_hz=48_000, arrivals=arrivals(48_000, 960, 30_000, seed=1, drift=drift))
    )
    assert clock is not None
    for n in range(0, 30_000, 500):
        truth_us = START_US + 960 * n / 48_000 * 1e6 / (1 + drift)
        assert abs(clock.utc_us(123 + 960 * n) - truth_us) < 40_000


def test_one_late_minute_does_not_move_the_clock():
    """A minute in which everything came 200 ms late is not mistaken for a slow clock."""
    base = arrivals(48_000, 960, 15_000, seed=2, jitter_us=2_000)
    late = tuple((rtp, us + (200_000 if 4_000 < n < 7_000 else 0)) for n, (rtp, us) in enumerate(base))
    clock = fit(SegmentTiming(clock_rate_hz=48_000, arrivals=late))
    assert clock is not None
    assert abs(clock.utc_us(123 + 960 * 14_000) - (START_US + 960 * 14_000 / 48_000 * 1e6)) < 40_000


def test_timestamps_pass_their_wrap():
    """The 32-bit wrap of the timestamp is no jump of a day."""
    clock = fit(
        SegmentTiming(clock_rate_hz=90_000, arrivals=arrivals(90_000, 3_000, 300, seed=3, origin=0xFFFFF000))
    )
    assert clock is not None
    assert clock.utc_us((0xFFFFF000 + 90_000) & 0xFFFFFFFF) - clock.utc_us(0xFFFFF000) == pytest.approx(
        1e6, rel=1e-3
    )


def test_sender_reports_take_out_the_delay_of_the_encoder():
    """Video that comes 150 ms later than the audio of its moment is laid where the sender says."""
    audio = SegmentTiming(
        clock_rate_hz=48_000,
        arrivals=arrivals(48_000, 960, 3_000, seed=4, jitter_us=1_000),
        reports=tuple((123 + 48_000 * n, START_US - 900_000_000 + 1_000_000 * n) for n in range(1, 50)),
        connection="one",
    )
    video = SegmentTiming(
        clock_rate_hz=90_000,
        arrivals=arrivals(90_000, 3_000, 1_800, seed=5, jitter_us=1_000, base_us=154_000),
        reports=tuple((123 + 90_000 * n, START_US - 900_000_000 + 1_000_000 * n) for n in range(1, 50)),
        connection="one",
    )
    a, v = fit_together([audio, video])
    assert a is not None
    assert v is not None
    assert abs(a.utc_us(123 + 48_000 * 10) - v.utc_us(123 + 90_000 * 10)) < 10_000
    apart = fit_together([audio, SegmentTiming(clock_rate_hz=90_000, arrivals=video.arrivals)])[1]
    assert apart is not None
    assert abs(apart.utc_us(123) - a.utc_us(123)) > 100_000


def test_a_lying_sender_report_is_not_believed():
    """Reports that would move a track by an hour leave it where its packets came."""
    timing = SegmentTiming(clock_rate_hz=48_000, arrivals=arrivals(48_000, 960, 500, seed=6), connection="x")
    honest = SegmentTiming(**{**_fields(timing), "reports": ((123, START_US),)})
    lying = SegmentTiming(**{**_fields(timing), "reports": ((123, START_US - 3_600_000_000),)})
    _, moved = fit_together([honest, lying])
    assert moved == fit(lying)


def _fields(timing: SegmentTiming) -> dict[str, object]:
    return {
        "clock_rate_hz": timing.clock_rate_hz,
        "arrivals": timing.arrivals,
        "connection": timing.connection,
    }


def test_exam_seconds_start_at_the_call():
    """Zero is the instant when the call began; an empty segment has no clock."""
    clock = fit(SegmentTiming(clock_rate_hz=48_000, arrivals=((0, START_US),)))
    assert clock is not None
    exam = ExamClock(zero_utc=datetime.fromtimestamp(START_US / 1e6 - 2, UTC))
    assert exam.seconds(clock, 48_000) == pytest.approx(3.0)
    assert fit(SegmentTiming(clock_rate_hz=48_000, arrivals=())) is None


def test_ntp_time_is_utc():
    """2^32 units are one second, and 1900 is 2,208,988,800 seconds before 1970."""
    assert ntp_to_utc_us((2_208_988_800 + 5) << 32 | 1 << 31) == 5_500_000
