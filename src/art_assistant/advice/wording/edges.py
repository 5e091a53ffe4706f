"""The words for findings about edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import Wording

EDGES: Final[Mapping[str, Wording]] = {
    "all_hard_edges": Wording(
        title="Many edges are hard",
        says=(
            "{number} of all edges are hard, where {usual} is usual. Far from the first read they crowd in {place}, and "
            "cut shapes out like tin.",
            "Edges are sharp nearly everywhere ({number}), {place} included, so sharpness no longer says where to look.",
            "The knife has been busy: {number} of the contour is hard, more than in {rank}. {Place} could spare some.",
        ),
        asks=(
            "Which three edges deserve to be that sharp?",
            "Is it a cut-paper look you want, or may some forms breathe into the next?",
        ),
        urges="Soften every second edge there and keep the sharp ones for the first read.",
        why="A hard edge draws the eye; when all are hard, none does.",
        do=(
            "With a clean, dry brush drag across four edges in {place} while the paint is wet, or glaze them half a step "
            "together if it is dry.",
            "Trace the contours of {place} in pencil. Rub out half of each line with a finger, then paint from the "
            "drawing.",
        ),
        again="the share of contour whose rise is under 0.4 % of the diagonal",
        unless="a graphic, flat or print-like manner is meant",
    ),
    "all_soft_edges": Wording(
        title="No edge is crisp",
        says=(
            "Every edge takes its time: the median rise is {number} wide, against the usual {usual}. In {place}, "
            "where one looks first, nothing is crisp.",
            "The picture is in soft focus ({number} across a typical edge). {Place} is the place to bring to a point.",
            "Edges fade over {number}, wider than in {rank}, and {place} fades along with all the others.",
        ),
        asks=(
            "Is it the haze you painted, or the hesitation?",
            "Where would one crisp edge do the most good?",
        ),
        urges="Restate one edge there in a single stroke.",
        why="Softness is seen only next to something sharp.",
        do=(
            "Load a small flat brush, choose one contour in {place}, and restate it in a single stroke, on one side "
            "only. Then put the brush down.",
            "Lay a strip of tape along one edge in {place}, paint up to it, pull it off. Soften the far ends with a "
            "finger and keep the middle.",
        ),
        again="the median 10-90 % rise width of the edges, in per cent of the diagonal",
        unless="fog, sfumato or a tonal manner is meant; also check that the photograph is in focus",
    ),
    "hard_edges_off_focus": Wording(
        title="The sharpest edges lie off the focal point",
        says=(
            "The sharpest edges gather in {place}, away from the first read in {firstread} ({number} between the two "
            "shares).",
            "Focus is in one place and sharpness in another: one looks to {firstread}, but the crisp edges are in "
            "{place} ({number} difference).",
            "{Place} is drawn with a harder edge than {firstread}, where the eye goes first; the shares differ by "
            "{number}.",
        ),
        asks=(
            "Should they change places?",
            "Did that passage get more care than it needs?",
        ),
        urges="Trade: soften there, restate one edge at the first read.",
        why="Edges steer the eye; the hardest should lie where you want it to stay.",
        do=(
            "Soften two edges in {place}, sharpen one in {firstread}. Look away for a minute, then note where the eye "
            "lands.",
            "Draw both passages at thumb size: {place} with the side of the charcoal, {firstread} with its tip.",
        ),
        again="the share of hard edges near the first read minus that elsewhere",
        unless="the first read is meant to be found slowly",
    ),
    "restless_contours": Wording(
        title="Contours everywhere",
        says=(
            "There is contour everywhere: end to end it runs to {number} of the picture, where {usual} is usual. {Place} is the most "
            "tightly drawn.",
            "{Place} is woven of short edges. All contours together run to {number} of the picture, longer than in {rank}.",
            "So many edges ({number} of the picture, end to end) that outlines turn into texture, above all in {place}.",
        ),
        asks=(
            "Which of them describe form, and which only fill?",
            "Is it the touch you want seen there, or the thing?",
        ),
        urges="Lose every edge there that does not turn a form.",
        why="Each edge asks for a moment of attention; too many and none is given.",
        do=(
            "Restate {place} with a brush you would use for a wall: big touches, three values, two minutes. Stop "
            "before it gets tidy.",
            "Lay tracing paper on {place} and draw the six edges that matter. Paint out two of the others.",
        ),
        again="the length of all edges, in diagonals of the picture",
        unless="broken touch or fine pattern is the manner of the picture",
    ),
}
