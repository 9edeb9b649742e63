"""The database's schema through time: numbered revisions, applied at the start."""
