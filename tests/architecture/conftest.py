"""Real repositories, as in the tests of the gate."""

from tests.gate.conftest import repo as repo
