"""Every module of tables, so that what all rows are made of is known as a whole: *METADATA*."""

import schedules.store.tables  # noqa: F401
from schedules.store.rows import Base

METADATA = Base.metadata
