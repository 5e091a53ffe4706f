"""Natural breaks: sorted values cut in groups that are as even inside as they can be, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def natural_breaks(
    values: NDArray[np.float64], weights: NDArray[np.float64], k: int, together: NDArray[np.float64] | None = None
) -> list[int]:
    """Return where to cut sorted weighted values in ``k`` groups so that the variance inside them is least: exactly.

    Args:
        values: (n,) rising.
        weights: (n,) positive.
        k: number of groups, 1 to n.
        together: (n, n) what it costs beside the variance to have two values in one group, at [first, second], first <
            second; the rest of it is not read.

    Returns:
        ``k - 1`` rising indices; group g is ``values[cut[g - 1]:cut[g]]``. Of equal solutions the one with the first
        possible last cut is taken, so the same input always gives the same cuts.

    Source: W. D. Fisher, Journal of the American Statistical Association 53 (1958) 789-798, by dynamic programming.

    """
    cost = _group_costs(values, weights)
    if together is not None:
        cost += _pair_costs(together)
    # The least cost of everything up to each place in one group, then in two, three ... groups.
    best = cost[0]
    came_from = []
    for _ in range(k - 1):
        through = best[:, None] + cost
        came_from.append(np.argmin(through, axis=0))
        best = np.min(through, axis=0)
    # Back from the end: where the last group began, where the one before it did.
    cuts, end = [], len(values)
    for step in reversed(came_from):
        end = int(step[end])
        cuts.append(end)
    return cuts[::-1]


def _group_costs(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n+1, n+1): the weighted squared deviation of ``values[i:j]``, infinite where the group is empty."""
    # Centred, so that the difference of two large sums keeps its digits.
    centred = values - np.average(values, weights=weights)
    weight, first, second = (np.concatenate([[0.0], np.cumsum(weights * centred**power)]) for power in range(3))
    # Every group's sums are differences of running sums: the variance of any i to j in one step.
    mass = weight[None, :] - weight[:, None]
    moment = first[None, :] - first[:, None]
    empty = np.tri(len(weight), dtype=np.bool_)
    mass[empty] = 1.0
    cost = second[None, :] - second[:, None] - moment**2 / mass
    # What rounding leaves below nothing is nothing.
    np.maximum(cost, 0.0, out=cost)
    cost[empty] = np.inf
    return np.asarray(cost, dtype=np.float64)


def _pair_costs(together: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n+1, n+1): the sum over all pairs within ``values[i:j]``; it means nothing where the group is empty."""
    below = np.zeros((together.shape[0] + 1, together.shape[0] + 1))
    below[1:, 1:] = np.triu(together, 1).cumsum(axis=0).cumsum(axis=1)
    # All pairs below j but those whose first is below i.
    return np.asarray(np.maximum(below.diagonal()[None, :] - below, 0.0))
