"""The words for findings about value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import Wording

VALUE: Final[Mapping[str, Wording]] = {
    "compressed_range": Wording(
        title="The values keep close together",
        says=(
            "From value {low} to value {high}: the whole picture is told in {number}, where {usual} "
            "is usual. The lightest passage, in {place}, has little to stand above.",
            "The scale is short, {number} in all, and {rank} reach further. {Place} is as light as it gets, and that "
            "is only value {high}.",
            "Lights and darks have drawn together: {number} part them, against the usual {usual}. It shows first "
            "in {place}, where {lightmass} should lead.",
        ),
        asks=(
            "Is that hush meant, or has the picture gone quiet by itself?",
            "Did you want this veil over everything, or would one deeper dark open it up?",
            "Which would you rather move, the darkest dark or the lightest light?",
            "Was the subject as even as this when you stood before it?",
        ),
        urges="Push one dark down and let {lightmass} answer it.",
        why="The distance between lightest and darkest is what carries a picture across a room.",
        do=(
            "Postcard size, three values only: paint the darkest mass a full step lower than you see it and {lightmass} "
            "a step higher; leave the middle alone.",
            "Set a strip of black and a strip of white paper beside the picture. Repaint just {lightplace} and "
            "{darkplace} in a thumbnail until each is a step nearer to its strip.",
        ),
        again="the range from p5 to p95 of lightness, in values",
        unless="a quiet or foggy picture is meant, or the style is a flat one",
    ),
    "lifted_darks": Wording(
        title="The darks stop early",
        says=(
            "Only a twentieth of the picture lies below value {number}; {rank} begin "
            "darker. {Darkmass}, in {place}, is where the missing dark belongs.",
            "The floor is high: the darks stop at value {number}, against the usual {usual}, so {place} "
            "hovers instead of sitting down.",
            "Look at {place}: it is the deepest passage you have, and the darks still measure value {number}. The "
            "lights, up to {high}, have little depth to rise from.",
        ),
        asks=(
            "Is it mist and bright air you are after, or is a true dark missing?",
            "Would one small, honest dark there cost you anything you love?",
            "Which dark is the darkest of all, and have you let it be?",
            "Was that shadow as pale when you half closed your eyes?",
        ),
        urges="Find one dark there and commit to it.",
        why="A light looks bright only beside a dark that is truly dark.",
        do=(
            "Mix your darkest dark without black, and touch it into {place} in three spots no larger than a thumbnail. "
            "Step back three paces between touches.",
            "Make a two-inch copy. Take everything in {darkmass} two steps down, nothing else, and pin it next to the "
            "picture.",
        ),
        again="p5 of lightness: where the darks begin",
        unless="the picture is high key on purpose",
    ),
    "crushed_darks": Wording(
        title="The darks have closed up",
        says=(
            "The darks have closed up: {number} of the darkest tenth sits within a fifth of a step in {place}, so "
            "nothing can be seen inside them.",
            "{Place} has gone to one flat dark. Of the deepest tenth of the picture {number} is the same value, where "
            "{usual} is usual.",
            "Shadow without air: in {place} the deepest tones differ so little ({number} of them alike) that form stops "
            "at the edge of the dark.",
        ),
        asks=(
            "Should the eye be able to walk in there, or is it a curtain?",
            "Is that dark a flat shape by design, or did the drawing drown in it?",
        ),
        urges="Open it with one warmer or cooler dark of nearly the same value.",
        why="A shadow that holds two or three near values breathes; a single one reads as a hole.",
        do=(
            "Paint only the dark of {place}, the size of a matchbox, with two darks: one warm, one cool, half a step "
            "apart. Keep the outline you have.",
            "Lay tracing paper over {place} and draw every form you remember inside that dark. Put back the two that "
            "matter, no more than half a step lighter.",
        ),
        again="the share of the darkest tenth that lies within 2 L* of the deepest tone",
        unless="a nocturne, or flat darks of a graphic style, are meant",
    ),
    "dull_lights": Wording(
        title="The lights stop early",
        says=(
            "The lights stop early, at value {number}; {rank} go higher. In {place}, the lightest mass, nothing "
            "quite arrives.",
            "{Place} is the top of your scale and only reaches value {high}, against the usual {usual}.",
            "There is a ceiling at value {number}. {Place} presses against it while the darks, down to {low}, are "
            "there already.",
        ),
        asks=(
            "Is it evening in there, or have the lights been mixed too safely?",
            "Is that low ceiling the mood, or is one clean light still to come?",
            "Where did the light strike hardest?",
            "Hold white paper beside it: is that the distance you want?",
        ),
        urges="Save one place for the lightest paint you have and keep it small.",
        why="One clear light tells the eye how bright the whole picture is.",
        do=(
            "Scrape or wipe a fingertip-sized spot in {place} back to clean ground. Look for a minute, then paint the "
            "lightest note you dare, and stop.",
            "In a thumbnail lift only {lightmass} by one step and leave all else. Put it beside the picture, squint, "
            "and say which is nearer to what you saw.",
        ),
        again="p95 of lightness: where the lights end",
        unless="a nocturne or a low key is meant",
    ),
    "chalky_lights": Wording(
        title="The lights are all one brightness",
        says=(
            "The lights in {place} lie within {number} of each other, where {usual} is usual: bright, and all of one "
            "brightness.",
            "{Place} is light from end to end with barely a change inside it, {number} over the lightest tenth. The "
            "form goes chalky.",
            "Above value {from} everything runs together. {Place} spans just {number}, so no single light can be the "
            "lightest.",
        ),
        asks=(
            "Which spot in there is the lightest of all, and does the paint say so?",
            "Is that even glare what you saw, or did white do too much of the mixing?",
        ),
        urges="Take most of it down by half a step and let one light stay.",
        why="Lights need an order among themselves, or paint turns to chalk where the form should turn.",
        do=(
            "Mix three lights half a step apart, one warmer, one cooler. Repaint {place} at matchbox size with the "
            "lightest on a tenth of it.",
            "Glaze a card with thin grey and hold it over {place}, leaving a slit. Where the slit looks best is where "
            "your only pure light goes.",
        ),
        again="p99 − p90 of lightness: how far the lights differ",
        unless="a high key, snow or a paper-white ground is meant",
    ),
    "midtone_soup": Wording(
        title="The middle values have taken over",
        says=(
            "{number} of the picture sits between values 3.5 and 6.5; {usual} is usual. {Place} is the thick of it.",
            "The middle values have taken over, {number} in all, and in {place} one passage slides into the next "
            "without a change of value to mark it.",
            "Squint and {place} melts: {number} of everything here is neither light nor dark, more than in {rank}.",
        ),
        asks=(
            "Which part of it belongs to the light, and which to the shadow?",
            "Should those middles stay together, or pick a side?",
            "With only three values to spend, where would that passage go?",
            "What would you have to give up to let one part of it go dark?",
        ),
        urges="Send half of those middles to the lights and half to the darks.",
        why="A design is read from its lights and darks; middles that belong to neither blur it.",
        do=(
            "Draw {place} in a thumbnail with one black marker: every shape in it is ink or paper, no grey. Then ask "
            "which of the two the painting lacks.",
            "Cut the picture to three values on a card. Wherever your hand hesitates in {place}, push that shape a "
            "full step away from value 5.",
        ),
        again="the share of the picture between values 3.5 and 6.5",
        unless="a narrow, atmospheric scale is meant",
    ),
    "equal_masses": Wording(
        title="No mass leads",
        says=(
            "No mass leads. {First} covers {firstshare} and {second} covers {secondshare}, so {place} pulls as hard "
            "as {firstplace}.",
            "The areas are dealt out evenly: {firstshare} to {first}, {secondshare} to {second}. Between {firstplace} "
            "and {place} the eye cannot tell the subject from its setting.",
            "Measured by area, {first} and {second} nearly tie ({firstshare} and {secondshare}). {Place} could give "
            "way.",
        ),
        asks=(
            "Which of the two is the picture about?",
            "Is that even balance your idea, or would a larger share for one of them say more?",
        ),
        urges="Let one of them take ground from the other.",
        why="Unequal areas give a picture a ruler and a retinue; equal ones leave it undecided.",
        do=(
            "Three thumbnails, five minutes: in each let another mass take two thirds of the picture. Choose the one "
            "you would walk across a room for.",
            "Cut {second} out of grey paper at half its size and lay it on the picture over {place}. Move the cut until "
            "one mass plainly rules.",
        ),
        again="the evenness of the masses' areas, in per cent of the most there can be",
        unless="a pattern or an all-over design is meant",
    ),
    "small_shapes": Wording(
        title="The masses are in many small pieces",
        says=(
            "The masses come in many pieces: {shapes} shapes, {small} of them small, with contours {number} long. "
            "{Place} is the most cut up.",
            "{Place} is where the picture crumbles. In all there are {number} of contour, against the usual {usual}.",
            "Few large shapes would carry this; there are {shapes}, and in {place} they are at their smallest.",
        ),
        asks=(
            "Which two pieces there could share an edge and become one?",
            "Is the flicker wanted there, or would one larger shape serve the subject better?",
        ),
        urges="Join neighbours there until three shapes are left.",
        why="Few large shapes are seen at a glance; many small ones have to be read.",
        do=(
            "With a brush twice as wide as feels right, repaint {place} in a thumbnail using no more than three "
            "strokes.",
            "Trace the contours of {place}, then erase every second one. Paint what is left as flat shapes.",
        ),
        again="the length of all contours between shapes, in diagonals of the picture",
        unless="broken colour, pattern or foliage is the subject itself",
    ),
    "merging_neighbours": Wording(
        title="Two neighbours run together",
        says=(
            "In {place}, {one} and {other} touch and are only {number} apart: from three paces they are one shape.",
            "{One} runs into {other}. Where they meet, in {place}, the step is {number}; the usual step is {usual}.",
            "Two things share one value: {one} beside {other} in {place}, with {number} between them.",
        ),
        asks=(
            "One shape or two: which did you mean?",
            "Is that a lost edge you chose, or one that got away?",
        ),
        urges="Paint them frankly as one, or part them by a full step.",
        why="Neighbours of nearly one value neither join nor part, and the drawing goes soft between them.",
        do=(
            "Paint the two masses of {place} twice on a card: once as a single flat shape, once a full step apart. Keep "
            "the one that reads from across the room.",
            "Squint at {place} until the border goes. If nothing is lost, repaint it as one; if the subject is lost, "
            "darken the smaller by a step.",
        ),
        again="the smallest step between masses that touch, in values",
        unless="lost edges are the manner of the picture",
    ),
    "no_accent": Wording(
        title="No light has the last word",
        says=(
            "No light stands above the rest: the top of the scale spans {number}, where {usual} is usual. The eye "
            "arrives in {place} and finds no last word.",
            "{Place} is looked at first, yet neither the lightest light nor the darkest dark is much apart from its "
            "family ({number} for the lights).",
            "The values speak in one voice. In {place} there is room for an accent; the lights now end {number} above "
            "their crowd.",
        ),
        asks=(
            "Where should the one sharp note fall?",
            "Is the even voice meant, or is the last touch still to come?",
        ),
        urges="Put the one sharp note there, smaller than you think.",
        why="One small extreme, light or dark, finishes a passage as a full stop ends a sentence.",
        do=(
            "Cut two dots of paper, one white, one black, the size of a lentil. Move them about {place} until one of "
            "them makes the picture click, then paint that dot.",
            "Give yourself five touches: three darks, two lights, none larger than a grain of rice, all in {place}.",
        ),
        again="p99 − p95 of lightness: how far the accents stand above the lights",
        unless="a flat, decorative surface is meant",
    ),
}
