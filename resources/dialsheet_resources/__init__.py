"""Data of Dialsheet: icons, translations, samples. No code."""
