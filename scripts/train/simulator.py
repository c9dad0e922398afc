"""Series as machines and services give them, made from a seed.

Nothing here is recorded data: a model that is trained on it has seen no file of any benchmark. A series is a sum of
rhythm, trend and noise of random kinds, bent by a random law of the world (percentages saturate, counts are whole
numbers, disks fill and are cleaned). `incidents` adds what goes wrong: spikes, level shifts, dips, changed rhythm.
"""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.signal import lfilter

LENGTH = 2048


def _rhythm_shape(rng: np.random.Generator, phase: np.ndarray) -> np.ndarray:
    """One period's course at phases in [0, 1), of unit size."""
    kind = rng.integers(6)
    if kind == 0:
        harmonics = rng.integers(1, 5)
        sizes = rng.normal(size=(2, harmonics)) / np.arange(1, harmonics + 1)
        angles = 2 * np.pi * np.arange(1, harmonics + 1)[:, None] * phase
        return sizes[0] @ np.sin(angles) + sizes[1] @ np.cos(angles)
    if kind == 1:  # on and off, as a batch job or office hours
        return np.where((phase + rng.random()) % 1 < rng.uniform(0.1, 0.7), 1.0, -1.0)
    if kind == 2:  # a smooth bump, as visits by day
        width = rng.uniform(0.05, 0.25)
        return 2 * np.exp(-0.5 * (((phase + rng.random()) % 1 - 0.5) / width) ** 2) - 1
    if kind == 3:  # a ramp that falls, as a heap under garbage collection
        ramp = 2 * ((phase + rng.random()) % 1) - 1
        return ramp if rng.random() < 0.7 else -ramp
    if kind == 4:  # a short burst each period, as cron
        return np.where((phase + rng.random()) % 1 < rng.uniform(0.01, 0.08), 3.0, 0.0)
    knots = rng.normal(size=rng.integers(4, 12))  # any course, as a timetable
    at = phase * len(knots)
    low = at.astype(int) % len(knots)
    blend = 0.5 - 0.5 * np.cos(np.pi * (at % 1))
    return knots[low] * (1 - blend) + knots[(low + 1) % len(knots)] * blend


def _rhythm(rng: np.random.Generator, steps: np.ndarray) -> np.ndarray:
    period = np.exp(rng.uniform(np.log(6), np.log(600)))
    if rng.random() < 0.3:
        period = rng.choice([12, 24, 60, 96, 144, 288, 480])
    phase = (steps / period + rng.random()) % 1
    course = _rhythm_shape(rng, phase)
    if rng.random() < 0.35:  # a week of seven such periods, two of them quieter
        day = np.floor(steps / period + rng.random()) % 7
        course = course * np.where(day >= 5, rng.uniform(0, 0.7), 1.0)
    if rng.random() < 0.3:
        course = course + rng.uniform(0.2, 0.8) * _rhythm_shape(rng, (phase * rng.integers(2, 7)) % 1)
    if rng.random() < 0.25:  # its size wanders
        course = course * np.exp(0.4 * np.cumsum(rng.normal(size=len(steps))) / np.sqrt(len(steps)) * 2)
    return course


def _noise(rng: np.random.Generator, count: int) -> np.ndarray:
    kind = rng.integers(5)
    white = rng.normal(size=count)
    if kind == 0:
        return white
    if kind == 1:
        keeps = rng.uniform(0.3, 0.98)
        return lfilter([np.sqrt(1 - keeps**2)], [1, -keeps], white)
    if kind == 2:
        return np.clip(rng.standard_t(3, size=count), -12, 12) / np.sqrt(3)
    if kind == 3:
        return rng.exponential(size=count) - 1
    # Bursts: a level of noise that itself comes and goes.
    level = lfilter([0.2], [1, -0.98], rng.normal(size=count))
    return white * np.exp(np.clip(level, -2, 2))


def _trend(rng: np.random.Generator, count: int) -> np.ndarray:
    steps = np.linspace(0, 1, count)
    kind = rng.integers(6)
    size = rng.normal() * 3
    if kind == 0:
        return size * steps
    if kind == 1:
        return size * (1 - np.exp(-steps * rng.uniform(1, 8)))
    if kind == 2:
        return np.cumsum(rng.normal(size=count)) * rng.uniform(0.01, 0.15)
    if kind == 3:  # fills and is cleaned, at times of its own
        pace = rng.uniform(2, 20)
        resets = np.sort(rng.uniform(0, 1, rng.integers(1, 8)))
        since = steps - np.concatenate([[0], resets])[np.searchsorted(resets, steps, side="right")]
        return np.abs(size) * pace / 6 * since
    if kind == 4:
        bends = np.sort(rng.choice(count, rng.integers(1, 4), replace=False))
        slopes = rng.normal(size=len(bends) + 1) * 4 / count
        return np.cumsum(slopes[np.searchsorted(bends, np.arange(count), side="right")])
    return np.zeros(count)


