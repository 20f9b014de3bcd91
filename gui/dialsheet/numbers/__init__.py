"""What a cell says as a telephone number: check, repair, country, type and zones."""

from dialsheet.numbers.verdict import Check, Verdict, VerdictColumn

__all__ = ["Check", "Verdict", "VerdictColumn"]
