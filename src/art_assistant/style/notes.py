"""What a student should know of each label: when, who, what to look at and what to try.

The sources of every date and name are listed in ``docs/reference/style-notes.md``.
"""

from __future__ import annotations

from typing import Final

NOTES: Final[dict[str, str]] = {
    "Abstract Expressionism": (
        "New York, 1940s and 1950s: Jackson Pollock, Willem de Kooning, Franz Kline; the mark records the whole arm. "
        "Look at how few values carry the big marks, and try one picture with three values and a brush twice too wide."
    ),
    "Art Nouveau": (
        "About 1890-1910: Alphonse Mucha, Gustav Klimt; flat pattern held by one long, closed contour. "
        "Look at how the line swells where the form turns, and try a drawing whose fills stay flat and whose outline "
        "alone says the volume."
    ),
    "Baroque": (
        "About 1600-1750: Caravaggio, Rubens, Rembrandt; one strong light, a low key, diagonals. "
        "Look at how many edges are lost in the dark, and try joining every shadow into one mass before any detail."
    ),
    "Contemporary": (
        "A period and not a manner: painting since about the 1970s, from Gerhard Richter's blurred photographs to "
        "Jean-Michel Basquiat's scrawl, so the label says little about handling. "
        "Look at which older manner the picture answers, and try the same motif once blurred and once hard-edged."
    ),
    "Cubism": (
        "Paris, about 1907-1914: Pablo Picasso, Georges Braque, Juan Gris; facets seen from several "
        "sides, few colours. "
        "Look at how each plane is light along one edge and fades at the other, and try a still life in browns and "
        "greys whose planes all pass into their neighbours."
    ),
    "Early Renaissance": (
        "Italy, about 1425-1495: Masaccio, Piero della Francesca, Sandro Botticelli; clear contours, built space, a "
        "light key. "
        "Look at how form turns within a narrow range of values, and try modelling with three close values inside a "
        "firm line."
    ),
    "Expressionism": (
        "Mostly Germany, about 1905 to the 1920s: Ernst Ludwig Kirchner, Emil Nolde, Karl Schmidt-Rottluff; colour and "
        "shape bent to a feeling. "
        "Look at where colour leaves nature while the values still hold, and try exaggerating one angle and one hue."
    ),
    "Fauvism": (
        "France, about 1905-1908: Henri Matisse, André Derain, Maurice de Vlaminck; pure colour does the work of light "
        "and shade. "
        "Look at neighbours of equal value and opposite hue, and try painting every shadow with a colour and no brown."
    ),
    "High Renaissance": (
        "Italy, about 1495-1527: Leonardo, Raphael, Michelangelo; then Mannerism (Pontormo, Bronzino) to about 1600. "
        "Look at the soft, smoky turning edges against one clear silhouette, and try a head in which only the lit "
        "contour is firm; in Mannerism look at the long figures and the cool, enamelled colour."
    ),
    "Impressionism": (
        "France, 1860s-1880s, first shown together in 1874: Claude Monet, Camille Pissarro, Berthe Morisot; broken "
        "touches, a high key, coloured shadows. "
        "Look at how warm and cool replace dark, and try half an hour outdoors without black and with "
        "every stroke left "
        "alone."
    ),
    "Minimalism": (
        "This label holds two kinds of reduction. Color Field, late 1940s-1960s (Mark Rothko, Barnett Newman, Helen "
        "Frankenthaler), breathes: large, often stained areas with soft edges, close values and colour as feeling. "
        "Minimalism, 1960s-1970s (Frank Stella, Agnes Martin), withholds: grids, bands, even surfaces and an edge that "
        "is only an edge. Try two equal values of different hue, once with a soft border and once with a taped one."
    ),
    "Neoclassicism": (
        "About 1770-1830: Jacques-Louis David, Jean-Auguste-Dominique Ingres; its finish lives on in the academic art "
        "of William Bouguereau. "
        "Look at the unbroken contours, hidden brushwork and quiet colour, and try finishing one form "
        "so that no stroke "
        "can be counted."
    ),
    "Northern Renaissance": (
        "The Low Countries and Germany, 15th-16th century: Jan van Eyck, Hieronymus Bosch, Albrecht Dürer; thin "
        "glazes of oil and detail everywhere. "
        "Look at how hard edges stay near and far alike, and try a small still life in which each surface has its own "
        "highlight."
    ),
    "Photograph": (
        "This looks like a photograph of the world and not like a painting, so no style is named. "
        "Use it as a reference: squint for the big masses, and decide which edges and values you would change."
    ),
    "Pointillism": (
        "From the mid-1880s in France, also called Neo-Impressionism: Georges Seurat, Paul Signac, "
        "Maximilien Luce; small "
        "even touches of unmixed colour. "
        "Look at how the value of a patch is set before its colours, and try mixing one shadow only from dots of two "
        "complements."
    ),
    "Pop Art": (
        "Britain and the United States, 1950s-1960s: Richard Hamilton, Roy Lichtenstein, Andy Warhol; "
        "the look of print "
        "and advertising. "
        "Look at the flat colour and the machine-hard edge, and try a portrait in four flat colours without blending."
    ),
    "Post-Impressionism": (
        "France, about 1886-1905: Paul Cézanne, Vincent van Gogh, Paul Gauguin; three answers to Impressionism: plane, "
        "stroke and outlined flat colour. "
        "Look at how the strokes follow the form, and try building a pot from planes that change colour before they "
        "change value."
    ),
    "Primitivism": (
        "Naive painting, from the late 19th century on: Henri Rousseau, Niko Pirosmani, Ivan Generalić; self-taught, "
        "frontal, each thing told completely. "
        "Look at the even finish and the clear silhouettes, and try a scene without perspective in which size means "
        "importance."
    ),
    "Realism": (
        "France after 1848: Gustave Courbet, Jean-François Millet, Honoré Daumier; common life without idealising, "
        "earth colours, dense paint. "
        "Look at the big dark masses and the few lights kept in reserve, and try four earths and white only."
    ),
    "Rococo": (
        "France, from the early 1700s to the later 18th century: Antoine Watteau, François Boucher, "
        "Jean-Honoré Fragonard; pastel "
        "colour, a high key, light curling touches. "
        "Look at how small the value range is inside the flesh, and try keeping every shadow lighter "
        "than the middle of "
        "your scale."
    ),
    "Romanticism": (
        "Late 18th to mid 19th century: Eugène Delacroix, J. M. W. Turner, Caspar David Friedrich; nature and feeling "
        "larger than the figure. "
        "Look at the glow of one light against wide, soft half-tones, and try losing every edge but those beside the "
        "light."
    ),
    "Surrealism": (
        "From 1924: Salvador Dalí, René Magritte, Max Ernst; the impossible painted as if seen. "
        "Look at the even light and the hard cast shadows that make it believable, and try two things that do not "
        "belong together under one light."
    ),
    "Symbolism": (
        "About 1885-1910: Gustave Moreau, Odilon Redon, Pierre Puvis de Chavannes; an idea or a dream before a thing "
        "seen. "
        "Look at the veiled edges, the closed harmony and the glow of one accent, and try a picture in three close "
        "values with one jewel of colour."
    ),
    "Ukiyo-e": (
        "Japan, 17th-19th century, mostly woodblock prints: Utamaro, Hokusai, Hiroshige; flat colour, a calligraphic "
        "line, bold cropping. "
        "Look at the pattern of flat darks, and try your motif in a line and five flat colours without shadows."
    ),
}
"""Label to its note, in the project's own words."""
