"""Results as a runner writes them, made from numpy arrays."""

import numpy as np

from kb.verification.results import Array, Prediction, Ran, Results


def as_array(values, dtype: str = "fp32") -> Array:
    values = np.asarray(values, dtype="<f4")
    return Array(dtype=dtype, shape=values.shape, encoding="fp32", content=values.tobytes())


def as_results(outputs, *, sha256: str = "0" * 64, error: str = "", **ran: str) -> Results:
    made = {name: as_array(value) if isinstance(value, np.ndarray) else value for name, value in outputs.items()}
    prediction = Prediction(inputs="default-1", outputs=made)
    return Results(
        origin="results.json",
        model="Model-iOS16",
        sha256=sha256,
        target="iOS16",
        ran=Ran(**ran),
        predictions=() if error else (prediction,),
        error=error,
    )
