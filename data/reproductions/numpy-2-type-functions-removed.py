# requires: coremltools==7.2, numpy==2.0.2
"""coremltools 7.2 asks numpy 2 for functions that it has removed."""

from observing import expect_failure


def convert() -> None:
    import coremltools as ct
    from coremltools.converters.mil import Builder as mb

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 8))])
    def program(x):
        return mb.relu(x=x)

    ct.convert(program, convert_to="mlprogram")


expect_failure(convert, "was removed in the NumPy 2.0 release")
