"""TwiML from a visit: pure, events in, XML out. The same visit always gives the same bytes."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline import texts
from hotline.core import flow

PAUSE_S = 5
WAIT_S = 2  # seconds of listening after the hold sound in each round of the waiting loop
HOLD_SOUND = "/static/hold.wav"  # 12 s, ours; a key or a pick-up ends it at once
PLEASE_HOLD = texts.mark("Please hold. We are connecting you to a person.")
CALL_AGAIN = texts.mark(
    "Nobody could answer. If someone is in danger, call 112. Otherwise, please call again in a few minutes."
)
MOST_KEPT = 1000  # documents of 1 to 4 kB, for callers in the same situation
RING_S = 20  # how long the duty phone rings

Situation = tuple[Hashable, ...]
_kept: dict[Situation, str] = {}


@dataclass(frozen=True)
class Numbers:
    """Where the answers go and who is dialled."""

    base: str  # the public URL
    caller_id: str
    duty_phone: str


def render(line: flow.Flow, visit: flow.Visit, numbers: Numbers) -> str:
    """What the caller hears at this visit, and how the answer is gathered."""
    situation = _situation(line, visit, numbers)
    if situation is None:
        return _render(line, visit, numbers)
    if situation not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[situation] = _render(line, visit, numbers)
    return _kept[situation]


def _situation(line: flow.Flow, visit: flow.Visit, numbers: Numbers) -> Situation | None:
    """All that decides the document. None when it holds a value of the moment: a place in line, what was found."""
    if visit.rounds or visit.found or any(one.values for one in visit.said):
        return None
    said = tuple((one.text, one.languages, one.node) for one in visit.said)
    script = (line.name, line.hash, tuple(line.voices.items()), numbers)
    nobody = visit.nobody_from_s is not None
    return (*script, visit.node, visit.turn, visit.language, visit.number_known, visit.slow, nobody, said)


def _render(line: flow.Flow, visit: flow.Visit, numbers: Numbers) -> str:
    node, response = flow.node_of(line, visit), VoiceResponse()
    prompts = flow.spoken(line, visit)
    turn = f"turn={visit.turn}"
    match node.kind:
        case "menu" | "listen" | "ask" | "directory" | "callback":
            gather = _gather(flow.listening(line, visit), f"{numbers.base}/voice/step?{turn}")
            _speak(gather, line, prompts)
            response.append(gather)
            response.redirect(f"{numbers.base}/voice/step?{turn}", method="POST")
        case "queue":
            _speak(response, line, prompts)
            response.enqueue(
                "hotline",
                wait_url=f"{numbers.base}/voice/wait?{turn}",
                wait_url_method="POST",
                action=f"{numbers.base}/voice/queued?{turn}",
                method="POST",
            )
        case "transfer":
            _speak(response, line, prompts)
            dial = response.dial(
                action=f"{numbers.base}/voice/step?{turn}", method="POST", timeout=RING_S, caller_id=numbers.caller_id
            )
            dial.number(numbers.duty_phone, url=f"{numbers.base}/voice/duty", method="POST")
        case "voicemail":
            _speak(response, line, prompts)
            response.record(
                action=f"{numbers.base}/voice/step?{turn}",
                method="POST",
                max_length=node.max_s,
                finish_on_key="#",
                play_beep=True,
                recording_status_callback=f"{numbers.base}/voice/recording",
                recording_status_callback_event="completed absent",
            )
            response.redirect(f"{numbers.base}/voice/step?{turn}", method="POST")
        case _:
            _speak(response, line, prompts)
            response.hangup()
    return str(response)


def wait(line: flow.Flow, visit: flow.Visit, numbers: Numbers) -> str:
    """One round of the waiting loop; the way out of the queue when the caller chose another way.

    Nobody can be waiting at the first node: a call whose record we lost starts there.
    """
    if visit == flow.begin(line, visit.number_known):
        return render(line, visit, numbers)
    response = VoiceResponse()
    if flow.node_of(line, visit).kind != "queue":
        response.leave()
        return str(response)
    again = f"{numbers.base}/voice/wait?turn={visit.turn}"
    gather = Gather(input="dtmf", num_digits=1, timeout=WAIT_S, action=again, method="POST")
    _speak(gather, line, flow.spoken(line, visit))
    gather.play(numbers.base + HOLD_SOUND)
    response.append(gather)
    response.redirect(again, method="POST")
    return str(response)


def conference(
    name: str, reservation_id: int, numbers: Numbers, action: str | None = None, *, ends: bool = True
) -> str:
    """Join the talk. It ends for both when one of them leaves; the caller's `action` then says what follows.

    `ends` False for a third person, whose leaving ends nothing.
    """
    response = VoiceResponse()
    dial = Dial(action=action, method="POST") if action else Dial()
    dial.conference(
        name,
        start_conference_on_enter=True,
        end_conference_on_exit=ends,
        beep="false",
        wait_url="",
        status_callback=f"{numbers.base}/voice/conference?reservation={reservation_id}",
        status_callback_event="start end join leave",
        status_callback_method="POST",
    )
    response.append(dial)
    return str(response)


def sentence(line: flow.Flow, language: str | None, *msgids: str) -> str:
    """Say something and hang up."""
    response = VoiceResponse()
    _speak(response, line, _prompts(line, language, msgids))
    response.hangup()
    return str(response)


def press_one(line: flow.Flow, language: str | None, action: str, *msgids: str) -> str:
    """Let a person, and no machine, say that they are there."""
    response = VoiceResponse()
    gather = Gather(input="dtmf", num_digits=1, timeout=6, action=action, method="POST")
    _speak(gather, line, _prompts(line, language, msgids))
    response.append(gather)
    response.hangup()
    return str(response)


def on_hold(line: flow.Flow, language: str | None, numbers: Numbers, again: str, msgid: str) -> str:
    """A kind sentence and the hold sound, round after round. Here Twilio allows Say, Play, Pause and Redirect only."""
    response = VoiceResponse()
    _speak(response, line, _prompts(line, language, (msgid,)))
    response.play(numbers.base + HOLD_SOUND, loop=2)
    response.redirect(again, method="POST")
    return str(response)


def ask_or_go_on(line: flow.Flow, language: str | None, url: str, *msgids: str) -> str:
    """A question that any key and silence answer alike: whoever stays on the line goes on."""
    response = VoiceResponse()
    gather = Gather(input="dtmf", num_digits=1, timeout=6, action=url, method="POST")
    _speak(gather, line, _prompts(line, language, msgids))
    response.append(gather)
    response.redirect(url, method="POST")
    return str(response)


def duty_phone(line: flow.Flow, numbers: Numbers, action: str | None = None) -> str:
    """When nothing else works: straight to the duty phone. Needs no database. `action`: asked when it is over."""
    response = VoiceResponse()
    languages = line.languages[:3]
    for language in languages:
        _speak(response, line, _prompts(line, language, (PLEASE_HOLD,)))
    more = {"action": action, "method": "POST"} if action else {}
    response.dial(numbers.duty_phone, timeout=RING_S, caller_id=numbers.caller_id, **more)
    for language in languages:
        _speak(response, line, _prompts(line, language, (CALL_AGAIN,)))
    return str(response)


def hold(line: flow.Flow, again: str) -> str:
    """In the waiting loop nothing may be dialled: a sentence, a pause, and the same question again."""
    response = VoiceResponse()
    for language in line.languages[:3]:
        _speak(response, line, _prompts(line, language, (PLEASE_HOLD,)))
    response.pause(length=PAUSE_S)
    response.redirect(again, method="POST")
    return str(response)


def leave() -> str:
    response = VoiceResponse()
    response.leave()
    return str(response)


def nobody(line: flow.Flow) -> str:
    """Nobody could be reached at all: what to do instead."""
    response = VoiceResponse()
    for language in line.languages[:3]:
        _speak(response, line, _prompts(line, language, (CALL_AGAIN,)))
    response.hangup()
    return str(response)


def empty() -> str:
    return str(VoiceResponse())


def _prompts(line: flow.Flow, language: str | None, msgids: Iterable[str]) -> list[flow.Prompt]:
    return [flow.Prompt(msgid, {}, language or line.languages[0]) for msgid in msgids]


def _gather(how: flow.Listening, action: str) -> Gather:
    speech = {"input": "dtmf speech", "speech_timeout": "auto", "language": how.language} if how.speech else {}
    if how.speech and how.hints:
        speech["hints"] = ",".join(how.hints)
    more = {"finish_on_key": how.finish} if how.max_digits > 1 or how.finish else {}
    return Gather(
        **{"input": "dtmf", **speech, **more},
        num_digits=how.max_digits,
        timeout=how.timeout_s,
        action=action,
        method="POST",
        action_on_empty_result=True,
    )


def _speak(verb: VoiceResponse | Gather, line: flow.Flow, prompts: Iterable[flow.Prompt]) -> None:
    for prompt in prompts:
        if prompt.audio:
            verb.play(prompt.audio)
            continue
        voice = line.voices[prompt.language]
        text = texts.words(prompt)
        if prompt.slow:
            verb.say(voice=voice.name, language=voice.say).prosody(text, rate="65%" if prompt.slower else "80%")
        else:
            verb.say(text, voice=voice.name, language=voice.say)