def _incidents(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    """What goes wrong, in the unit of the series' own spread."""
    values = values.copy()
    spread = values.std() + 1e-9
    for _ in range(rng.poisson(1.5)):
        at = rng.integers(len(values))
        kind = rng.integers(5)
        size = rng.choice([-1, 1]) * rng.uniform(1, 8) * spread
        lasts = int(np.exp(rng.uniform(0, np.log(200))))
        if kind == 0:
            values[at : at + rng.integers(1, 4)] += size
        elif kind == 1:
            values[at:] += size / 2
        elif kind == 2:
            values[at : at + lasts] += size
        elif kind == 3:
            tail = len(values) - at
            values[at:] += size * np.exp(-np.arange(tail) / max(2, lasts / 3))
        else:
            values[at : at + lasts] = values[at]
    return values


def series(rng: np.random.Generator, incidents: bool) -> np.ndarray:
    """One series of `LENGTH` values, which may have gaps (NaN)."""
    steps = np.arange(LENGTH, dtype=np.float64)
    if rng.random() < 0.02:
        values = np.full(LENGTH, rng.normal() * 10)
    else:
        values = np.zeros(LENGTH)
        rhythmic = rng.random() < 0.75
        if rhythmic:
            for _ in range(1 + (rng.random() < 0.35)):
                values += _rhythm(rng, steps) * rng.uniform(0.3, 1.5)
        if rng.random() < 0.5:
            values += _trend(rng, LENGTH)
        loudness = np.exp(rng.uniform(np.log(0.01), np.log(0.8))) if rhythmic else rng.uniform(0.2, 1.0)
        noise = _noise(rng, LENGTH) * loudness
        values = values * np.exp(0.3 * noise) + noise if rng.random() < 0.25 else values + noise
        if incidents and rng.random() < 0.6:
            values = _incidents(rng, values)
        law = rng.integers(8)
        if law == 0:  # a percentage
            values = np.clip(50 + 20 * values + rng.normal() * 25, 0, 100)
        elif law == 1:  # a count
            values = rng.poisson(np.exp(np.clip(rng.uniform(-1, 4) + values * 0.7, -5, 9))).astype(np.float64)
        elif law == 2:  # a latency: positive with a long tail
            values = np.exp(np.clip(values * 0.8, -8, 8))
        elif law == 3:  # a rate, never below nothing
            values = np.maximum(values + rng.uniform(-1, 2), 0)
        elif law == 4:  # coarse readings
            coarse = values.std() * rng.uniform(0.1, 0.7) + 1e-9
            values = np.round(values / coarse) * coarse
    if rng.random() < 0.15:  # readings that stay out, alone or for a while
        values = values.copy()
        values[rng.random(LENGTH) < rng.uniform(0.005, 0.1)] = np.nan
        for _ in range(rng.poisson(1.0)):
            at = rng.integers(LENGTH)
            values[at : at + rng.integers(5, 80)] = np.nan
    if rng.random() < 0.1:  # irregular steps: some readings come late and stand in for those before
        late = rng.random(LENGTH) < 0.3
        index = np.maximum.accumulate(np.where(late, 0, np.arange(LENGTH)))
        values = values[index]
    size = values[np.isfinite(values)].std() if np.isfinite(values).any() else 0
    middle = np.nanmean(values) if np.isfinite(values).any() else 0
    return ((values - middle) / (size if size > 1e-9 else 1.0)).astype(np.float32)


def _part(task: tuple[int, int, int, bool]) -> np.ndarray:
    seed, part, count, incidents = task
    rng = np.random.default_rng([seed, part])
    return np.stack([series(rng, incidents) for _ in range(count)])


def bank(seed: int, count: int, incidents: bool, workers: int) -> np.ndarray:
    """`count` series as rows; the same for the same seed however many workers there are."""
    part = 256
    tasks = [(seed, at, min(part, count - at), incidents) for at in range(0, count, part)]
    with ProcessPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(_part, tasks)))
