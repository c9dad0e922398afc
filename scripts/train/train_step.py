"""Makes of each network the graph of one training step, so that Node can go on training where Python left off.

A step is loss, gradient, a bound on the gradient's length, and Adam, as one graph:
inputs   p_NAME, m_NAME, v_NAME for each parameter, in_step [1] (1 at the first), in_rate [1], and the batch;
outputs  p_NAME_next, m_NAME_next, v_NAME_next, loss.
The batch has a fixed size, since the traced graph has it; the graph holds no parameters.
"""

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor
from torch.fx.experimental.proxy_tensor import make_fx

import networks as net

BATCH = 32
LENGTH_MAX = 1.0
BETAS = (0.9, 0.999)
EPSILON = 1e-6
"""Adam's; with 1e-8 the exporter takes it for nothing and leaves it out, and a parameter that is not used is 0 / 0."""


def autoencoder_loss(p: net.Parameters, seen: Tensor, target: Tensor) -> Tensor:
    error = torch.abs(net.autoencode_by_steps(p, seen) - target)
    # torch's smooth L1 with beta 0.5.
    return torch.where(error < 0.5, error * error, error - 0.25).mean()


def forecaster_loss(p: net.Parameters, values: Tensor, observed: Tensor, target: Tensor, known: Tensor) -> Tensor:
    return net.pinball(net.forecast(p, values, observed), target, known)


BATCHES = {
    "lstm-autoencoder": (autoencoder_loss, {"in_seen": (BATCH, net.LENGTH), "in_target": (BATCH, net.LENGTH)}),
    "quantile-forecaster": (
        forecaster_loss,
        {
            "in_values": (BATCH, net.CONTEXT),
            "in_observed": (BATCH, net.CONTEXT),
            "in_target": (BATCH, net.HORIZON),
            "in_known": (BATCH, net.HORIZON),
        },
    ),
}


class Step(torch.nn.Module):
    def __init__(self, traced: torch.fx.GraphModule):
        super().__init__()
        self.traced = traced

    def forward(self, *inputs: Tensor):
        return self.traced(*inputs)


def step_of(name: str, parameters: net.Parameters):
    """The step as a function of flat inputs, with their names and an example of each."""
    loss_of, batch = BATCHES[name]
    names = list(parameters)
    count = len(names)

    def step(*flat: Tensor):
        p = dict(zip(names, flat[:count]))
        m, v = flat[count : 2 * count], flat[2 * count : 3 * count]
        in_step, in_rate, *data = flat[3 * count :]
        gradients, loss = torch.func.grad_and_value(loss_of)(p, *data)
        length = torch.sqrt(sum((g * g).sum() for g in gradients.values()) + 1e-12)
        shrink = torch.clamp(LENGTH_MAX / length, max=1.0)
        next_p, next_m, next_v = [], [], []
        for at, name_of in enumerate(names):
            g = gradients[name_of] * shrink
            first = BETAS[0] * m[at] + (1 - BETAS[0]) * g
            second = BETAS[1] * v[at] + (1 - BETAS[1]) * g * g
            towards = (first / (1 - BETAS[0] ** in_step)) / (torch.sqrt(second / (1 - BETAS[1] ** in_step)) + EPSILON)
            next_p.append(p[name_of] - in_rate * towards)
            next_m.append(first)
            next_v.append(second)
        return (*next_p, *next_m, *next_v, loss.reshape(1))

    generator = torch.Generator().manual_seed(5)
    # Each a tensor of its own: tracing takes one tensor that is given twice for one input.
    first = [torch.randn(value.shape, generator=generator) * 0.01 for value in parameters.values()]
    second = [torch.rand(value.shape, generator=generator) * 0.01 for value in parameters.values()]
    data = [torch.randn(*shape, generator=generator) for shape in batch.values()]
    example = [*parameters.values(), *first, *second, torch.full((1,), 3.0), torch.full((1,), 1e-3), *data]
    inputs = [f"{part}_{key}" for part in "pmv" for key in names] + ["in_step", "in_rate", *batch]
    outputs = [f"{part}_{key}_next" for part in "pmv" for key in names] + ["loss"]
    return step, example, inputs, outputs


def export_step(name: str, parameters: net.Parameters, path: str) -> None:
    step, example, inputs, outputs = step_of(name, parameters)
    traced = make_fx(step)(*example)
    program = torch.onnx.export(
        Step(traced).eval(),
        tuple(example),
        dynamo=True,
        input_names=inputs,
        output_names=outputs,
        opset_version=20,
        verbose=False,
    )
    model = program.model_proto
    for node in model.graph.node:  # where in Python each came from, ten times the graph
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
    model.graph.ClearField("value_info")
    onnx.save(model, path)
    refuse_another(name, step, example, inputs, outputs, path)


def refuse_another(name: str, step, example: list[Tensor], inputs: list[str], outputs: list[str], path: str) -> None:
    """Ends when the graph's step is not torch's, or if one from nothing, where some gradients are 0, is not finite."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    feed = {key: value.numpy() for key, value in zip(inputs, example)}
    if sorted(feed) != sorted(each.name for each in session.get_inputs()):
        raise SystemExit(f"{name}: the training step has lost an input")
    for output, found, wanted in zip(outputs, session.run(outputs, feed), step(*example)):
        if not np.allclose(found, wanted.numpy(), rtol=1e-3, atol=1e-5):
            raise SystemExit(f"{name}: the training step differs in {output}")
    fresh = {key: np.zeros_like(value) if key[:2] in ("m_", "v_") else value for key, value in feed.items()}
    for output, found in zip(outputs, session.run(outputs, fresh | {"in_step": np.ones(1, np.float32)})):
        if not np.isfinite(found).all():
            raise SystemExit(f"{name}: the first training step is not finite in {output}")
