"""The words for findings about composition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import Wording

COMPOSITION: Final[Mapping[str, Wording]] = {
    "competing_focus": Wording(
        title="Two places ask to be seen first",
        says=(
            "Two places call at once. The first read is {firstread}; {place} answers with {number} of its pull, where "
            "{usual} is usual.",
            "The eye goes to {firstread}, then is fetched away to {place}, which stands apart by "
            "{number} of the first.",
            "{Place} disputes the lead with {firstread}: it stands out by itself {number} as much as the first, more "
            "than in {rank}.",
        ),
        asks=(
            "Which of them is the reason you painted this?",
            "Are they a conversation, or a quarrel?",
            "If one of them had to whisper, which would it be?",
            "Does the second send you back to the first, or keep you?",
        ),
        urges="Lower the contrast of the second until it supports the first.",
        why="Two equal calls cancel each other; a second read should lead back to the first.",
        do=(
            "Cover {place} with a scrap of tissue for five minutes and paint on elsewhere. Uncover it, and soften "
            "whatever now shouts.",
            "On a thumbnail lower the contrast of {place} by half: lights down a step, darks up a step. Compare which "
            "version you can look at longer.",
        ),
        again="how far the second place stands apart, in per cent of the first",
        unless="figures in dialogue, a frieze or a pattern is meant",
    ),
    "border_pull": Wording(
        title="Something pulls at the frame",
        says=(
            "Something loud sits close to the frame: in {place} the contrast is {number} of the strongest inside the "
            "picture.",
            "The eye slips out by {place}. Its contrast with what lies around measures {number} of the inner peak; "
            "{usual} is usual.",
            "{Place} tugs at the frame: beside the strongest contrast inside, it is louder than the border in {rank}.",
        ),
        asks=(
            "Does it lead anywhere, or only out?",
            "What would the picture lose if that spot fell quiet?",
            "Did you mean the eye to leave by that door?",
            "Is it part of the subject, or only something that was there?",
        ),
        urges="Bring its value half-way to its neighbours.",
        why="What shouts at the frame shows the eye the door.",
        do=(
            "Mask a finger's width along the {side} border with grey paper, then slide it away by and by. Tone "
            "down {place} until nothing jumps.",
            "Mix the mean of {place} and its surroundings. Scumble it thinly over the loudest spot, twice, stepping back "
            "in between.",
        ),
        again="the strongest local contrast within 8 % of the frame, in per cent of that inside",
        unless="a cropped, snapshot-like edge is part of the idea",
    ),
    "no_resting_place": Wording(
        title="The eye finds little rest",
        says=(
            "Little of the picture is quiet: {number}, where {usual} is usual. {Place} comes nearest to "
            "rest and could become it.",
            "Everything is at work, with {number} left calm. If any part may fall silent, it is {place}.",
            "The eye finds no bench to sit on. Calm passages add up to {number}; {rank} allow more. Begin with {place}.",
        ),
        asks=(
            "Could that part say less?",
            "Is the bustle the subject, or should one passage hold still?",
        ),
        urges="Sweep that part together into one calm tone.",
        why="Activity is felt only against stillness.",
        do=(
            "Take a palette knife or a broad flat brush and repaint {place}, on a card, in one mixed tone with a single "
            "soft change across it.",
            "Copy the picture at stamp size and leave {place} as bare paper. Add back only what you truly miss.",
        ),
        again="the share of the picture that is calm in value and draws no attention",
        unless="an all-over pattern or a crowd is the subject",
    ),
    "frame_tangent": Wording(
        title="A line runs along the frame",
        says=(
            "A contour keeps close company with the {side} side of the frame, over {number} of its length; see {place}.",
            "In {place} a line runs alongside the frame without crossing it or leaving it, for {number} of that side.",
            "The frame and a contour nearly touch along {place}; they do so for {number} of the side, further than in "
            "{rank}.",
        ),
        asks=(
            "Could it cross the frame boldly, or step well inside?",
            "Was that near miss drawn on purpose?",
        ),
        urges="Let it cross the frame, or pull it a finger's breadth inside.",
        why="Two lines that almost touch catch the eye more than either of them alone.",
        do=(
            "Cut two L-shaped cards and crop the picture at the {side}: once a finger further in, once as if there were "
            "more canvas. Mark the better one.",
            "Draw {place} three times at thumb size: contour crossing the frame, contour well inside, contour lost into "
            "the tone. Keep one.",
        ),
        again="the longest run of a contour beside the frame, in per cent of that side",
        unless="a painted border or a framing device is meant",
    ),
    "lopsided_weight": Wording(
        title="The weight sits on one side",
        says=(
            "The weight sits on the {side}: {number} more of what differs from the ground lies there than on the "
            "{other}.",
            "{Place} carries the picture, by {number} of the visual weight; usually the sides differ by {usual}.",
            "Hang it on a nail and it would tip to the {side}. The two halves differ by {number} in visual weight, more "
            "than in {rank}.",
        ),
        asks=(
            "Does the empty side have a part to play?",
            "Is that lean a movement you want, or a list?",
            "Turn the picture upside down: does it tip over?",
            "What, however small, could answer from the other side?",
        ),
        urges="Answer it with one small, strong note on the {other}.",
        why="A lean can be a gesture; unanswered it feels like an accident.",
        do=(
            "Cut a coin-sized dark and a coin-sized light from paper and try them on the {other} half, low, high, near "
            "the edge. Note where the picture comes to rest.",
            "Turn the picture upside down, look for a minute, and sketch its weights as three blobs. Redraw them with one "
            "blob moved towards the {other}.",
        ),
        again="the difference of visual weight between the sides, in per cent of the whole",
        unless="an asymmetrical design with an active empty side is meant",
    ),
    "scattered_attention": Wording(
        title="Attention is spread thin",
        says=(
            "Attention is spread thin: half of it takes {number} of the surface to hold, where {usual} is "
            "usual. {Place} leads, but only just.",
            "Nothing quite wins. Half the attention is spread over {number} of the picture, and {place} has to do with "
            "its share.",
            "The eye wanders over {number} of the surface before half its interest is spent; {rank} gather it sooner. "
            "{Place} could be the place to gather it.",
        ),
        asks=(
            "If you could keep one square inch, would it lie there?",
            "Is it a picture to roam in, or should it have a heart?",
        ),
        urges="Gather the strongest contrast there and thin it out elsewhere.",
        why="A picture without a first word takes long to begin.",
        do=(
            "Punch a hole in a card and lay it over {place}. Paint in the hole only: the lightest light, the "
            "darkest dark, the cleanest colour. Lift the card.",
            "Write one sentence about what the picture is of. Then soften two things, far from {place}, that the "
            "sentence does not name.",
        ),
        again="the smallest share of the picture that holds half the attention",
        unless="an all-over composition is meant",
    ),
}
