from __future__ import annotations

import re

from art_assistant import errors


def classes(root: type[errors.ArtAssistantError]) -> list[type[errors.ArtAssistantError]]:
    return [root, *(found for child in root.__subclasses__() for found in classes(child))]


def test_codes_are_distinct_and_drawn_in_the_tree() -> None:
    tree = classes(errors.ArtAssistantError)
    drawn = dict(re.findall(r"(\w+Error)\s+(\w+)", errors.__doc__ or ""))
    assert drawn == {cls.__name__: cls.code for cls in tree}
    assert len({cls.code for cls in tree}) == len(tree)


def test_exit_statuses_follow_the_kind() -> None:
    assert {cls.exit_status for cls in classes(errors.LimitError)} == {3}
    assert {cls.exit_status for cls in classes(errors.InputError)} == {2}
    assert errors.ArtAssistantError("x").as_dict() == {"code": "internal", "message": "x"}
