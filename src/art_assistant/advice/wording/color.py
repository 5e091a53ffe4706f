"""The words for findings about colour: of drawings none of them is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import Way, Wording
from art_assistant.field.labels import PAINTING, PHOTOGRAPH

COLOR: Final[Mapping[str, Wording]] = {
    "chroma_everywhere": Wording(
        title="Strong colour everywhere",
        says=(
            "Colours are strong nearly everywhere: counted from grey they average {number}. The strongest are in {place}.",
            "Counted from grey the colours average {number}; masters' paintings typically have {usual}. The strongest are in {place}.",
            "Counted from grey the colours average {number}; {rank} have quieter ones. The strongest are in {place}.",
        ),
        asks=(
            "Which colour may stay strong if all the others become quieter?",
            "Are all of these colours meant to be seen first?",
            "Cover one of the strong colours with a thumb: does the picture lose something?",
        ),
        tries="Try a small colour sketch in which all colours but one are quieter.",
        why="A strong colour looks strong only beside quieter ones.",
        sketch="Hold a strip of neutral grey paper beside {place}, then beside three other passages. Note which of them could be quieter.",
        again="the average strength of colour, as chroma C*",
        unless="a Fauve, pop or decorative palette is meant",
        ways={
            PAINTING: Way(
                "Grey two neighbours of that passage and leave the passage as it is.",
                (
                    "Mix a grey from the colours already on your palette. On a small copy work it into everything but {place}, a third of the way.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which one colour stays strong.",
                (
                    "List the strong colours of the photograph in order. In a small colour sketch keep the first as it is and mix all the others half-way to grey.",
                ),
                (
                    "When you paint this, which one colour stays strong?",
                    "Cameras strengthen colour: was it this strong when you stood there?",
                ),
            ),
        },
    ),
    "no_chroma_accent": Wording(
        title="No colour stands out",
        says=(
            "No colour stands out. The strongest, in {place}, is only {number} above the picture's middle colour.",
            "The strongest colour, in {place}, is {number} above the picture's middle colour; masters' paintings typically have {usual}.",
            "The strongest colour, in {place}, is {number} above the picture's middle colour; {rank} have a stronger one.",
        ),
        asks=(
            "Should one clear colour stand out there?",
            "Are the colours this even on purpose?",
            "What was the strongest colour you saw?",
        ),
        tries="Try one small, clear colour there.",
        why="One clear colour, however small, makes the quieter ones around it look chosen.",
        sketch="Cut coin-sized pieces from a coloured magazine page. Lay them on {place}, one after the other, and keep the one that helps.",
        again="how far the strongest colour stands above the picture's middle colour, as chroma C*",
        unless="a monochrome or grisaille is meant",
        ways={
            PAINTING: Way(
                "Put one small, clear colour there.",
                (
                    "Take the clearest colour that belongs in {place}. Put one touch of it, unmixed and no larger than a pea, on a scrap, lay the scrap there and look from three paces.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide on one colour that may be stronger than in the photograph.",
                (
                    "In a small colour sketch keep all colours as they are but one, in {place}: mix that one as clear as you can. Decide whether the painting wants it.",
                ),
                ("When you paint this, which colour may be stronger than in the photograph?",),
            ),
        },
    ),
    "one_temperature": Wording(
        title="Lights and darks are equally warm",
        says=(
            "Lights and darks are almost equally warm: {number} apart on the warm-cool scale. The lights lie in {place}.",
            "Lights and darks lie {number} apart on the warm-cool scale; masters' paintings typically have {usual}. The lights lie in {place}.",
            "Lights and darks lie {number} apart on the warm-cool scale; {rank} part them more. The lights lie in {place}.",
        ),
        asks=(
            "What colour was the light?",
            "Should the shadows be cooler or warmer than the lights?",
            "If you held a white card in that light, what colour would its shaded side be?",
        ),
        tries="Try a small colour sketch with the darks a little cooler, then a little warmer.",
        why="A change of warmth between light and shadow shows that the light has a colour.",
        sketch="Look at one light of {place} and at one dark through a small hole in a card, by turns. Write down which of them is warmer and which should be.",
        again="how far lights and darks lie apart on the warm-cool scale",
        unless="the picture is nearly grey or meant to be monochrome",
        ways={
            PAINTING: Way(
                "Choose whether the light is warm or cool and lean the darks the other way.",
                (
                    "Paint one light of {place} and one dark as two squares side by side, in the values of the picture. Make the one warmer and the other cooler, then swap. Choose.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide whether the light is warm or cool, and lean the darks the other way.",
                (
                    "Paint two pairs of small squares for a light of {place} and a dark, in the values of the photograph: warm with cool, then cool with warm. Choose before you begin.",
                ),
                (
                    "When you paint this, will the light be warm or cool?",
                    "Cameras even out the colour of light: was the shadow cooler or warmer than the light?",
                ),
            ),
        },
    ),
    "one_dark_hue": Wording(
        title="All darks have one colour",
        says=(
            "The hues of the darks agree to {number}: nearly all are {darkest}. See {place}.",
            "In {place} nearly all darks are {darkest}: their hues agree to {number}; masters' paintings typically have {usual}.",
            "The hues of the darks agree to {number}; {rank} vary them more. A second hue of the same value could go into {place}.",
        ),
        asks=(
            "Does that one shadow colour come from the light?",
            "Would a cooler or a warmer dark there help?",
        ),
        tries="Try a second hue of the same value in one of the darks.",
        why="Two hues of one value keep a dark from looking flat.",
        sketch="Look at three darks of {place} through a small hole in a card, one after the other. Write down the hue of each, and where a second hue could go.",
        again="how closely the hues of the darks agree, in per cent",
        unless="a tonal underpainting or a single shadow colour is meant",
        ways={
            PAINTING: Way(
                "Set a second hue of the same value beside that dark.",
                (
                    "Mix two darks of equal value, one leaning blue or green, one leaning red or brown. Lay them side by side in a small copy of {place}, unblended.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide on two hues for the darks, equal in value.",
                (
                    "Mix two darks of equal value, one cooler, one warmer, and paint {place} with both at the size of a matchbox. Compare it with the photograph.",
                ),
                (
                    "When you paint this, which two hues will the darks have?",
                    "Cameras give all darks one colour: which hues did you see in them?",
                ),
            ),
        },
    ),
    "scattered_hues": Wording(
        title="Many unrelated hues",
        says=(
            "The hues lie all round the colour wheel: their variety is {number} of the most there can be. The {stray} in {place} covers the least.",
            "The variety of hue is {number} of the most there can be; masters' paintings typically have {usual}. The {stray} in {place} covers the least.",
            "The variety of hue is {number} of the most there can be; {rank} have less. The {stray} in {place} covers the least.",
        ),
        asks=(
            "Which hue could the picture do without?",
            "Is the variety the point, or should one group of hues lead?",
        ),
        tries="Try a small colour sketch with three hues.",
        why="Colours that recur tie a picture together.",
        sketch="Cover the {stray} of {place} with a scrap of grey paper for a minute. Decide whether the picture needs that hue.",
        again="the variety of hue, in per cent of the most there can be",
        unless="a prismatic or divided palette is meant",
        ways={
            PAINTING: Way(
                "Repeat that hue somewhere else, or leave it out.",
                (
                    "Choose one colour and stir a little of it into every mixture of a ten-minute copy; {place} gets twice as much.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which hue to leave out.",
                (
                    "Make a small colour sketch with no more than three hues. Replace the {stray} of {place} with the nearest of the three.",
                ),
                ("When you paint this, which hue will you leave out?",),
            ),
        },
    ),
}
