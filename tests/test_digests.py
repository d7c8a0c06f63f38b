"""Hashes stand in baselines and stores: they are the standard library's, wherever they come from."""

import hashlib

import pytest

from kb.digests import blake2s, sha256


@pytest.mark.parametrize("content", [b"", b"abc", bytes(range(256)) * 9])
def test_a_hash_is_that_of_hashlib(content: bytes) -> None:
    assert sha256(content) == hashlib.sha256(content).hexdigest()
    assert blake2s(content, size=8) == hashlib.blake2s(content, digest_size=8).hexdigest()
