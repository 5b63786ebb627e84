"""Reads the knowledge base: every fault is named with its file and place, in one line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import Organization, Part
from hotline.core.directory.need import Needs

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where it is there: several times quicker
FOLDER = Path(__file__).parents[3] / "knowledge_base"
Read = TypeVar("Read", bound=Part)


class WrongFile(Exception):
    """A file of the knowledge base cannot be used; the message is one line for each fault."""


def organizations(folder: Path = FOLDER) -> list[Organization]:
    """Every organization with a file, by id. Raises WrongFile."""
    return [read(path, Organization) for path in sorted((folder / "organizations").glob("*.yaml"))]


def answers(folder: Path = FOLDER) -> list[Answer]:
    """Every answer, by id. Raises WrongFile."""
    return [read(path, Answer) for path in sorted((folder / "answers").glob("*.yaml"))]


def needs(folder: Path = FOLDER) -> Needs:
    """What people need, with their words for it. Raises WrongFile."""
    return read(folder / "needs.yaml", Needs)


def read(path: Path, what: type[Read]) -> Read:
    """One file as one document; its id is the file's name. Raises WrongFile."""
    found = checked(_content(path), what, path.name)
    if getattr(found, "id", path.stem) != path.stem:
        raise WrongFile(f"{path.name}: the id is not the file's name")
    return found


def checked(content: Any, what: type[Read], where: str) -> Read:
    """A document from plain data. Raises WrongFile."""
    try:
        return what.model_validate(content)
    except ValidationError as error:
        raise WrongFile("\n".join(_faults(error, where))) from None


def _content(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  # a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongFile(f"{path.name}: {' '.join(str(error).split())}") from None


def _faults(error: ValidationError, where: str) -> Iterator[str]:
    for one in error.errors():
        place = ".".join(str(part) for part in one["loc"]) or "the whole"
        yield f"{where}: {place}: {one['msg']}"
