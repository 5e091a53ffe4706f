"""What a plain Streamlit app does with a picture: a slider, and an image drawn anew for every value of it."""

import sys
import time

import cv2
import numpy as np
import streamlit as st

from art_assistant.imaging.colorspace import lstar


@st.cache_data
def lightness(path: str) -> np.ndarray:
    """Return the L* of a picture at the size of a screen."""
    pixels = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
    scale = 900 / max(pixels.shape[:2])
    return lstar(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


threshold = st.slider("Threshold", 0.0, 100.0, 40.0, 0.5)
st.image(np.where(lightness(sys.argv[1]) > threshold, 245, 20).astype(np.uint8), output_format="JPEG")
if st.button("Work"):
    until = time.monotonic() + 5.0
    while time.monotonic() < until:
        np.linalg.svd(np.random.default_rng(0).normal(size=(120, 120)))
