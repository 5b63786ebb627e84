"""Listens to a caller: keys, words, or a message after the tone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from time import monotonic
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from hotline.local.carrier import speech
from hotline.local.carrier.signals import HungUp, Moved, Pressed, Ready, Said, Silent
from hotline.local.carrier.twiml import Document, Source, flag, number

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call

TIMEOUT_S = 5.0
ANY_KEY = "1234567890*#"


@dataclass
class Ear:
    """What one Gather has heard so far."""

    inputs: str
    most: int
    finish: str
    interruptible: bool
    digits: str = ""
    finished_on: str = ""
    said: Said | None = None
    done: bool = False
    silent: bool = False
    heard: bool = field(default=False)

    def hears(self, answer: str | Said | Silent) -> bool:
        """Whether this Gather can take what somebody keeps ready."""
        if isinstance(answer, Silent):
            return True
        return ("dtmf" if isinstance(answer, str) else "speech") in self.inputs

    def take(self, signal: object) -> bool:
        """True when the signal was something the Gather listens for."""
        if isinstance(signal, Pressed) and "dtmf" in self.inputs and not self.done:
            if signal.key in self.finish:
                self.finished_on, self.done = signal.key, True
            else:
                self.digits += signal.key
                self.done = len(self.digits) >= self.most
        elif isinstance(signal, Said) and "speech" in self.inputs:
            self.said, self.done = signal, True
        elif isinstance(signal, Silent):
            self.silent = self.done = True
        else:
            return False
        self.heard = True
        return True

    def result(self, language: str) -> dict[str, str]:
        if self.said:
            sure = {} if self.said.confidence is None else {"Confidence": f"{self.said.confidence:.2f}"}
            return {"SpeechResult": self.said.words, **sure, "Language": language}
        if self.digits:
            return {"Digits": self.digits, "FinishedOnKey": self.finished_on}
        return {}


def gather(call: "Call", verb: Element, document: Document, waiting: bool = False) -> Source | None:
    """Prompt and listen. Nothing heard: fall through, unless an empty result is wanted too."""
    ear = Ear(
        inputs=verb.get("input", "dtmf"),
        most=int(number(verb, "numDigits", 1000)),
        finish=verb.get("finishOnKey", "#"),
        interruptible=flag(verb, "bargeIn", True),
    )
    timeout = number(verb, "timeout", TIMEOUT_S)
    call.listening = ear.inputs
    call.tell("listening", input=ear.inputs, waiting=waiting)
    try:
        _take_kept(call, ear)
        if ear.heard:
            _skim(call, verb)
        else:
            _prompt(call, verb, ear)
        _act_by_script(call, waiting)
        _listen(call, ear, timeout, 0 if waiting else call.patience)
    finally:
        call.listening = ""
    result = ear.result(verb.get("language", "en-US"))
    if not result and not flag(verb, "actionOnEmptyResult", False):
        return None
    url = verb.get("action") or document.source.url
    text = document.source.text if not url else None
    return Source(url, verb.get("method", "POST"), text, tuple(result.items()))


def _take_kept(call: "Call", ear: Ear, *, prompted: bool = False) -> bool:
    """A patient person's next answer that can be heard here: one each time that somebody listens, no more."""
    kept = next((answer for answer in call.typed if ear.hears(answer)), None)
    if kept is None or ear.heard or ear.silent:
        return False
    call.typed.remove(kept)
    if isinstance(kept, str):
        while kept and not ear.done:
            ear.take(Pressed(kept[0]))
            kept = kept[1:]
        if kept:
            call.typed.appendleft(kept)
    elif isinstance(kept, Silent) and not prompted:
        ear.silent = True  # hears the prompt to its end
    else:
        ear.take(kept)
    return True


def _take(call: "Call", ear: Ear, signal: object) -> bool:
    return _take_kept(call, ear, prompted=True) if isinstance(signal, Ready) else ear.take(signal)


def _skim(call: "Call", verb: Element) -> None:
    """Somebody who knows the answer already: the prompts are on record, and take no time."""
    for prompt in verb:
        speech.announce(call, prompt)


def _prompt(call: "Call", verb: Element, ear: Ear) -> None:
    for prompt in verb:
        for _ in range(speech.loops(prompt)):
            until = monotonic() + speech.announce(call, prompt) / call.network.config.speed
            while (left := until - monotonic()) > 0:
                signal = call.wait(left)
                if signal is not None and ear.interruptible and _take(call, ear, signal):
                    return


