"""A framed picture on a wall, photographed askew: another simulation than the one the style head learned from."""

import cv2
import numpy as np

FRAMES = ((40, 26, 16), (190, 160, 90), (20, 20, 20), (230, 228, 220))
FRAME, MARGIN = 0.05, 0.10
QUALITY = 50


def framed_shot(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the (h, w, 3) uint8 picture in a frame, turned, in perspective, with glare, a cast and motion blur."""
    rim = int(FRAME * max(picture.shape[:2]))
    color = [float(v) for v in FRAMES[int(rng.integers(len(FRAMES)))]]
    framed = cv2.copyMakeBorder(picture, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=color).astype(np.float32)
    shot = _lit(_hung(framed, rng), rng)
    stream = cv2.imencode(".jpg", np.ascontiguousarray(shot[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
    return np.ascontiguousarray(cv2.imdecode(stream, cv2.IMREAD_COLOR)[..., ::-1])


def _hung(framed: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the framed picture in front of a toned wall, turned by up to 5 degrees and seen from the side."""
    height, width = framed.shape[:2]
    room = (int(width * (1 + 2 * MARGIN)), int(height * (1 + 2 * MARGIN)))
    tone = rng.uniform(150, 245) * np.array([1.0, rng.uniform(0.93, 1.0), rng.uniform(0.82, 1.0)])
    wall = np.ones((room[1], room[0], 3)) * tone * (1 - 0.25 * np.linspace(0, 1, room[1])[:, None, None] ** 2)
    start = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    turn = np.deg2rad(rng.uniform(-5, 5))
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    about = (start - [width / 2, height / 2]) @ matrix.T
    askew = about * (0.98 + (about / [width, height]) @ rng.uniform(-0.12, 0.12, 2)[:, None])
    place = cv2.getPerspectiveTransform(start, (askew + np.array(room) / 2).astype(np.float32))
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), place, room)[..., None]
    return np.asarray(cv2.warpPerspective(framed, place, room) * cover + wall * (1 - cover))


def _lit(scene: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the scene as uint8 with a glare, a warm or cold cast, another exposure and a little motion."""
    height, width = scene.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    at = rng.uniform((0.2, 0.1), (0.8, 0.6)) * [width, height]
    glare = np.exp(-(((x - at[0]) / (0.18 * width)) ** 2) - ((y - at[1]) / (0.12 * height)) ** 2)
    cast = rng.uniform(-0.12, 0.12)
    lit = (scene + glare[..., None] * rng.uniform(20, 90)) * np.array([1 + cast, 1.0, 1 - cast])
    exposed = (lit - 128) * rng.uniform(0.8, 1.1) + 128 + rng.uniform(-25, 15)
    return np.asarray(cv2.blur(np.clip(exposed, 0, 255).astype(np.uint8), (5, 1)))
