"""What every function of the store is given first, as *db*."""

from sqlalchemy.orm import Session


class Transaction(Session):
    """One transaction of the database, and the rows that were read in it.

    SQLAlchemy calls it a session; here that is a booking that went live.
    """
