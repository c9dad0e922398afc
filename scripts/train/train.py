"""Trains the global models from a seed and the simulator, and keeps their parameters and figures.

    python scripts/train/train.py --out DIR [--seed 1] [--series N] [--batch N]

Writes DIR/NAME.npz (parameters) and DIR/NAME.json (what the card says of data, command, and metrics). Uses a GPU where
there is one. The same seed, number of steps and kind of machine give the same model, up to the order in which a GPU adds.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import networks as net
import simulator

STRIDES = (1, 1, 2, 3)


def filled_bank(seed: int, count: int, incidents: bool, workers: int) -> tuple[Tensor, Tensor]:
    """The series, with gaps filled by the value before, and which values are readings."""
    raw = simulator.bank(seed, count, incidents, workers)
    known = np.isfinite(raw)
    index = np.maximum.accumulate(np.where(known, np.arange(raw.shape[1]), 0), axis=1)
    values = np.nan_to_num(np.take_along_axis(raw, index, axis=1))
    return torch.from_numpy(values), torch.from_numpy(known.astype(np.float32))


def drawn(bank: tuple[Tensor, Tensor], count: int, length: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    values, known = bank
    device = values.device
    rows = torch.randint(values.shape[0], (count,), generator=rng, device=device)
    stride = torch.tensor(STRIDES, device=device)[torch.randint(len(STRIDES), (count,), generator=rng, device=device)]
    room = values.shape[1] - length * stride
    start = (torch.rand(count, generator=rng, device=device) * room).long()
    index = start[:, None] + stride[:, None] * torch.arange(length, device=device)
    return values[rows[:, None], index], known[rows[:, None], index]


def normalised(values: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and population deviation of what `weights` marks; a window that does not move has deviation 1."""
    total = weights.sum(dim=1, keepdim=True).clamp(min=1)
    mean = (values * weights).sum(dim=1, keepdim=True) / total
    deviation = (((values - mean) ** 2 * weights).sum(dim=1, keepdim=True) / total).sqrt()
    return mean, torch.where(deviation > 1e-6 * (mean.abs() + 1e-3), deviation, torch.ones_like(deviation))


def corrupted(clean: Tensor, rng: torch.Generator) -> Tensor:
    """Windows in which something goes wrong, half of them at the end, where it matters to whoever watches."""
    count, length = clean.shape
    device = clean.device

    def rand() -> Tensor:
        return torch.rand(count, 1, generator=rng, device=device)

    place = torch.arange(length, device=device)
    at = torch.where(rand() < 0.5, length - 1 - (rand() * 5).floor(), (rand() * length).floor())
    lasts = torch.where(rand() < 0.5, 1 + (rand() * 3).floor(), 1 + (rand() * length).floor())
    inside = (place >= at) & (place < at + lasts)
    spread = clean.std(dim=1, keepdim=True) + 0.05
    size = torch.where(rand() < 0.5, -1.0, 1.0) * (0.8 + 7 * rand()) * spread
    kind = (rand() * 5).floor()
    noise = torch.randn(clean.shape, generator=rng, device=device) * size.abs() * 0.7
    held = clean.gather(1, at.long().clamp(max=length - 1)).expand(-1, length)
    wrong = torch.where(kind <= 1, clean + size, clean)
    wrong = torch.where(kind == 2, clean + noise, wrong)
    wrong = torch.where(kind == 3, held, wrong)
    wrong = torch.where(kind == 4, clean + size * (place - at + 1) / 10, wrong)
    return torch.where(inside, wrong, clean)


def to(device: torch.device, parameters: net.Parameters) -> net.Parameters:
    return {name: value.to(device).requires_grad_() for name, value in parameters.items()}


def descend(parameters: net.Parameters, loss_of, steps: int, rate: float, note) -> int:
    """Adam with a warm start and a cosine end."""
    optimiser = torch.optim.AdamW(parameters.values(), lr=rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1, pct_start=0.1)
    for step in range(steps):
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(step)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 500 == 0 or step == steps - 1:
            note(step, float(loss.detach()))
    return steps


