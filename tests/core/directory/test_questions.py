"""The needs of the field find a right service or answer among the first five, in French, Dutch and English."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from hotline.core import gazetteer
from hotline.core.directory.query import Query
from hotline.core.directory.search import search
from tests.core.directory.questions import ANSWER

FILE = Path(__file__).parents[4] / "shared/domain/questions.yaml"
AT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def asked() -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each question, its language and its words. English has no sentences in the file: the need in a few words."""
    for question in yaml.safe_load(FILE.read_text(encoding="utf-8"))["questions"]:
        yield question, "fr", question["question_fr"]
        yield question, "nl", question["question_nl"]
        yield question, "en", question["need"]


@pytest.mark.skipif(not FILE.exists(), reason="the field's questions lie beside the project, not in it")
def test_each_of_the_sixty_needs_finds_what_is_right_among_the_first_five(directory: Session) -> None:
    places, lost = gazetteer.current(directory), []
    for question, language, text in asked():
        found = {one.id for one in search(directory, Query(text, language, limit=5), places, AT)}
        right = {ANSWER[question["id"]], *question["services"]}
        if not found & right:
            lost.append((text, sorted(found), sorted(right)))
    assert lost == []


@pytest.mark.skipif(not FILE.exists(), reason="the field's questions lie beside the project, not in it")
def test_whoever_asks_for_a_bed_finds_the_free_number_and_a_door(directory: Session) -> None:
    places = gazetteer.current(directory)
    for text, language in (("Où puis-je dormir ce soir ?", "fr"), ("Waar kan ik slapen?", "nl"), ("bed tonight", "en")):
        found = [one.id for one in search(directory, Query(text, language, limit=5), places, AT)]
        assert found[0] == "bed_tonight", found
        assert "nss.hotline" in found
