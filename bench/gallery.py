"""Time the building of a gallery, whole and again when nothing or only names changed, beside the bare model passes.

The bare pass is the backbone and the encoder on inputs that lie ready in memory; decoding, measuring, palettes,
previews and the journal are what a build costs above it. ``--pictures 60`` takes that many of the masters.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from _common import emit, shared_data
from art_assistant.base.processes import cores
from art_assistant.gallery.make.build import build_gallery
from art_assistant.gallery.make.measuring import Tools
from art_assistant.imaging.decode import decode
from art_assistant.measure import measure_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.encoders import encoder_for, shipped_encoder


def timed(name: str, pictures: int, run: object) -> float:
    start = time.perf_counter()
    run()  # type: ignore[operator]
    seconds = time.perf_counter() - start
    emit({"what": name, "pictures": pictures, "seconds": round(seconds, 2), "per_second": round(pictures / seconds, 1)})
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=60)
    count = parser.parse_args().pictures
    chosen = sorted((shared_data() / "masters" / "images").iterdir())[:count]
    encoder, network = shipped_encoder(), backbone(1)
    ready = [decode(path.read_bytes()) for path in chosen]

    def bare() -> None:
        for picture in ready:
            encoder.encode(picture, network.run(picture.model_input))

    with tempfile.TemporaryDirectory() as workshop:
        source, folder = Path(workshop) / "pictures", Path(workshop) / "galleries" / "bench"
        source.mkdir()
        for path in chosen:
            shutil.copyfile(path, source / path.name)
        tools = Tools(encoder_for=encoder_for, backbone=network, measure=measure_picture)
        bare_s = timed("bare model pass, one thread", count, bare)
        whole_s = timed(f"build, {tools.workers} in hand", count, lambda: build_gallery(folder, source, tools))
        timed("build again, nothing changed", count, lambda: build_gallery(folder, source, tools))
        for path in source.iterdir():
            path.rename(source / f"renamed-{path.name}")
        timed("build again, all renamed", count, lambda: build_gallery(folder, source, tools))
    emit({"what": "build / bare pass", "ratio": round(whole_s / bare_s, 2), "cores": cores()})


if __name__ == "__main__":
    main()
