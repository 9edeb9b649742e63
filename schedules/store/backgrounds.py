"""The pictures behind the big screens' words, as the store keeps them: by the version of the room files that names them."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select

from config.site_file.pictures import Picture
from schedules.store.prepared import Prepared
from schedules.store.sites import touch
from schedules.store.tables import BackgroundRow, PictureRow, RoomRow
from schedules.store.transaction import Transaction

_OF_SITE = Prepared(
    select(PictureRow.digest, PictureRow.media_type)
    .join(BackgroundRow, BackgroundRow.picture == PictureRow.digest)
    .where(BackgroundRow.version == bindparam("version"), BackgroundRow.site_id == bindparam("site"))
)


def keep_backgrounds(db: Transaction, version: str, pictures: Mapping[str, Picture]) -> None:
    """Make *pictures*, by site, those of one version of the room files; what no room goes by any more is forgotten.

    Rooms that follow this version already have other plans then. The version's texts must have been stored.
    """
    wanted = {site: picture.digest for site, picture in pictures.items()}
    rows = db.scalars(select(BackgroundRow).where(BackgroundRow.version == version))
    known = {row.site_id: row.picture for row in rows}
    if wanted != known:
        db.execute(delete(BackgroundRow).where(BackgroundRow.version == version))
        for site, picture in pictures.items():
            if db.get(PictureRow, picture.digest) is None:
                db.add(PictureRow(digest=picture.digest, media_type=picture.media_type, content=picture.content))
                db.flush()
            db.add(BackgroundRow(version=version, site_id=site, picture=picture.digest))
        db.flush()
        touch(db, db.scalars(select(RoomRow.id).where(RoomRow.active_digest == version)))
    _forget_unused(db)


def background_of(db: Transaction, version: str, site: str) -> tuple[str, str] | None:
    """The digest and media type of a site's picture by that version; None where it has none."""
    row = _OF_SITE.first(db, version=version, site=site)
    return None if row is None else (row.digest, row.media_type)


def background_content(db: Transaction, digest: str) -> bytes | None:
    """The picture itself; None for a picture that is not kept."""
    return db.scalar(select(PictureRow.content).where(PictureRow.digest == digest))


def _forget_unused(db: Transaction) -> None:
    followed = select(RoomRow.active_digest).where(RoomRow.active_digest.is_not(None))
    wished = select(RoomRow.wished_digest).where(RoomRow.wished_digest.is_not(None))
    db.execute(delete(BackgroundRow).where(BackgroundRow.version.not_in(followed.union(wished))))
    db.execute(delete(PictureRow).where(PictureRow.digest.not_in(select(BackgroundRow.picture))))
