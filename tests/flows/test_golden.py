"""What is spoken on the main ways through the line, word for word, in each language.

A change of a sentence shows here as a difference to read aloud. When it is right: GOLDEN=write make test.
"""

import os
from pathlib import Path

import pytest

from hotline import texts
from hotline.core.directory import aloud, read
from hotline.core.flow import Found, Visit, load
from hotline.core.flow_walk import walk
from tests.core.directory import house

HERE = Path(__file__).parent / "golden"
LINE = load(Path(__file__).parents[2] / "ivr_flows")["line"]
CHOICE = {"fr": "1", "nl": "2", "en": "3", "de": "4"} | {
    language: f"5 {key}" for key, language in enumerate(("ar", "ro", "pl", "es", "uk", "pt"), start=1)
}
WAYS = {
    "A place for tonight, third in line, then next": "1|:wait 0 2 3 10|:wait 20 2 2 5|:wait 40 2 2 2|:wait 60 2 1 1",
    "Wrong key, silence, words nobody understands": "7||brr",
    "Someone is seen in the street; the reporter is called back": "2|0|:wait 0 2 2 5|5|1|1",
    "Someone in the street does not answer": "2|1|:wait 0 2 1 2",
    "Someone in the street, and the caller says nothing": "2|",
    "Someone in the street, by keys and voice": "2|2||:done located|1|:done counted|4|2|1|1|1|:done sent|1|2",
    "Someone in the street, nobody understands where": "2|2|:done unclear|:done located|2",
    "Someone in the street, one of several places": "2|2|:done which|9|:done chosen|9|:done counted|0",
    "How far a report is: of this phone, then by its code": "2|:done told|1|2|:done unknown|:done told|3",
    "How far a report is: no such code": "2|3|:done unknown|:done unknown",
    "Someone in the street, and nothing may be passed on": "2|2|:done located|1|:done counted|6|4|3|:done no_text|2",
    "Someone in the street who may be in danger": "2|2|:done located|1|:done counted|3|1|2|2|2|:done urgent|0",
    "Nobody is on duty; the caller says nothing any more": "1|:nobody|:wait 5 0|:wait 60 0||",
    "Nobody is on duty; the caller leaves a message": "1|:nobody|:wait 60 0|2|1|:done recorded",
    "The line to the dispatcher breaks": "4|:wait 0 2|:done lost",
    "A wait of half an hour": "0|:wait 0 1 9|:wait 1800 1 2",
    "The queue fails, the duty phone too: a message": "1|:queue queue-full|:done failed|1|:done recorded",
    "The queue fails, the duty phone answers": "1|:queue error|:done answered",
    "A shower: twice, slowly, the next one, a text, put through": "3|2|2|9|1|2|3|:done sent|4|:wait 0 2 1 2",
    "A place for the day: a text cannot be sent, another question, nothing": "3|5|1|3|:done not_sent|5|4",
    "Somebody hurts them; they say nothing": "3|5|2|",
    "Somebody hurts them: who can help": "3|5|2|2|0",
    "A family": "3|5|3|2",
    "In their own words: papers": ":means rights_documents",
    "In their own words: a life in danger": ":means emergency|:wait 0 2 1 2",
    "In their own words: somebody hurts them": "3|:means domestic_violence",
    "In their own words, not understood": "brr|:means out_of_scope|brr",
}
SERVICES = house.organization(
    house.service(
        phones=[{"number": "0800 99 340", "free": True}],
        audience=[{"group": "women", "degree": "exclusive"}],
        locations=[{"address": {"fr": "Rue Haute 1", "nl": "Hoogstraat 1"}, "commune": "Forest"}],
    ),
    house.service(
        "house.line",
        name={"fr": "Écoute"},
        locations=[],
        schedules=[{"hours": "Mo-Su 00:00-24:00", "kind": "phone", "on_holidays": "open"}],
        audience=[{"group": "families", "degree": "exclusive", "trust": {"assurance": "stale"}}],
    ),
)


def look(visit: Visit) -> Found:
    """A directory of two services that has nothing about papers."""
    if visit.need == "rights_documents":
        return Found()
    told = aloud.of_service(read.Found(SERVICES, SERVICES.services[visit.shown]), visit.language or "fr", house.AT)
    return Found(("house.day", "house.line"), tuple(told), textable=True)


def script(language: str) -> str:
    lines: list[str] = []
    for title, answers in WAYS.items():
        keys = [*CHOICE[language].split(), *answers.split("|")]
        lines += [f"# {title}", *walk(LINE, keys, number_known=True, words=texts.words, look=look), ""]
    lines += ["# A withheld number asks for a callback"]
    keys = [*CHOICE[language].split(), "1", ":wait 0 2", "1", "12", "", ""]
    lines += list(walk(LINE, keys, number_known=False, words=texts.words))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("language", LINE.languages)
def test_caller_hears_exactly_these_words(language):
    golden = HERE / f"{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(script(language), encoding="utf-8")
    assert script(language) == golden.read_text(encoding="utf-8")
