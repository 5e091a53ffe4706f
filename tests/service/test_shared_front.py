"""What one front process keeps of its answers, without any engine."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.service.conftest import make_gallery

from art_assistant.gallery.bundle import bundle_files, read_bundle, write_files
from art_assistant.gallery.versions import in_use
from art_assistant.service.admission.shared import SharedFront
from art_assistant.service.engines.pool import Answer
from art_assistant.settings import Settings

ANSWER = {"values": {"key": "high"}}


def answer(*pictures: bytes) -> Answer:
    named = {f"view-{i}": (hashlib.sha256(png).hexdigest(), png) for i, png in enumerate(pictures)}
    return Answer(ANSWER, named, 1.0)


def front_of(tmp_path: Path, *, megabytes: float = 1.0) -> SharedFront:
    settings = Settings()
    return SharedFront(replace(settings, service=replace(settings.service, cache_mb=megabytes)), tmp_path)


@pytest.mark.parametrize("pictures", [(), (b"one",), (b"one", b"two", b"three")])
def test_an_answer_is_recalled_whole(pictures: tuple[bytes, ...], tmp_path: Path) -> None:
    async def story() -> None:
        kept, front = answer(*pictures), front_of(tmp_path)
        await front.keep("key", kept)
        found = await front.recall("key")
        assert found is not None
        assert found.body == ANSWER
        assert found.pictures == kept.pictures
        assert found.cached
        assert await front.recall("another key") is None

    asyncio.run(story())


def test_an_answer_that_lost_a_picture_is_not_recalled(tmp_path: Path) -> None:
    """Half an answer is none: it is worked out again."""

    async def story() -> None:
        kept = answer(b"a" * 30_000, b"b" * 30_000)
        front = front_of(tmp_path, megabytes=0.1)
        await front.keep("key", kept)
        assert await front.recall("key") is not None
        lost, whole = (digest for digest, _ in kept.pictures.values())
        # The first picture is the oldest that was asked for, and goes where room is needed.
        for name in ("key", f"picture-{whole}"):
            await front._cache.get(name)
        await front._cache.put("another", b"c" * 60_000)
        assert await front._cache.get("key") is not None
        assert await front.picture(lost) is None
        assert await front.recall("key") is None

    asyncio.run(story())


def test_pictures_can_be_linked_to_only_while_all_are_kept(tmp_path: Path) -> None:
    async def story() -> None:
        kept, front = answer(b"one", b"two"), front_of(tmp_path)
        assert not await front.can_link(kept.pictures)
        await front.keep("key", kept)
        assert await front.can_link(kept.pictures)
        assert not await front.can_link(kept.pictures | {"more": ("0" * 64, b"never kept")})

    asyncio.run(story())


@pytest.mark.parametrize("digest", ["", "key", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65])
def test_only_a_digest_is_looked_up(digest: str, tmp_path: Path) -> None:
    async def story() -> None:
        front = front_of(tmp_path)
        await front._cache.put(f"picture-{digest}", b"not to be had")
        assert await front.picture(digest) is None

    asyncio.run(story())


def of_another_encoder(folder: Path) -> None:
    _written(folder, encoder="somebody@9")


def of_no_index(folder: Path) -> None:
    _written(folder, b"IxFI and nothing that an index has")


def of_an_index_of_others(folder: Path) -> None:
    _written(folder, bytes(read_bundle(make_gallery(folder.with_name("others"), 7)).index))


def _written(folder: Path, index: bytes | None = None, **told: str) -> None:
    """Write a version in which every checksum and every count is right, and which cannot be searched."""
    sound = read_bundle(folder)
    works = [json.loads(line) for line in bytes(sound.artworks).splitlines()]
    files = bundle_files(dict(sound.manifest) | told, index or bytes(sound.index), works, sound.features)
    write_files(folder, files)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (of_another_encoder, "gallery_encoder"),
        (of_no_index, "gallery_corrupt"),
        (of_an_index_of_others, "gallery_count"),
    ],
)
def test_a_version_that_cannot_be_searched_is_refused_while_the_one_before_answers(
    spoil: Callable[[Path], None], code: str, tmp_path: Path
) -> None:
    folder = make_gallery(tmp_path / "met", 8)
    front = SharedFront(Settings(), folder)
    before = front.gallery()
    assert before is not None
    spoil(folder)
    assert in_use(folder) != before.place
    assert front.gallery() == before
    assert front.trouble is not None
    assert (front.trouble.what, front.trouble.code) == ("refused", code)
    make_gallery(folder, 9)
    assert (front.gallery() or before).works == 9
    assert front.trouble is None
