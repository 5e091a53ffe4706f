from __future__ import annotations

import math

import numpy as np
import pytest

from art_assistant.report.views.guides import diagonals, grid


@pytest.mark.parametrize("aspect", [0.4, 0.75, 1.5, 2.2])
def test_reciprocals_meet_the_diagonals_at_right_angles(aspect: float):
    scale = np.array([aspect, 1.0])
    both = [np.subtract(end, start) * scale for start, end in diagonals(aspect)]
    main = [vector / np.linalg.norm(vector) for vector in both[:2]]
    for vector in both[2:]:
        unit = vector / np.linalg.norm(vector)
        assert min(abs(float(unit @ diagonal)) for diagonal in main) == pytest.approx(0.0, abs=1e-9)
    assert all(0.0 <= number <= 1.0 for line in diagonals(aspect) for point in line for number in point)


def test_a_square_has_its_two_diagonals_only():
    assert len(diagonals(1.0)) == 2


@pytest.mark.parametrize("aspect", [0.5, 1.0, 1.6])
def test_grid_cells_are_square(aspect: float):
    lines = grid(aspect)
    across = sorted(line[0][0] for line in lines if line[0][0] == line[1][0])
    down = sorted(line[0][1] for line in lines if line[0][1] == line[1][1])
    step_x = across[1] - across[0] if len(across) > 1 else across[0]
    step_y = down[1] - down[0] if len(down) > 1 else down[0]
    assert step_x * aspect == pytest.approx(step_y)
    assert max(len(across), len(down)) == 7
    assert math.isclose(min(step_x * aspect, step_y), max(aspect, 1.0) / 8.0, rel_tol=1e-9)
