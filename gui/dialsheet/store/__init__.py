"""The library: campaigns, attempts, events and settings in one SQLite database on this machine."""

from dialsheet.store.folder import home_folder
from dialsheet.store.library import open_library

__all__ = ["home_folder", "open_library"]