def area_under_curve(scores: np.ndarray, positive: np.ndarray) -> float:
    """The share of pairs (one wrong, one right) that the score puts in order."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    wrong = positive.sum()
    return float((ranks[positive].sum() - wrong * (wrong + 1) / 2) / (wrong * (len(scores) - wrong)))


def train_autoencoder(args, device: torch.device, say) -> tuple[net.Parameters, dict]:
    bank = [part.to(device) for part in filled_bank(args.seed, args.series, False, args.workers)]
    held = [part.to(device) for part in filled_bank(args.seed + 1000, max(256, args.series // 16), False, args.workers)]
    say(f"auto-encoder: {bank[0].shape[0]} series")
    parameters = to(device, net.autoencoder_parameters(torch.Generator().manual_seed(args.seed)))
    rng = torch.Generator(device).manual_seed(args.seed)

    def batch(source, count: int, draw: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        clean, _ = drawn(source, count, net.LENGTH, draw)
        touched = torch.rand(count, 1, generator=draw, device=device) < 0.5
        seen = torch.where(touched, corrupted(clean, draw), clean)
        mean, deviation = normalised(seen, torch.ones_like(seen))
        return (seen - mean) / deviation, ((clean - mean) / deviation).clamp(-20, 20), touched[:, 0]

    def loss_of(_: int) -> Tensor:
        seen, target, _ = batch(bank, args.batch, rng)
        return torch.nn.functional.smooth_l1_loss(net.autoencode(parameters, seen), target, beta=0.5)

    steps = descend(parameters, loss_of, args.autoencoder_steps, 2e-3, lambda s, l: say(f"  step {s} loss {l:.4f}"))
    with torch.no_grad():
        draw = torch.Generator(device).manual_seed(args.seed + 7)
        seen, target, _ = batch(held, 20_000, draw)
        loss = torch.nn.functional.smooth_l1_loss(net.autoencode(parameters, seen), target, beta=0.5)
        clean, _ = drawn(held, 20_000, net.LENGTH, draw)
        wrong = corrupted(clean, draw)
        touched = (torch.rand(20_000, 1, generator=draw, device=device) < 0.5) & (
            (wrong - clean)[:, -5:].abs().amax(dim=1, keepdim=True) > 0
        )
        mixed = torch.where(touched, wrong, clean)
        mean, deviation = normalised(mixed, torch.ones_like(mixed))
        mixed = (mixed - mean) / deviation
        error = (mixed - net.autoencode(parameters, mixed))[:, -5:].abs().amax(dim=1)
        distance = mixed[:, -5:].abs().amax(dim=1)
        positive = touched[:, 0].cpu().numpy()
    return parameters, {
        "training": {"steps": steps, "batch": args.batch, "series": bank[0].shape[0], "learningRate": 0.002},
        "metrics": {
            "heldOutLoss": float(loss),
            "aucOfInjectedFaults": area_under_curve(error.cpu().numpy(), positive),
            "aucOfInjectedFaultsByDistanceFromMean": area_under_curve(distance.cpu().numpy(), positive),
        },
    }


def train_forecaster(args, device: torch.device, say) -> tuple[net.Parameters, dict]:
    bank = [part.to(device) for part in filled_bank(args.seed + 1, args.series, True, args.workers)]
    held = [part.to(device) for part in filled_bank(args.seed + 1001, max(256, args.series // 16), True, args.workers)]
    say(f"forecaster: {bank[0].shape[0]} series")
    parameters = to(device, net.forecaster_parameters(torch.Generator().manual_seed(args.seed + 1)))
    rng = torch.Generator(device).manual_seed(args.seed + 1)
    place = torch.arange(net.CONTEXT, device=device)

    def batch(source, count: int, draw: torch.Generator, whole: bool = False) -> tuple[Tensor, ...]:
        values, known = drawn(source, count, net.CONTEXT + net.HORIZON, draw)
        context, seen = values[:, : net.CONTEXT], known[:, : net.CONTEXT]
        if not whole:  # a young series has but the end of its context
            young = torch.rand(count, 1, generator=draw, device=device) < 0.4
            age = 8 + torch.rand(count, 1, generator=draw, device=device) ** 2 * (net.CONTEXT - 8)
            seen = torch.where(young & (place < net.CONTEXT - age), torch.zeros_like(seen), seen)
        mean, deviation = normalised(context, seen)
        inputs = ((context - mean) / deviation).clamp(-20, 20)
        inputs = torch.where((seen > 0) | (place == net.CONTEXT - 1), inputs, torch.zeros_like(inputs))
        targets = ((values[:, net.CONTEXT :] - mean) / deviation).clamp(-20, 20)
        # A context of which next to nothing is known has no scale to forecast on.
        weight = known[:, net.CONTEXT :] * (seen.sum(dim=1, keepdim=True) >= 8)
        return inputs, seen, targets, weight

    def loss_of(_: int) -> Tensor:
        inputs, seen, targets, weight = batch(bank, args.batch, rng)
        return net.pinball(net.forecast(parameters, inputs, seen), targets, weight)

    steps = descend(parameters, loss_of, args.forecaster_steps, 1.5e-3, lambda s, l: say(f"  step {s} loss {l:.4f}"))
    with torch.no_grad():
        draw = torch.Generator(device).manual_seed(args.seed + 7)
        inputs, seen, targets, weight = batch(held, 8_000, draw, whole=True)
        predicted = torch.cat([net.forecast(parameters, *part) for part in zip(inputs.split(2000), seen.split(2000))])
        loss = net.pinball(predicted, targets, weight)
        # Persistence and climatology, each with the quantiles of what it has seen itself.
        levels = torch.tensor(net.QUANTILES, device=device)
        climate = torch.quantile(inputs, levels, dim=1).T.unsqueeze(1).expand(-1, net.HORIZON, -1)
        horizon = torch.arange(1, net.HORIZON + 1, device=device)
        persistent = torch.stack(
            [inputs[:, -1:] + torch.quantile(inputs[:, h:] - inputs[:, :-h], levels, dim=1).T for h in horizon.tolist()],
            dim=1,
        )
        below = ((targets.unsqueeze(2) <= predicted).float() * weight.unsqueeze(2)).sum(dim=(0, 1)) / weight.sum()
    return parameters, {
        "training": {"steps": steps, "batch": args.batch, "series": bank[0].shape[0], "learningRate": 0.0015},
        "metrics": {
            "heldOutPinball": float(loss),
            "heldOutPinballOfPersistence": float(net.pinball(persistent, targets, weight)),
            "heldOutPinballOfClimatology": float(net.pinball(climate, targets, weight)),
            "shareBelowQuantile": [round(float(share), 4) for share in below],
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--series", type=int, default=60_000)
    parser.add_argument("--batch", type=int, default=2048)
    parser.add_argument("--autoencoder-steps", type=int, default=20_000)
    parser.add_argument("--forecaster-steps", type=int, default=22_000)
    parser.add_argument("--workers", type=int, default=16)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = True
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:7.1f} s  {line}", flush=True)

    for name, train in (("lstm-autoencoder", train_autoencoder), ("quantile-forecaster", train_forecaster)):
        parameters, told = train(args, device, say)
        np.savez(args.out / f"{name}.npz", **{key: value.detach().cpu().numpy() for key, value in parameters.items()})
        command = (
            f"python scripts/train/train.py --seed {args.seed} --series {args.series} --batch {args.batch}"
            f" --autoencoder-steps {args.autoencoder_steps} --forecaster-steps {args.forecaster_steps}"
        )
        told |= {
            "seed": args.seed,
            "command": command,
            "trainedOn": torch.cuda.get_device_name() if device.type == "cuda" else "CPU",
        }
        (args.out / f"{name}.json").write_text(json.dumps(told, indent=2) + "\n")
        say(f"{name}: {json.dumps(told['metrics'])}")


if __name__ == "__main__":
    main()
