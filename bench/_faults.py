"""Faults painted into pictures, several ways for each kind of finding: what the tips meet that nothing was tuned on.

Every way is a plain operation on a picture in CIE Lab, as a restorer, a camera or a beginner might do it. ``t`` is the
amount, 0-1; where a fault goes is left to the generator of the canvas. The defects of ``_injections.py`` are other
operations and share no code with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import _faults_color as color
import _faults_composition as composition
import _faults_edges as edges
import _faults_values as values
from _canvas import Way

FAULTS: Final[Mapping[str, tuple[Way, ...]]] = {
    "compressed_range": (values.veiled, values.windowed, values.shouldered),
    "lifted_darks": (values.floored, values.glared, values.shadows_opened),
    "crushed_darks": (values.darks_subtracted, values.toed, values.darks_pooled),
    "dull_lights": (values.ceiled, values.lights_shaded, values.lights_pulled),
    "chalky_lights": (values.whitened, values.overexposed, values.gammaed),
    "midtone_soup": (values.ranked_to_the_middle, values.levelled, values.squeezed_between_its_ends),
    "equal_masses": (values.equalised, values.in_equal_plateaus),
    "small_shapes": (values.patched, values.mottled, values.striped),
    "merging_neighbours": (values.joined,),
    "no_accent": (values.accents_opened, values.accents_capped),
    "competing_focus": (composition.echoed, composition.figured),
    "border_pull": (composition.slabbed, composition.border_echoed, composition.border_lit),
    "no_resting_place": (composition.stroked, composition.grained, composition.busy_borrowed),
    "frame_tangent": (composition.framed,),
    "lopsided_weight": (composition.side_darkened, composition.side_paled, composition.side_emptied),
    "scattered_attention": (composition.scraps_strewn, composition.sparks_strewn),
    "chroma_everywhere": (color.saturated, color.made_vibrant, color.colors_pushed_out),
    "no_chroma_accent": (color.greyed, color.chroma_capped, color.washed),
    "one_temperature": (color.temperatures_tied, color.light_follows_dark),
    "one_dark_hue": (color.darks_turned, color.darks_stained, color.darks_averaged),
    "scattered_hues": (color.hues_scattered, color.hues_spread, color.tinted_in_patches),
    "all_hard_edges": (edges.unsharp, edges.smoothed_and_cut, edges.stepped),
    "all_soft_edges": (edges.defocused, edges.shrunk_and_grown, edges.shaken),
    "hard_edges_off_focus": (edges.sharp_elsewhere, edges.focus_defocused),
    "restless_contours": (edges.hatched, edges.details_raised, edges.contoured),
}
"""Kind of finding to the ways it is painted in."""
