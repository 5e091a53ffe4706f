"""The words for findings about light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import WATERCOLOUR, Way, Wording
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH

TONES: Final[Mapping[str, Wording]] = {
    "compressed_range": Wording(
        title="The values keep close together",
        says=(
            "From value {low} to value {high}: {number} lie between the darks and the lights. The lightest mass lies in {place}.",
            "Lights and darks lie {number} apart; {rank} have them further apart. The lightest mass lies in {place}.",
            "Lights and darks lie {number} apart; masters' paintings typically have {usual}. The lightest mass lies in {place}.",
        ),
        asks=(
            "Is this narrow range meant?",
            "Which would you rather move, the darkest dark or the lightest light?",
            "Was the subject as even in value as this?",
        ),
        tries="Try a thumbnail with one dark a step darker and one light a step lighter.",
        why="The distance between darkest and lightest is what can be read from across a room.",
        sketch="In a sketch of postcard size use three values only: put the darkest mass a full step darker than you see it and the lightest a step lighter. Compare it with the picture at arm's length.",
        again="how many values lie between the darks and the lights",
        unless="a quiet, foggy or flat picture is meant",
        ways={
            PAINTING: Way(
                "Make one dark darker and one light lighter, a step each.",
                (
                    "Hold a strip of black and a strip of white paper beside the picture. In a thumbnail repaint only {lightplace} and {darkplace}, each a step nearer to its strip.",
                ),
            ),
            WATERCOLOUR: Way(
                "Deepen one dark, and keep the lightest light as bare paper.",
                (
                    "On a scrap of the same paper lay the dark of {darkplace} in two layers, and save the lightest shape as bare paper. Compare the scrap with the picture.",
                ),
            ),
            DRAWING: Way(
                "Make one dark a step deeper.",
                (
                    "Copy the big shapes at postcard size with a soft pencil or charcoal. Take {darkplace} two steps darker, leave everything else, and compare.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide first how dark the darkest dark will be.",
                (
                    "Make two thumbnails in three greys: one with the values as they are, one with {darkplace} a step darker and {lightplace} a step lighter. Choose the one to paint.",
                ),
                (
                    "When you paint this, which will you move: the darks, the lights, or neither?",
                    "Should your painting keep this narrow range?",
                ),
            ),
        },
    ),
    "lifted_darks": Wording(
        title="The darks stop early",
        says=(
            "Very little is darker than value {number}. The darkest mass lies in {place}.",
            "The darks end at value {number}; {rank} go darker. The darkest mass lies in {place}.",
            "The darks end at value {number}, where masters' paintings typically reach {usual}. The darkest mass lies in {place}; the lights go up to value {high}.",
        ),
        asks=(
            "Is a pale key meant, or is a darker dark missing?",
            "Would one small, darker dark there cost anything you like?",
            "Which dark should be the darkest?",
        ),
        tries="Try one darker dark there in a thumbnail.",
        why="A light looks bright only beside something dark.",
        sketch="Make a two-inch copy in soft pencil. Take {darkplace} two steps darker and nothing else, and put the copy beside the picture.",
        again="the value at which the darks end: very little of the picture is darker",
        unless="the picture is high key on purpose",
        ways={
            PAINTING: Way(
                "Make one dark there clearly darker.",
                (
                    "On a small copy touch your darkest dark into {place} in three spots. Step back three paces after each, and stop when the lights begin to shine.",
                ),
            ),
            DRAWING: Way(
                "Make one dark there clearly darker.",
                (
                    "On a scrap of the same paper find the darkest mark you can make with soft pencil, charcoal or ink. Hold the scrap beside {place} and decide whether one dark there may come closer to that mark.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which dark will be the darkest.",
                (
                    "Draw a thumbnail with a black and a grey marker on white paper, and give {place} the black. Decide how much of that black the painting needs.",
                ),
                (
                    "When you paint this, will the darks stay this pale, or will one be darker?",
                    "Was the shadow this pale when you stood there, or is that the camera?",
                ),
            ),
        },
    ),
    "crushed_darks": Wording(
        title="The darks are all one value",
        says=(
            "Of the darkest tenth of the picture {number} has one and the same value, so that little can be seen inside the dark in {place}.",
            "{Place} is one flat dark: {number} of the darkest tenth of the picture has one value; masters' paintings typically have {usual}.",
            "In {place} the darks differ so little that no form shows inside them: {number} of the darkest tenth of the picture has one value.",
        ),
        asks=(
            "Should one be able to see into that dark?",
            "Is that dark a flat shape on purpose?",
        ),
        tries="Try a thumbnail with two near values inside that dark.",
        why="Two or three near values inside a shadow show form there; a single one shows none.",
        sketch="Lay tracing paper over {place} and draw every form you can find or remember inside that dark. Mark the two that matter most.",
        again="the share of the darkest tenth of the picture that has one value",
        unless="a nocturne, or flat darks of a graphic style, are meant",
        ways={
            PAINTING: Way(
                "Set a second dark into that passage, half a step lighter.",
                (
                    "Paint only the dark of {place}, at the size of a matchbox, with two darks half a step apart. Keep the outline you have.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide what is seen inside that dark.",
                (
                    "Brighten the photograph on a screen until forms show in {place}. Draw the three that matter in a thumbnail, and leave the others dark.",
                ),
                (
                    "When you paint this, will that dark stay one flat shape?",
                    "Cameras close up the darks: what did you see inside that one?",
                ),
            ),
        },
    ),
    "dull_lights": Wording(
        title="The lights stop early",
        says=(
            "Very little is lighter than value {number}. The lightest mass lies in {place}.",
            "The lights end at value {number}; {rank} go lighter. The lightest mass lies in {place}.",
            "The lights end at value {number}, where masters' paintings typically reach {usual}. The lightest mass lies in {place}; the darks go down to value {low}.",
        ),
        asks=(
            "Is a dim light meant, or is one clear light still to come?",
            "Where was the light strongest?",
            "Beside white paper, should the lightest place be nearer to that white?",
        ),
        tries="Try one clear light there in a thumbnail.",
        why="One clear light shows how bright the rest is meant to be.",
        sketch="In a thumbnail make {lightplace} one step lighter and leave all else. Put it beside the picture, half close your eyes, and say which is nearer to what you want.",
        again="the value at which the lights end: very little of the picture is lighter",
        unless="a nocturne or a low key is meant",
        ways={
            PAINTING: Way(
                "Keep one small place for the lightest paint you have.",
                (
                    "Cut a coin-sized piece of white paper and move it about {place} until it lies where the strongest light should be. On a small copy paint that spot with your lightest mixture.",
                ),
            ),
            WATERCOLOUR: Way(
                "Lift one small light there, or save it as bare paper next time.",
                (
                    "Copy {place} at the size of a matchbox and save one spot as bare paper. Beside it lay the same wash everywhere and lift a spot with a damp brush. Choose.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which one light will be clearly lighter than in the photograph.",
                (
                    "Print or draw the picture at postcard size. Put a dot of white on {place}, then on two other lights, and choose the one that the painting needs.",
                ),
                (
                    "When you paint this, where will the lightest light be?",
                    "Is this dim light what you want to paint, or did the camera darken it?",
                ),
            ),
        },
    ),
    "chalky_lights": Wording(
        title="The lights are all one brightness",
        says=(
            "The lightest tenth of the picture spans only {number}, so that no single light in {place} is clearly the lightest.",
            "{Place} is light throughout and changes little: {number} over the lightest tenth of the picture; masters' paintings typically have {usual}.",
            "In {place} the lights lie within {number} of each other; {rank} vary them more.",
        ),
        asks=(
            "Which spot in that passage should be the lightest?",
            "Is that even brightness what you saw?",
        ),
        tries="Try a thumbnail in which one light stays and the others are half a step darker.",
        why="Lights that differ a little among themselves show form.",
        sketch="Cut a slit in a card of middle grey and hold it over {place}. Move it until the slit shows the spot that should be lightest, and mark that spot in a thumbnail.",
        again="how far the values of the lightest tenth of the picture differ",
        unless="a high key, snow or a paper-white ground is meant",
        ways={
            PAINTING: Way(
                "Take most of that passage down by half a step and let one light stay.",
                (
                    "Mix three lights half a step apart. Repaint {place} at the size of a matchbox with the lightest on a tenth of it.",
                ),
            ),
            WATERCOLOUR: Way(
                "Save one light as bare paper and lay one thin wash over the others.",
                (
                    "Copy {place} at the size of a matchbox: save one small shape as bare paper and lay one thin wash over the other lights.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide on one lightest light and let the others be half a step darker.",
                (
                    "In a thumbnail leave one spot of {place} as white paper and shade all other lights with one light grey. Try a second spot, and choose.",
                ),
                (
                    "When you paint this, which of those lights will be the lightest?",
                    "Cameras even out the lights: which one was the lightest when you stood there?",
                ),
            ),
        },
    ),
    "midtone_soup": Wording(
        title="Mostly middle values",
        says=(
            "Between values 3.5 and 6.5 lies {number} of the picture, above all in {place}.",
            "{Number} of the picture is neither light nor dark, between values 3.5 and 6.5; {rank} have less. See {place}.",
            "{Number} of the picture lies between values 3.5 and 6.5; masters' paintings typically have {usual}. See {place}.",
        ),
        asks=(
            "Which part of that passage belongs to the light, and which to the shadow?",
            "Should those middle values stay together?",
            "With only three values to use, which would that passage get?",
        ),
        tries="Try a thumbnail in which every middle value there becomes lighter or darker.",
        why="A design is read first from its lights and darks.",
        sketch="Draw {place} in a thumbnail with one black marker: every shape in it is ink or bare paper, no grey. Then decide which of the two the picture needs more of.",
        again="the share of the picture between values 3.5 and 6.5",
        unless="a narrow, atmospheric scale is meant",
        ways={
            PAINTING: Way(
                "Make some of those middle values clearly lighter and some clearly darker.",
                (
                    "Paint the picture on a card in three values. Wherever you hesitate in {place}, move that shape a full step away from value 5.",
                ),
            ),
            DRAWING: Way(
                "Make some of those greys clearly darker and leave others as paper.",
                (
                    "Cover a postcard with an even grey of soft pencil or charcoal. Lift the lights of {place} out with a kneaded eraser, add its darks, and leave nothing in between.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide for each big shape whether it is light or dark.",
                (
                    "Draw three thumbnails with a black marker and one grey: one mostly light, one mostly grey, one mostly dark. Choose the key you will paint in.",
                ),
                (
                    "When you paint this, will that passage go to the light or to the shadow?",
                    "Which key will your painting have: light, middle or dark?",
                ),
            ),
        },
    ),
    "no_accent": Wording(
        title="No light stands out",
        says=(
            "The lightest accents lie only {number} above the other lights. One looks first to {place}, where one could stand out.",
            "The lightest accents lie {number} above the other lights; masters' paintings typically have {usual}. One looks first to {place}.",
            "The lightest accents lie {number} above the other lights; {rank} set them higher. One looks first to {place}.",
        ),
        asks=(
            "Where should the strongest light fall?",
            "Is the even light meant, or is the last touch still to come?",
        ),
        tries="Try one small accent there: first a light one, then a dark one.",
        why="One small accent, light or dark, shows where to look.",
        sketch="Cut two dots of paper, one white and one black, the size of a lentil. Move them about {place} and note where one of them helps.",
        again="how far the lightest accents stand above the other lights",
        unless="a flat, decorative surface is meant",
        ways={
            PAINTING: Way(
                "Put one light accent there, smaller than you first think.",
                (
                    "On a small copy give yourself five touches: three darks, two lights, none larger than a grain of rice, all in {place}.",
                ),
            ),
            WATERCOLOUR: Way(
                "Save or lift one small light there.",
                (
                    "Copy {place} at the size of a matchbox and save one spot, no larger than a grain of rice, as bare paper. Compare it with the picture.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide where the one light accent goes.",
                (
                    "On a small print or thumbnail put a dot of white, no larger than a lentil, on {place}, then on two other places. Choose where the painting gets its accent.",
                ),
                ("When you paint this, where will the one light accent go?",),
            ),
        },
    ),
}
