"""How rows are mapped, in any database."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Dialect, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

from schedules.identity import EPOCH

MILLISECOND = timedelta(milliseconds=1)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as whole milliseconds since 1970 UTC, so that it compares alike in every database.

    Refuses naive values with ValueError; gives back UTC. What is finer than a millisecond is cut off.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
        return (value - EPOCH) // MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + value * MILLISECOND


class Base(DeclarativeBase):
    """The root of all mapped rows. Constraints are named by rule: names of indexes are unique in a whole schema."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime}


def portions(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """*ids* in lists short enough for one statement: a database takes a limited number of parameters."""
    ordered = sorted(ids)
    return (ordered[at : at + 500] for at in range(0, len(ordered), 500))
