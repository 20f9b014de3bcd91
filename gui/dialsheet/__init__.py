"""Dialsheet dials a contact sheet through a voice agent and writes every outcome back."""

__version__ = "0.1.0"
