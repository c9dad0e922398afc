"""Makes of trained parameters what Node serves: ONNX files, their int8 variants, training steps, checks, and a card.

    python scripts/train/publish.py --trained DIR --models models --version 1.0.0

Refuses to write a model whose ONNX file says something else than the network.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

import networks as net
import train
import train_step

OPSET = 20
AGREES = 1e-4

MEASURED_SERIES = 400
CLEAN_WINDOWS = 40


def autoencoder_graph(p: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Written by hand, so that it has ONNX's own LSTM, and each parameter lies in the file as it is."""
    steps = net.LENGTH // net.WRITTEN
    constants = {
        "last_axis": np.array([2]),
        "first_axis": np.array([0]),
        "directions_axis": np.array([1]),
        "repeats": np.array([steps, 1, 1]),
        "window_shape": np.array([-1, net.LENGTH]),
    }
    node = helper.make_node
    nodes = [
        node("Transpose", ["windows"], ["by_time"], perm=[1, 0]),
        node("Unsqueeze", ["by_time", "last_axis"], ["steps"]),
        node("LSTM", ["steps", "encoder_input", "encoder_state", "encoder_bias"], ["", "last"], hidden_size=net.HIDDEN),
        node("Squeeze", ["last", "first_axis"], ["summary"]),
        node("MatMul", ["summary", "code_weight"], ["code_product"], "code_product"),
        node("Add", ["code_product", "code_bias"], ["code_sum"]),
        node("Tanh", ["code_sum"], ["code"]),
        node("Unsqueeze", ["code", "first_axis"], ["one_code"]),
        node("Expand", ["one_code", "repeats"], ["codes"]),
        node("LSTM", ["codes", "decoder_input", "decoder_state", "decoder_bias"], ["states"], hidden_size=net.HIDDEN),
        node("Squeeze", ["states", "directions_axis"], ["state"]),
        node("MatMul", ["state", "write_weight"], ["write_product"], "write_product"),
        node("Add", ["write_product", "write_bias"], ["written"]),
        node("Transpose", ["written"], ["by_window"], perm=[1, 0, 2]),
        node("Reshape", ["by_window", "window_shape"], ["reconstruction"]),
    ]
    tensors = [numpy_helper.from_array(value, name) for name, value in (p | constants).items()]
    shape = ["batch", net.LENGTH]
    graph = helper.make_graph(
        nodes,
        "lstm-autoencoder",
        [helper.make_tensor_value_info("windows", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("reconstruction", TensorProto.FLOAT, shape)],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    return model


class Forecaster(torch.nn.Module):
    def __init__(self, parameters: net.Parameters):
        super().__init__()
        self.p = torch.nn.ParameterDict(parameters)

    def forward(self, values: torch.Tensor, observed: torch.Tensor) -> torch.Tensor:
        return net.forecast(dict(self.p.items()), values, observed)


def forecaster_graph(p: dict[str, np.ndarray]) -> onnx.ModelProto:
    example = (torch.zeros(3, net.CONTEXT), torch.ones(3, net.CONTEXT))
    batch = torch.export.Dim("batch", min=1)
    model = torch.onnx.export(
        Forecaster({name: torch.from_numpy(value) for name, value in p.items()}).eval(),
        example,
        dynamo=True,
        input_names=["values", "observed"],
        output_names=["quantiles"],
        dynamic_shapes=({0: batch}, {0: batch}),
        opset_version=OPSET,
        verbose=False,
    ).model_proto
    for each in model.graph.node:
        each.ClearField("metadata_props")
    model.graph.ClearField("value_info")
    return model


def places_of(path: Path, p: dict[str, np.ndarray]) -> list[dict]:
    """Where each parameter's bytes lie in the file, for whoever puts others there."""
    content = path.read_bytes()
    places = []
    for name, value in p.items():
        raw = np.ascontiguousarray(value, dtype="<f4").tobytes()
        at = content.find(raw)
        if at < 0 or content.find(raw, at + 1) >= 0:
            raise SystemExit(f"{path}: parameter {name} does not lie in the file exactly once")
        places.append({"name": name, "shape": list(value.shape), "offset": at})
    return places


def session_of(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def faults_found(errors_of, seed: int) -> float:
    """The area under the curve with which the largest of a window's last five errors tells windows with an injected
    fault from those without, each series by itself. `errors_of` takes windows and the mean of their series."""
    values, _ = train.filled_bank(seed, MEASURED_SERIES, False, 2)
    draw = torch.Generator().manual_seed(seed)
    areas = []
    for row in values:
        start = torch.randint(0, row.shape[0] - net.LENGTH, (CLEAN_WINDOWS,), generator=draw)
        clean = row[start[:, None] + torch.arange(net.LENGTH)]
        wrong = train.corrupted(clean, draw)
        seen = (wrong - clean)[:, -5:].abs().amax(dim=1) > 0.5 * (row.std() + 0.05)
        if seen.sum() < 5:
            continue
        errors = errors_of(torch.cat([clean, wrong[seen]]), row.mean())[:, -5:].abs().amax(dim=1).numpy()
        areas.append(train.area_under_curve(errors, np.arange(len(errors)) >= CLEAN_WINDOWS))
    return round(float(np.mean(areas)), 4)


def quantised(folder: Path, *, whole: list[str]) -> None:
    """Unsigned weights: with signed ones of 8 bits, processors without VNNI overflow and give other numbers. The nodes
    `whole` stay as they are: they cost little, and every output goes through them."""
    quantize_dynamic(
        folder / "fp32.onnx",
        folder / "int8.onnx",
        op_types_to_quantize=["LSTM", "MatMul"],
        weight_type=QuantType.QUInt8,
        nodes_to_exclude=whole,
    )


def normalised(windows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    mean, deviation = train.normalised(windows, torch.ones_like(windows))
    return (windows - mean) / deviation, deviation


def publish_autoencoder(p: dict[str, np.ndarray], folder: Path) -> dict:
    onnx.save(autoencoder_graph(p), folder / "fp32.onnx")
    quantised(folder, whole=["code_product", "write_product"])
    windows, _ = train.drawn(train.filled_bank(77, 64, True, 2), 6, net.LENGTH, torch.Generator().manual_seed(77))
    inputs = {"windows": normalised(windows)[0].numpy()}
    expected = net.autoencode({k: torch.from_numpy(v) for k, v in p.items()}, torch.from_numpy(inputs["windows"]))
    measured = {"byDistanceFromMean": faults_found(lambda windows, mean: windows - mean, 4001)}
    for precision in ("fp32", "int8"):
        session = session_of(folder / f"{precision}.onnx")

        def errors_of(windows: torch.Tensor, _mean: torch.Tensor, session=session) -> torch.Tensor:
            z, deviation = normalised(windows)
            return (z - torch.from_numpy(session.run(None, {"windows": z.numpy()})[0])) * deviation

        measured[precision] = faults_found(errors_of, 4001)
    return {"inputs": inputs, "output": expected.numpy(), "metrics": {"faultsFoundInSeries": measured}}


def publish_forecaster(p: dict[str, np.ndarray], folder: Path) -> dict:
    graph = forecaster_graph(p)
    onnx.save(graph, folder / "fp32.onnx")
    quantised(folder, whole=[[each.name for each in graph.graph.node if each.op_type == "MatMul"][-1]])
    held = train.filled_bank(78, 512, True, 2)

    def drawn(count: int, seed: int) -> tuple[torch.Tensor, ...]:
        values, known = train.drawn(held, count, net.CONTEXT + net.HORIZON, torch.Generator().manual_seed(seed))
        context, seen = values[:, : net.CONTEXT], known[:, : net.CONTEXT]
        mean, deviation = train.normalised(context, seen)
        filled = seen.clone()
        filled[:, -1] = 1
        targets = ((values[:, net.CONTEXT :] - mean) / deviation).clamp(-20, 20)
        return ((context - mean) / deviation).clamp(-20, 20) * filled, seen, targets, known[:, net.CONTEXT :]

    parameters = {k: torch.from_numpy(v) for k, v in p.items()}
    values, seen, _, _ = drawn(2, 78)
    expected = net.forecast(parameters, values, seen)
    measured = {}
    values_of, seen_of, targets, known = drawn(2_000, 79)
    for precision in ("fp32", "int8"):
        session = session_of(folder / f"{precision}.onnx")
        answer = session.run(None, {"values": values_of.numpy(), "observed": seen_of.numpy()})[0]
        measured[precision] = round(float(net.pinball(torch.from_numpy(answer), targets, known)), 5)
    inputs = {"values": values.numpy(), "observed": seen.numpy()}
    return {"inputs": inputs, "output": expected.numpy(), "metrics": {"heldOutPinballOnCpu": measured}}


SHAPES = {
    "lstm-autoencoder": {
        "description": "Reconstructs a window of 50 values from a code of 16 numbers, freed of what looks like a fault.",
        "normalisation": "Each window by itself: minus its mean, by its population standard deviation; 1 where that is 0.",
        "inputs": [{"name": "windows", "shape": ["batch", net.LENGTH]}],
        "output": {"name": "reconstruction", "shape": ["batch", net.LENGTH]},
        "hidden": net.HIDDEN,
    },
    "quantile-forecaster": {
        "description": "From 512 values to 9 quantiles of each of the next 64.",
        "normalisation": (
            "Each context by the mean and population standard deviation of what was observed, clipped to 20. What is"
            " missing is 0 in both inputs, but the last value, which is the last that was observed."
        ),
        "inputs": [
            {"name": "values", "shape": ["batch", net.CONTEXT]},
            {"name": "observed", "shape": ["batch", net.CONTEXT]},
        ],
        "output": {"name": "quantiles", "shape": ["batch", net.HORIZON, len(net.QUANTILES)]},
        "quantiles": list(net.QUANTILES),
    },
}

DATA = (
    "Simulated series only (scripts/train/simulator.py): no recorded series, no file of a benchmark was seen in training"
    " or in choosing a model."
)


def listed(values: np.ndarray) -> list[float]:
    return [float(f"{value:.7g}") for value in values.reshape(-1)]


def publish(name: str, args) -> None:
    folder = args.models / name / args.version
    folder.mkdir(parents=True, exist_ok=True)
    p = dict(np.load(args.trained / f"{name}.npz"))
    told = json.loads((args.trained / f"{name}.json").read_text())
    made = {"lstm-autoencoder": publish_autoencoder, "quantile-forecaster": publish_forecaster}[name](p, folder)
    largest = {}
    for precision in ("fp32", "int8"):
        answer = session_of(folder / f"{precision}.onnx").run(None, made["inputs"])[0]
        largest[precision] = float(np.abs(answer - made["output"]).max())
    if largest["fp32"] > AGREES:
        raise SystemExit(f"{name}: the ONNX file differs from the network by {largest['fp32']}")
    checks = {
        "inputs": {key: listed(value) for key, value in made["inputs"].items()},
        "output": listed(made["output"]),
        "count": len(made["output"]),
        "largestDifference": {"fp32": AGREES, "int8": round(1.5 * largest["int8"], 4)},
    }
    (folder / "checks.json").write_text(json.dumps(checks) + "\n")
    train_step.export_step(name, {k: torch.from_numpy(v) for k, v in p.items()}, str(folder / "train-step.onnx"))
    files = {"fp32": "fp32.onnx", "int8": "int8.onnx", "trainStep": "train-step.onnx", "checks": "checks.json"}

    def file_of(file: str) -> dict:
        content = (folder / file).read_bytes()
        return {"file": file, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    card = {
        "name": name,
        "version": args.version,
        "licence": "Apache-2.0",
        **SHAPES[name],
        "data": DATA,
        "benchmarkFilesSeen": [],
        **told,
        "metrics": told["metrics"] | made["metrics"],
        "opset": OPSET,
        "files": {key: file_of(file) for key, file in files.items()},
        "trainStep": {
            "batch": [{"name": key, "shape": list(shape)} for key, shape in train_step.BATCHES[name][1].items()],
            "parameters": places_of(folder / "fp32.onnx", p),
        },
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n")
    print(name, json.dumps({"differences": largest, "metrics": made["metrics"]}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--trained", required=True, type=Path)
    parser.add_argument("--models", required=True, type=Path)
    parser.add_argument("--version", required=True)
    args = parser.parse_args()
    for name in SHAPES:
        publish(name, args)


if __name__ == "__main__":
    main()
