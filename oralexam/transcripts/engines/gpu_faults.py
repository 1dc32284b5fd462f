"""Which faults are a GPU's and not a model's: another device may be tried then."""

import re

_GPU = re.compile(r"cuda|cublas|cudnn|compute type|nvidia", re.IGNORECASE)
"""Of CTranslate2 4 (src/cuda): "Library libcublas.so.12 is not found or cannot be loaded", "CUDA failed with
error", "cuBLAS failed with status", and a GPU too old for float16. Of PyTorch (c10/cuda/CUDAException.h,
torch/cuda/__init__.py): "CUDA error: ...", "CUDA out of memory", "Torch not compiled with CUDA enabled",
"Found no NVIDIA driver"."""


def is_of_gpu(error: BaseException | None) -> bool:
    """Whether a fault, or what caused it, is one of the GPU or its libraries."""
    while error is not None:
        if _GPU.search(str(error)):
            return True
        error = error.__cause__
    return False
