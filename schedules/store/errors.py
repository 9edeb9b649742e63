"""What can go wrong with the storage, split by what the caller does about it."""


class StorageError(Exception):
    """The database cannot do what was asked, and nothing of it was stored."""


class WrongAddress(StorageError):
    """The database URL is none that this version can use; the text says why."""


class StorageFull(StorageError):
    """The disk is full."""


class StorageBusy(StorageError):
    """Another process held the database too long: ask again."""


class StorageUnusable(StorageError):
    """The file or its folder cannot be opened, read or written."""


class StorageMoved(StorageError):
    """The file that is open has its name no more: what was written into it would be gone with it."""
