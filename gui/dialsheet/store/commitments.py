"""Commitments: how the log speaks of what is personal, so that a person can be forgotten.

The log is for ever, and a bare hash of ten digits is found by trying them all. So a random salt is
hashed with the value, and stands beside the value only: with both gone, the log still verifies and
tells nobody what it was; while both are there, they prove it.
"""

import secrets
from hashlib import sha256

from dialsheet.store.column_types import legible


def commit(value: str) -> tuple[str, str]:
    """A fresh salt, to be kept with the value, and the commitment, for the log; both as text."""
    salt = secrets.token_hex(16)
    return salt, commitment(salt, value)


def commitment(salt: str, value: str) -> str:
    """What the log has of a value with that salt."""
    return sha256(f"{salt}:{legible(value)}".encode()).hexdigest()
