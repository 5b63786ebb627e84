"""Who tells of somebody in the street by phone, in French: hears a choice, and presses the key that was said."""

import re

from hotline.local.carrier.client import Phone
from tests.line import Line

MIDI = "il est devant la gare du Midi"
SPELT = re.compile(r"\b[A-Z], [A-Z], \d\d, \d\d\b")


class StreetCaller:
    """One caller, who chose French and somebody in the street. They hear about danger first."""

    def __init__(self, line: Line, number: str = "+32470123456", language: str = "français", **how: bool) -> None:
        self.phone: Phone = line.phone(number).dial(**how)  # type: ignore[arg-type]
        self.chooses(language).chooses("signaler quelqu'un")

    def chooses(self, option: str) -> "StreetCaller":
        """The key that is said with these words."""
        said = self.phone.wait_for(lambda event: event["type"] == "heard" and option in event["text"])["text"]
        [key] = re.findall(r"tapez (?:le )?(\d)", said)
        self.phone.keys(key)
        return self

    def says_where(self, words: str = MIDI) -> "StreetCaller":
        self.chooses("où est la personne")
        self.phone.wait_for("Dites où")
        self.phone.say(words)
        return self

    def tells_the_rest(self) -> "StreetCaller":
        """That is right; one person, asleep, alone, still there, spoken with; a text when it is over."""
        self.chooses("c'est juste")
        self.phone.wait_for("Combien")
        self.phone.keys("1")
        for option in ("dort", "ni l'un ni l'autre", "encore là", "avez parlé", "SMS"):
            self.chooses(option)
        return self

    def agrees(self) -> str:
        """They hear the same code twice, and that is all. The code."""
        self.chooses("d'accord").chooses("c'est tout")
        self.phone.wait_until("ended")
        code, again = self.codes()
        assert code == again
        return code

    def codes(self) -> list[str]:
        """Every code that was heard, in the order in which it was."""
        found = [one for said in self.phone.heard() for one in SPELT.findall(said)]
        return [one.replace(", ", "") for one in found]
