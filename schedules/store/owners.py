"""Giving bookings that are stored to the organisations that the room files name, also where no calendar tells them anew."""

from sqlalchemy import exists, update

from config.rooms import Installation
from schedules.bookings import OWN_CALENDAR
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction


def follow_owners(db: Transaction, installation: Installation) -> None:
    """Give each calendar's bookings to its organisation, past ones too, and to the house what was booked here for nobody.

    What has an organisation and was booked here keeps it, whoever the house is today.
    """
    for calendar in installation.calendars:
        organisation = installation.organisation_of(calendar)
        others = OccurrenceRow.organisation.is_distinct_from(organisation)
        told = update(OccurrenceRow).where(OccurrenceRow.calendar == calendar.id, others)
        db.execute(told.values(organisation=organisation))
    for site in installation.sites:
        if site.organisation is not None:
            rooms = [room.id for room in installation.rooms if installation.site_of(room).id == site.id]
            held = exists().where(OccupancyRow.occurrence_id == OccurrenceRow.id, OccupancyRow.room_id.in_(rooms))
            nobodys = update(OccurrenceRow).where(OccurrenceRow.organisation.is_(None), held)
            db.execute(nobodys.where(OccurrenceRow.calendar == OWN_CALENDAR).values(organisation=site.organisation))
