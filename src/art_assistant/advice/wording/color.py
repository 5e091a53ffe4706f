"""The words for findings about colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import Wording

COLOR: Final[Mapping[str, Wording]] = {
    "chroma_everywhere": Wording(
        title="Strong colour everywhere",
        says=(
            "Colour is turned up from edge to edge, {number} on average against the usual {usual}. {Place} is the "
            "loudest, and has little grey to ring against.",
            "Every passage wants to sing. At {number} of mean chroma, {place} cannot rise above its neighbours.",
            "Strong colour all over, {number} on average; {rank} are quieter. Decide whether {place} is where it counts.",
        ),
        asks=(
            "Which colour may stay loud if all the others step back?",
            "Is the whole choir meant to sing, or only the soloist?",
            "Cover one of the strong colours with a thumb: does the picture lose something, or settle?",
            "Do you need them all at full voice?",
        ),
        urges="Grey down two neighbours of that passage and leave it alone.",
        why="A strong colour needs quiet ones beside it to look strong.",
        do=(
            "Mix a grey from the colours already on your palette and work it into everything but {place}, a third of the "
            "way, on a small copy.",
            "Hold a strip of neutral grey paper beside {place}, then beside three other passages. Where the strip glows "
            "with contrast, mute.",
        ),
        again="the mean chroma, C*",
        unless="a Fauve, pop or decorative palette is meant",
    ),
    "no_chroma_accent": Wording(
        title="No colour stands out",
        says=(
            "No colour stands out. The strongest, in {place}, is only {number} above the picture's own middle, where "
            "{usual} is usual.",
            "{Place} holds the purest colour there is, and it is {number} above the rest: not enough to be noticed.",
            "In chroma the picture keeps one level; the best of it, in {place}, rises by {number}, less than in {rank}.",
        ),
        asks=(
            "Would one clean note there change the temperature of the whole?",
            "Is this near-monochrome by choice, or did the mixtures go grey on the way?",
            "What was the strongest colour you saw in front of you?",
            "Where would a visitor look for the one clear colour?",
        ),
        urges="Let one clean note sound there, the size of a coin.",
        why="One clear colour, however small, makes all the greys around it look chosen.",
        do=(
            "Take the cleanest tube colour that belongs in {place} and set down one touch, unmixed, no larger than a "
            "pea. Leave it for an hour before judging.",
            "Cut coin-sized pieces from a coloured magazine page. Lay them on {place}, one after the other, and mix the "
            "one that wakes the picture.",
        ),
        again="the 99th percentile of chroma minus its median, C*",
        unless="a monochrome or grisaille is meant",
    ),
    "one_temperature": Wording(
        title="Lights and darks are equally warm",
        says=(
            "Lights and darks are of one temperature: {number} apart on the warm-cool scale, where {usual} is usual. The "
            "light in {place} has no colour of its own.",
            "From {place} down into the shadows the temperature hardly moves ({number}); only the value changes.",
            "{Place} is lit, yet hardly warmer or cooler than the darks: {number} apart. {Rank} part them more.",
        ),
        asks=(
            "What colour was the light that day?",
            "Should the shadows lean away from the lights, and to which side?",
            "Was the light warm or cool, and do the shadows know it?",
            "If you held a white card in that light, what colour would its shaded side be?",
        ),
        urges="Choose a side for the light and lean the darks the other way.",
        why="A shift of temperature between light and shadow is how paint says that light has a colour.",
        do=(
            "Paint one lit passage of {place} and one dark as two squares side by side, same values. Warm one, cool the "
            "other; then swap. Choose.",
            "Glaze the lights of a small copy with a thin warm, the darks with a thin cool, without changing a value. "
            "Compare it with the picture at arm's length.",
        ),
        again="how far lights and darks differ on the warm-cool scale of Ou, Woodcock and Wright",
        unless="the picture is near-neutral or meant to be monochrome",
    ),
    "one_dark_hue": Wording(
        title="All darks have one colour",
        says=(
            "All the darks come from one pot. Their hues agree to {number}, where {usual} is usual, and {place} is "
            "{darkest} throughout.",
            "In {place} every dark leans to the same hue, {darkest} ({number} agreement). Different passages share "
            "one shadow.",
            "{Number} of the darks' colour points one way. {Place} would be a good place for a second dark of the same "
            "value.",
        ),
        asks=(
            "Is that one shadow colour the light's doing, or the tube's?",
            "Would a cooler or a warmer dark beside it do harm?",
        ),
        urges="Answer that dark with its opposite temperature at the same value.",
        why="Darks of more than one hue look like air; of a single one they look like ink.",
        do=(
            "Mix two darks of equal value, one leaning blue or green, one leaning red or brown. Lay them side by side "
            "into {place}, unblended.",
            "Copy {place} at matchbox size with three darks and no black. Stop as soon as you can tell them apart only "
            "by hue.",
        ),
        again="how closely the hues of the darkest third agree, in per cent",
        unless="a tonal underpainting or a single shadow colour is meant",
    ),
    "scattered_hues": Wording(
        title="Many hues, no family",
        says=(
            "The hues are scattered all round the wheel ({number} of full variety, {usual} usual). {Stray} in {place} "
            "keeps no company.",
            "Many hues, few relations: variety measures {number}, more than in {rank}. The odd one out is {stray}, "
            "in {place}.",
            "The palette has not settled on a family. At {number} of full variety the {stray} of {place} is one guest "
            "too many.",
        ),
        asks=(
            "Which hue could leave without being missed?",
            "Is the variety the point, or should one family of hue host the rest?",
        ),
        urges="Repeat that hue somewhere else, or let it go.",
        why="Colours that recur tie a picture together; a colour seen once is a stranger.",
        do=(
            "Choose one mother colour and stir a little of it into every mixture of a ten-minute copy; {place} gets "
            "twice as much.",
            "Put down the {stray} of {place} in two other spots, smaller and greyer. If the picture is no calmer, paint "
            "all three out.",
        ),
        again="the variety of hue, in per cent of the most there can be",
        unless="a prismatic or divided palette is meant",
    ),
}
