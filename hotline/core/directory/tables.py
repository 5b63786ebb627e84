"""Where the directory is kept: one document an organization, the entries that the search looks through, every change.

What came from a third party lies in rows of its own (`private`), beside what everyone may know; only dispatchers get
the two together.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Identity, Index, Integer, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base

ID = String(60)


class OrganizationRow(Base):
    """One organization as a document. `file_hash`: of the file it came from; None once it was changed here.

    `reported`: its services that people found closed, each with the day, until somebody has looked (`checking`).
    """

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    private: Mapped[bool] = mapped_column(primary_key=True, default=False)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB(none_as_null=True))
    file_hash: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime]
    reported: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))


class AnswerRow(Base):
    """One answer as a document."""

    __tablename__ = "answer"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB(none_as_null=True))
    file_hash: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime]


class Entry(Base):
    """What the search finds: a service or an answer. `staff`: nothing of it is for the public."""

    __tablename__ = "directory_entry"
    __table_args__ = (
        Index("ix_directory_entry_vector", "vector", postgresql_using="gin"),
        Index("ix_directory_entry_needs", "needs", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    organization_id: Mapped[str | None] = mapped_column(ID, index=True)
    staff: Mapped[bool]
    needs: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    vector: Mapped[Any] = mapped_column(TSVECTOR)
    commune: Mapped[str | None] = mapped_column(String(40))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    ends_on: Mapped[date | None] = mapped_column(Date)


class Word(Base):
    """A word of the entries, and in how many it stands: what typing errors are corrected to."""

    __tablename__ = "directory_word"

    word: Mapped[str] = mapped_column(String(80), primary_key=True)
    entries: Mapped[int] = mapped_column(Integer)


class Change(Base):
    """Who changed what when: the whole document before and after, so that it can be undone. Kept for good."""

    __tablename__ = "directory_change"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, index=True)
    private: Mapped[bool] = mapped_column(default=False)
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    how: Mapped[str] = mapped_column(String(10))  # file, import, editor, call, partner, undo
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
