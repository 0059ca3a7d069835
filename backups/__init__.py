"""Backups: one tar file with a table a JSON-lines file, every image that a row names, and a manifest.

Rows are written as values, not as a database's own pages: a backup of SQLite can be restored into PostgreSQL, and the other way.
"""

from backups.reading import Unreadable, restore
from backups.writing import back_up

__all__ = ["Unreadable", "back_up", "restore"]
