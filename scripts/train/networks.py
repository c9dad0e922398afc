"""The two networks, as functions of their parameters.

Parameters are held in the layout in which ONNX stores them (an LSTM's gates in the order input, output, forget, cell),
so that a trained model, the graph of its training step, and the file that Node patches after fine-tuning agree byte by
byte on what a parameter is.
"""

import torch
from torch import Tensor
from torch.nn import functional

LENGTH = 50
HIDDEN = 128
CODE = 16
WRITTEN = 5
"""The decoder writes this many values a step, so that it takes LENGTH / WRITTEN steps."""

CONTEXT = 512
PATCH = 16
WIDTH = 96
MIXED = 48
BLOCKS = 3
SUMMARY = 128
HORIZON = 64
QUANTILES = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98)

Parameters = dict[str, Tensor]


def autoencoder_parameters(generator: torch.Generator, hidden: int = HIDDEN) -> Parameters:
    def uniform(*shape: int) -> Tensor:
        return (torch.rand(*shape, generator=generator) * 2 - 1) / hidden**0.5

    return {
        "encoder_input": uniform(1, 4 * hidden, 1),
        "encoder_state": uniform(1, 4 * hidden, hidden),
        "encoder_bias": uniform(1, 8 * hidden),
        "code_weight": uniform(hidden, CODE),
        "code_bias": torch.zeros(CODE),
        "decoder_input": uniform(1, 4 * hidden, CODE),
        "decoder_state": uniform(1, 4 * hidden, hidden),
        "decoder_bias": uniform(1, 8 * hidden),
        "write_weight": uniform(hidden, WRITTEN),
        "write_bias": torch.zeros(WRITTEN),
    }