def _listen(call: "Call", ear: Ear, timeout: float, patience: float) -> None:
    _take_kept(call, ear, prompted=True)  # what came while the prompt was not to be interrupted
    quiet = max(timeout / call.network.config.speed, patience)
    if ear.silent and not ear.done:
        quiet = timeout / call.network.config.speed
    until = monotonic() + quiet
    while not ear.done and (left := until - monotonic()) > 0:
        if _take(call, ear, call.wait(left)):
            # a digit opens a new wait for the next one, of the caller's own pace
            until = monotonic() + max(timeout / call.network.config.speed, min(patience, 0.5))


def _act_by_script(call: "Call", waiting: bool) -> None:
    """The next step of a scripted caller: {"keys" | "say" | "silence" | "hang up": …, "after": s, "waiting": bool}."""
    if not call.script or bool(call.script[0].get("waiting")) is not waiting:
        return
    step = call.script.popleft()
    if step.get("repeat"):
        call.script.append(step)

    def act() -> None:
        call.network.pause(float(step.get("after", 0)) / call.network.config.speed)
        if "keys" in step:
            call.press(str(step["keys"]))
        elif "say" in step:
            call.say(str(step["say"]))
        elif step.get("hang up"):
            call.hang_up(reason="the person hung up")
        else:
            call.be_silent()

    call.network.beside(act)


def record(call: "Call", verb: Element, document: Document) -> Source | None:
    """A message after the tone. What is said is kept as text; silence alone goes on with the next verb."""
    call.tell("heard", kind="beep", text="", language="", voice="", seconds=0.3)
    call.listening = "dtmf speech"
    call.tell("listening", input="record", waiting=False)
    began = datetime.now(UTC)
    try:
        said, key = _message(call, verb)
    except (HungUp, Moved) as end:
        said = list(end.__dict__.pop("said", []))
        if said:
            _keep(call, verb, document, said, began, "hangup" if isinstance(end, HungUp) else "", final=True)
        raise
    finally:
        call.listening = ""
    return _keep(call, verb, document, said, began, key)


def _message(call: "Call", verb: Element) -> tuple[list[str], str]:
    """The words and the key that ended them. An interrupt carries the words said before it."""
    speed = call.network.config.speed
    quiet = max(number(verb, "timeout", TIMEOUT_S) / speed, call.patience)
    longest = monotonic() + number(verb, "maxLength", 3600) / speed
    finish = verb.get("finishOnKey", ANY_KEY)
    said: list[str] = []
    try:
        while monotonic() < longest:
            signal = call.typed.popleft() if call.typed else call.wait(min(quiet, longest - monotonic()))
            if signal is None or isinstance(signal, Silent):
                break
            if isinstance(signal, Said):
                said.append(signal.words)
            keys = signal.key if isinstance(signal, Pressed) else signal if isinstance(signal, str) else ""
            if ends := [key for key in keys if key in finish]:
                return said, ends[0]
    except (HungUp, Moved) as end:
        end.__dict__["said"] = said
        raise
    return said, ""


def _keep(
    call: "Call", verb: Element, document: Document, said: list[str], began: datetime, key: str, final: bool = False
) -> Source | None:
    recording = call.network.record(call, " ".join(said), began)
    about = {
        "RecordingSid": recording.sid,
        "RecordingUrl": recording.url,
        "RecordingDuration": str(recording.duration),
    }
    status = "completed" if said else "absent"
    wanted = verb.get("recordingStatusCallbackEvent", "completed").split()
    if (callback := verb.get("recordingStatusCallback")) and status in wanted:
        params = about | {
            "CallSid": call.sid,
            "AccountSid": call.network.config.account_sid,
            "RecordingStatus": status,
            "RecordingChannels": "1",
            "RecordingStartTime": format_datetime(began),
            "RecordingSource": "RecordVerb",
        }
        method = verb.get("recordingStatusCallbackMethod", "POST")
        call.network.notify(callback, params, method, call.sid, base=call.base)
    if not said:
        return None
    if key:
        about["Digits"] = key
    url, method = verb.get("action") or document.source.url, verb.get("method", "POST")
    if final:
        call.network.notify(url, call.params() | about, method, call.sid, base=call.base)
        return None
    return Source(url, method, more=tuple(about.items()))
