# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""The range of an activation is that of the last calibration sample."""

from collections import defaultdict

import numpy as np
from coremltools.optimize._utils import _update_tensor_range
from observing import expect

ranges: defaultdict[str, dict[str, float]] = defaultdict(dict)
for largest in (5.0, 1.0):
    _update_tensor_range("activation", np.array([-largest, largest]), ranges)
observed = {key: float(value) for key, value in ranges["activation"].items()}
expect(observed == {"rmin": -1.0, "rmax": 1.0}, f"after -5 … 5 and -1 … 1: {observed}")