def _lstm_steps(inputs: list[Tensor], weight: Tensor, state: Tensor, bias: Tensor) -> list[Tensor]:
    """ONNX's LSTM, step by step; `inputs` are [batch, features]."""
    # Reshaped rather than indexed: the gradient of an index is a scatter with an index as large as the weight.
    hidden = state.shape[-1]
    weight, state = weight.reshape(4 * hidden, -1), state.reshape(4 * hidden, hidden)
    both = bias.reshape(2, 4 * hidden).sum(dim=0)
    h = c = torch.zeros(inputs[0].shape[0], hidden, dtype=inputs[0].dtype, device=inputs[0].device)
    outputs = []
    for value in inputs:
        gates = value @ weight.T + h @ state.T + both
        i, o, f, g = gates.split(hidden, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return outputs


def autoencode_by_steps(p: Parameters, windows: Tensor) -> Tensor:
    """[batch, LENGTH] → [batch, LENGTH] in plain operators, which can be differentiated into a graph."""
    inputs = [windows[:, step : step + 1] for step in range(LENGTH)]
    last = _lstm_steps(inputs, p["encoder_input"], p["encoder_state"], p["encoder_bias"])[-1]
    code = torch.tanh(last @ p["code_weight"] + p["code_bias"])
    states = _lstm_steps([code] * (LENGTH // WRITTEN), p["decoder_input"], p["decoder_state"], p["decoder_bias"])
    return torch.cat([state @ p["write_weight"] + p["write_bias"] for state in states], dim=1)


def _torch_gates(weight: Tensor) -> Tensor:
    """From ONNX's order of gates (i, o, f, c) to torch's (i, f, c, o)."""
    i, o, f, g = weight.chunk(4, dim=0)
    return torch.cat([i, f, g, o], dim=0)


def _fast_lstm(inputs: Tensor, weight: Tensor, state: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
    hidden = state.shape[-1]
    zeros = torch.zeros(1, inputs.shape[1], hidden, dtype=inputs.dtype, device=inputs.device)
    weights = [
        _torch_gates(weight[0]),
        _torch_gates(state[0]),
        _torch_gates(bias[0, : 4 * hidden]),
        _torch_gates(bias[0, 4 * hidden :]),
    ]
    outputs, last, _ = torch.lstm(inputs, (zeros, zeros), weights, True, 1, 0.0, True, False, False)
    return outputs, last


def autoencode(p: Parameters, windows: Tensor) -> Tensor:
    """The same function by torch's own LSTM, for training."""
    _, last = _fast_lstm(windows.T.unsqueeze(2), p["encoder_input"], p["encoder_state"], p["encoder_bias"])
    code = torch.tanh(last[0] @ p["code_weight"] + p["code_bias"])
    repeated = code.unsqueeze(0).expand(LENGTH // WRITTEN, -1, -1)
    states, _ = _fast_lstm(repeated, p["decoder_input"], p["decoder_state"], p["decoder_bias"])
    return (states @ p["write_weight"] + p["write_bias"]).transpose(0, 1).reshape(windows.shape[0], LENGTH)


def forecaster_parameters(generator: torch.Generator) -> Parameters:
    def normal(rows: int, columns: int, gain: float = 1.0) -> Tensor:
        return torch.randn(rows, columns, generator=generator) * gain / rows**0.5

    patches = CONTEXT // PATCH
    p = {
        "patch_weight": normal(2 * PATCH, WIDTH),
        "patch_bias": torch.zeros(WIDTH),
        "patch_place": torch.randn(patches, WIDTH, generator=generator) * 0.1,
    }
    for block in range(BLOCKS):
        p |= {
            f"block{block}_time_in": normal(patches, MIXED),
            f"block{block}_time_in_bias": torch.zeros(MIXED),
            f"block{block}_time_out": normal(MIXED, patches, 0.3),
            f"block{block}_width_in": normal(WIDTH, 2 * WIDTH),
            f"block{block}_width_in_bias": torch.zeros(2 * WIDTH),
            f"block{block}_width_out": normal(2 * WIDTH, WIDTH, 0.3),
        }
    p |= {
        "summary_weight": normal(patches * WIDTH, SUMMARY),
        "summary_bias": torch.zeros(SUMMARY),
        "head_weight": normal(SUMMARY, HORIZON * len(QUANTILES), 0.1),
        "head_bias": torch.zeros(HORIZON * len(QUANTILES)),
    }
    return p


def _even(x: Tensor) -> Tensor:
    centred = x - x.mean(dim=-1, keepdim=True)
    return centred / torch.sqrt((centred * centred).mean(dim=-1, keepdim=True) + 1e-5)


def forecast(p: Parameters, values: Tensor, observed: Tensor) -> Tensor:
    """values, observed [batch, CONTEXT] → [batch, HORIZON, 9], rising in the last dimension.

    What is missing is 0 in both. The forecast is said as what is added to the last value, which the caller has to fill
    in where it is missing.
    """
    patches = CONTEXT // PATCH
    count = values.shape[0]
    x = torch.cat([values.reshape(count, patches, PATCH), observed.reshape(count, patches, PATCH)], dim=2)
    x = x @ p["patch_weight"] + p["patch_bias"] + p["patch_place"]
    for block in range(BLOCKS):
        of = f"block{block}_"
        mixed = functional.relu(_even(x).transpose(1, 2) @ p[of + "time_in"] + p[of + "time_in_bias"])
        x = x + (mixed @ p[of + "time_out"]).transpose(1, 2)
        wide = functional.relu(_even(x) @ p[of + "width_in"] + p[of + "width_in_bias"])
        x = x + wide @ p[of + "width_out"]
    summary = functional.relu(_even(x).reshape(count, patches * WIDTH) @ p["summary_weight"] + p["summary_bias"])
    raw = (summary @ p["head_weight"] + p["head_bias"]).reshape(count, HORIZON, len(QUANTILES))
    last = values[:, CONTEXT - 1 :].unsqueeze(2)
    # The middle stands by itself; the others are reached from it by steps that are never negative, so none cross.
    middle = len(QUANTILES) // 2
    steps = functional.relu(raw) + torch.log1p(torch.exp(-torch.abs(raw)))
    median = raw[:, :, middle : middle + 1] + last
    rows = [median]
    for quantile in range(middle + 1, len(QUANTILES)):
        rows.append(rows[-1] + steps[:, :, quantile : quantile + 1])
    for quantile in range(middle - 1, -1, -1):
        rows.insert(0, rows[0] - steps[:, :, quantile : quantile + 1])
    return torch.cat(rows, dim=2)


def pinball(predicted: Tensor, actual: Tensor, known: Tensor) -> Tensor:
    """Mean pinball loss over the quantiles and the steps that are known."""
    levels = torch.tensor(QUANTILES, dtype=predicted.dtype, device=predicted.device)
    error = actual.unsqueeze(2) - predicted
    loss = torch.maximum(levels * error, (levels - 1) * error).mean(dim=2)
    return (loss * known).sum() / known.sum().clamp(min=1)
