"""The one place that wires the flow: policies and a change in, a verdict out."""
