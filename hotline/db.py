"""The engine, the session and the one kind of time: aware, UTC."""

import sys
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """timestamptz that refuses naive times and always returns UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


class Base(DeclarativeBase):
    """All tables, with names for constraints that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime}


def connect(url: str, *, pool_size: int = 20, timeout_s: int = 2) -> Engine:
    """An engine on PostgreSQL (psycopg 3). A server that is away is noticed within `timeout_s` seconds."""
    url = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=timeout_s,
        pool_recycle=1800,
        use_native_hstore=False,  # else each new connection begins with a question about a type we do not use
        hide_parameters=True,  # an error's text goes to the log; what it was about does not
        connect_args={"connect_timeout": timeout_s, "options": "-c timezone=UTC"},
    )
    if _under_gevent():
        event.listen(engine, "do_connect", _green)
    return engine


def _under_gevent() -> bool:
    """Whether this process is a web app: only gunicorn's gevent worker patches the sockets."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and monkey.is_module_patched("socket")


def _green(_dialect: Any, _record: Any, args: Any, named: Any) -> Any:
    from hotline.green import GreenConnection

    return GreenConnection.connect(*args, **named)


def sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def now(session: Session) -> datetime:
    """The database's clock at this moment, not at the start of the transaction: read it after the lock."""
    at: datetime = session.connection().exec_driver_sql("select clock_timestamp()").scalar_one()
    return at.astimezone(UTC)
