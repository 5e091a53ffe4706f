"""The words for findings about composition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import Way, Wording
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH

_COINS: Final = (
    "Cut a coin-sized dark and a coin-sized light from paper and try them on the {other} half: high, low, near the edge. Note where one of them helps.",
)
_CROP: Final = (
    "Cut two L-shaped cards and crop the picture at the {side}: once a finger's width further in, once with a strip of paper added outside. Mark the better one.",
)

COMPOSITION: Final[Mapping[str, Wording]] = {
    "competing_focus": Wording(
        title="Two places ask to be seen first",
        says=(
            "One looks first to {firstread}. {Place} stands out too: {number} as much.",
            "{Place} stands out {number} as much as {firstread}, which is seen first; masters' paintings typically have {usual}.",
            "Two places stand out: first {firstread}, then {place}, {number} as much. {Rank} have a quieter second place.",
        ),
        asks=(
            "Which of the two is the reason for the picture?",
            "Are both meant to be seen?",
            "Does the second lead back to the first, or hold you there?",
        ),
        tries="Try a thumbnail in which the second place has half the contrast.",
        why="A quieter second place leads back to the first; an equal one divides attention.",
        sketch="Cover {place} with a scrap of paper for a minute, then uncover it. If the picture was clearer without it, draw a thumbnail in which {place} has half the contrast.",
        again="how far the second place stands apart, in per cent of the first",
        unless="figures in dialogue, a frieze or a pattern is meant",
        ways={
            PAINTING: Way(
                "Reduce the contrast of the second place until it supports the first.",
                (
                    "On a small copy paint the lights of {place} a step darker and its darks a step lighter. See which version you can look at longer.",
                ),
            ),
            DRAWING: Way(
                "Reduce the contrast of the second place until it supports the first.",
                (
                    "On tracing paper draw {place} with half the lines and half the darks. Lay the tracing over the picture and compare.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which of the two comes first and simplify the other.",
                (
                    "Draw two thumbnails: one in which {firstread} has the strongest contrast, one in which {place} has it. Choose one before you paint.",
                ),
                ("When you paint this, which of the two will be seen first?",),
            ),
        },
    ),
    "border_pull": Wording(
        title="Strong contrast near the frame",
        says=(
            "Close to the frame, in {place}, the contrast is {number} of the strongest inside the picture.",
            "The contrast near the frame is strongest in {place}: {number} of the strongest inside; masters' paintings typically have {usual}.",
            "In {place}, close to the frame, the contrast is {number} of the strongest inside; {rank} keep the frame quieter.",
        ),
        asks=(
            "Does that spot belong to the subject?",
            "Is the eye meant to go there?",
            "What would the picture lose if that spot were quieter?",
        ),
        tries="Try a crop or a thumbnail without that spot.",
        why="Strong contrast near the frame draws the eye away from the subject.",
        sketch="Cover a finger's width along the {side} border with grey paper, then slide the paper away bit by bit. Note when {place} begins to draw your eye, and mark in a thumbnail what could be quieter there.",
        again="the strongest contrast near the frame, in per cent of the strongest inside",
        unless="a cropped, snapshot-like edge is part of the idea",
        ways={
            PAINTING: Way(
                "Bring the value of that spot half-way to its neighbours.",
                (
                    "Mix a value half-way between {place} and its surroundings. On a small copy paint it over the strongest spot, step back and compare.",
                ),
            ),
            DRAWING: Way(
                "Make the marks at that spot lighter or fewer.",
                (
                    "Lay a strip of tracing paper along the {side} border so that it veils {place}. If the picture gains, draw a thumbnail with fewer and lighter marks there.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide whether to crop that spot or to leave it out.",
                (
                    "Cut two L-shaped cards and crop the {side} side of the picture step by step until {place} no longer draws the eye. Mark that crop on the photograph.",
                ),
                (
                    "When you paint this, will that spot be in the painting?",
                    "Will you crop that spot, or make it quieter?",
                ),
            ),
        },
    ),
    "no_resting_place": Wording(
        title="Few quiet places",
        says=(
            "Only {number} of the picture is quiet. {Place} comes nearest to being so.",
            "{Number} of the picture is quiet; masters' paintings typically have {usual}. {Place} could become a quiet place.",
            "{Number} of the picture is quiet; {rank} have more. The easiest place to begin is {place}.",
        ),
        asks=(
            "Could that part show less?",
            "Is the bustle the subject, or should one part be still?",
        ),
        tries="Try a thumbnail in which that part is one even tone.",
        why="Lively passages stand out only beside quiet ones.",
        sketch="Copy the picture at the size of a stamp and leave {place} as bare paper. Add back only what you miss.",
        again="the share of the picture that is calm in value and draws no attention",
        unless="an all-over pattern or a crowd is the subject",
        ways={
            PAINTING: Way(
                "Make that part one calm tone.",
                (
                    "With a broad brush paint {place}, on a card, in one mixed tone with a single soft change across it. Hold the card beside the picture.",
                ),
            ),
            DRAWING: Way(
                "Make that part one calm tone, or leave it as bare paper.",
                (
                    "Lay tracing paper over the picture and draw everything but {place}. Decide how much of that part has to come back.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide what to leave out of that part.",
                (
                    "On a small print cover {place} with one piece of grey paper. Draw a thumbnail from what you see now, and add back no more than two things.",
                ),
                ("When you paint this, what will you leave out there?",),
            ),
        },
    ),
    "frame_tangent": Wording(
        title="A line runs along the frame",
        says=(
            "In {place} a contour runs close beside the {side} side of the frame, for {number} of that side.",
            "In {place} a contour almost touches the {side} side of the frame, for {number} of that side; {rank} have a shorter one.",
            "In {place} a contour keeps close to the {side} side of the frame, for {number} of that side; masters' paintings typically have {usual}.",
        ),
        asks=(
            "Could that contour cross the frame, or lie further inside?",
            "Was that closeness intended?",
        ),
        tries="Try a crop that lets that contour cross the frame.",
        why="Two lines that almost touch draw attention to the gap between them.",
        sketch="Draw {place} three times at thumb size: the contour crossing the frame, well inside it, and lost in the tone. Keep one.",
        again="the longest run of a contour close beside the frame, in per cent of that side",
        unless="a drawn border or a framing device is meant",
        ways={
            PAINTING: Way("Let that contour cross the frame, or move it a finger's width inside.", _CROP),
            DRAWING: Way("Let that contour cross the frame, or move it a finger's width inside.", _CROP),
            PHOTOGRAPH: Way(
                "When you paint this, decide on a crop in which that contour crosses the frame or lies well inside.",
                (
                    "Cut two L-shaped cards and try three crops at the {side} side. Mark the one in which the contour crosses the frame or lies well inside.",
                ),
                ("When you paint this, will that contour cross the frame or lie further inside?",),
            ),
        },
    ),
    "lopsided_weight": Wording(
        title="The weight lies on one side",
        says=(
            "What stands out from the ground lies mostly in {place}: the two sides differ by {number} of the whole.",
            "{Place} holds more of what stands out from the ground, by {number} of the whole; masters' paintings typically differ by {usual}.",
            "{Place} holds more of what stands out from the ground, by {number} of the whole; {rank} are more even.",
        ),
        asks=(
            "Does the emptier side have a part in the picture?",
            "Is that lean intended?",
            "What, however small, could answer on the other side?",
        ),
        tries="Try one small accent on the {other} side, in a thumbnail.",
        why="A small answer on the other side makes a lean look intended.",
        sketch="Turn the picture upside down, look for a minute, and sketch its weights as three blobs. Draw them again with one blob moved towards the {other}, and compare.",
        again="how far the visual weight of the two sides differs, in per cent of the whole",
        unless="an asymmetrical design with an active empty side is meant",
        ways={
            PAINTING: Way("Answer with one small, strong note on the {other} side.", _COINS),
            DRAWING: Way("Answer with one small, strong note on the {other} side.", _COINS),
            PHOTOGRAPH: Way(
                "When you paint this, decide whether to crop the emptier side or to put something small there.",
                (
                    "Try three crops with two L-shaped cards, each with the subject in another place. Draw the best as a thumbnail.",
                ),
                (
                    "When you paint this, will you keep that lean, or crop it?",
                    "What, however small, could your painting have on the other side?",
                ),
            ),
        },
    ),
    "scattered_attention": Wording(
        title="No place stands out first",
        says=(
            "Half of the attention is spread over {number} of the picture. {Place} is seen first, but not by much.",
            "Half of the attention is spread over {number} of the picture; masters' paintings typically gather it in {usual}. {Place} is seen first.",
            "Half of the attention is spread over {number} of the picture; {rank} gather it in less. {Place} is seen first.",
        ),
        asks=(
            "If you could keep one square inch, would it lie there?",
            "Is this a picture to wander in, or should one place come first?",
        ),
        tries="Try a thumbnail with the strongest contrast in that place only.",
        why="Where one place clearly comes first, the eye knows where to begin.",
        sketch="Punch a hole in a card and lay it over {place}. In a thumbnail put the lightest light and the darkest dark inside that circle only.",
        again="the smallest share of the picture that holds half of the attention",
        unless="an all-over composition is meant",
        ways={
            PAINTING: Way(
                "Put the strongest contrast there and reduce it elsewhere.",
                (
                    "Write one sentence about what the picture is of. On a small copy soften two things, far from {place}, that the sentence does not name.",
                ),
            ),
            DRAWING: Way(
                "Put the strongest contrast there and reduce it elsewhere.",
                (
                    "Write one sentence about what the picture is of. On tracing paper draw only what the sentence names, and make {place} the darkest.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide on the one place to be seen first.",
                (
                    "Write one sentence about why you chose this photograph. Crop and simplify a thumbnail until it shows that and nothing else.",
                ),
                ("When you paint this, what will be seen first?",),
            ),
        },
    ),
}
