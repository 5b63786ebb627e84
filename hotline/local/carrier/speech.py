"""What a caller hears: spoken text, recorded sounds, pauses."""

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from hotline.local.carrier.twiml import number, words

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call

LETTERS_PER_S = 15
PLAY_S = 4.0  # a recording whose length we do not know
FOR_EVER = 1000  # loop="0"


def announce(call: "Call", verb: Element) -> float:
    """Let the person hear a Say, Play or Pause begin. How many seconds it lasts."""
    if verb.tag == "Pause":
        return pause_s(verb)
    if verb.tag == "Play":
        what = (verb.text or "").strip()
        call.tell("heard", kind="play", text=verb.get("digits", ""), url=what, language="", voice="", seconds=PLAY_S)
        return PLAY_S
    text = words(verb)
    seconds = round(max(len(text) / LETTERS_PER_S, 0.2), 1)
    language, voice = verb.get("language", "en-US"), verb.get("voice", "man")
    call.tell("heard", kind="say", text=text, language=language, voice=voice, seconds=seconds)
    return seconds


def loops(verb: Element) -> int:
    return int(number(verb, "loop", 1)) or FOR_EVER


def say(call: "Call", verb: Element) -> None:
    for _ in range(loops(verb)):
        call.sleep(announce(call, verb))


play = say


def pause_s(verb: Element) -> float:
    return max(number(verb, "length", 1), 0)
