from __future__ import annotations

import pytest

from art_assistant.base.hosts import host_of, is_address, is_here


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Localhost:8000", "localhost"),
        ("evil.example.", "evil.example"),
        ("[::1]:5", "::1"),
        ("10.0.0.1", "10.0.0.1"),
        ("[half", ""),
        ("a:b:c", ""),
        ("", ""),
    ],
)
def test_a_host_is_named_without_its_port(header: str, name: str) -> None:
    assert host_of(header) == name


@pytest.mark.parametrize("name", ["localhost", "studio.localhost", "127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_known(name: str) -> None:
    assert is_here(name)


@pytest.mark.parametrize(
    "name", ["", "localhost.example.com", "notlocalhost", "127.0.0.1.example.com", "10.0.0.1", "2001:db8::1"]
)
def test_other_machines_are_others(name: str) -> None:
    assert not is_here(name)


def test_an_address_is_no_name() -> None:
    names = ["10.0.0.1", "2001:db8::1", "10.0.0.1.example.com", "localhost", ""]
    assert [is_address(name) for name in names] == [True, True, False, False, False]
