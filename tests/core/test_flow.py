"""What happens to a caller in the real flow, one answer after the other."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotline import texts
from hotline.core.flow import (
    Answer,
    Done,
    Flow,
    Key,
    Queued,
    Silence,
    Speech,
    Visit,
    Waiting,
    advance,
    begin,
    entered,
    listening,
    load,
    node_of,
    resume,
    spoken,
    visit_from_json,
    visit_to_json,
)

LINE = load(Path(__file__).parents[2] / "ivr_flows")["line"]
NUMBER = Key("0470123456")


def after(*answers: Answer, number_known: bool = True, flow: Flow = LINE) -> Visit:
    visit = begin(flow, number_known)
    for answer in answers:
        visit = advance(flow, visit, visit.turn, answer)
    return visit


def heard(visit: Visit) -> str:
    return " ".join(texts.words(prompt) for prompt in spoken(LINE, visit))


def test_caller_hears_the_greeting_and_112_in_three_languages_before_choosing():
    first = after()
    greeting = [prompt.language for prompt in spoken(LINE, first) if "112" in prompt.text]
    assert greeting == ["fr", "nl", "en"]
    assert first.turn == 0


def test_each_language_is_offered_in_itself():
    offers = [(p.language, p.values["key"]) for p in spoken(LINE, after()) if p.values]
    assert offers == [("fr", "1"), ("nl", "2"), ("en", "3"), ("de", "4"), ("en", "5")]


@pytest.mark.parametrize(
    ("key", "language"), [("1", "ar"), ("2", "ro"), ("3", "pl"), ("4", "es"), ("5", "uk"), ("6", "pt")]
)
def test_caller_finds_the_other_languages_behind_5(key, language):
    assert after(Key("5"), Key(key)).language == language


@pytest.mark.parametrize(("key", "topic"), [("1", "place"), ("4", "professional")])
def test_two_keys_lead_to_the_queue_with_a_topic(key, topic):
    visit = after(Key("2"), Key(key))
    assert (visit.node, visit.language, visit.topic, visit.exit) == ("queue", "nl", topic, topic)


@pytest.mark.parametrize("last", [Key("0"), Silence()])
def test_who_saw_someone_in_the_street_reaches_a_person_with_0_and_by_saying_nothing(last):
    visit = after(Key("2"), Key("2"), last)
    assert (visit.node, visit.language, visit.topic, visit.priority) == ("queue", "nl", "report", None)


def test_danger_to_someone_in_the_street_goes_to_a_person_at_once_and_sooner():
    visit = after(Key("2"), Key("2"), Key("1"))
    assert (visit.node, visit.topic, visit.priority) == ("queue", "report", "danger")
    assert "112" in " ".join(prompt.text for prompt in spoken(LINE, visit))


def test_caller_who_presses_0_before_a_language_waits_in_french_with_the_language_unknown():
    visit = after(Key("0"))
    assert (visit.node, visit.language, visit.topic) == ("queue", None, "person")
    assert {prompt.language for prompt in spoken(LINE, visit)} == {"fr"}


def test_caller_who_presses_a_key_twice_moves_once():
    first = after()
    moved = advance(LINE, first, 0, Key("1"))
    assert advance(LINE, moved, 0, Key("1")) == moved


def test_silent_caller_hears_it_slower_then_need_only_press_1_and_gets_a_person_in_any_case():
    once, twice = after(Silence()), after(Silence(), Silence())
    assert once.slow
    assert all(prompt.slow for prompt in spoken(LINE, once))
    assert (twice.node, twice.exit) == ("silent", "silence")
    assert [prompt.language for prompt in spoken(LINE, twice)] == ["fr", "nl", "en"]
    nothing = after(*[Silence()] * 4)
    assert (nothing.node, nothing.priority) == ("queue", None)


def test_someone_who_cannot_speak_presses_1_and_goes_before_others():
    visit = after(Key("1"), Silence(), Silence(), Key("1"))
    assert (visit.node, visit.language, visit.topic, visit.priority) == ("queue", "fr", "person", "vulnerable")


def test_who_presses_wrong_keys_twice_is_offered_a_person():
    twice = after(Key("7"), Key("8"))
    assert LINE.sentences["offer"] in [said.text for said in twice.said]


def test_the_star_leads_to_a_code_and_is_offered_to_nobody():
    for answers in ((), (Key("5"),), (Key("1"),)):
        assert after(*answers, Key("*")).node == "code"
        assert "étoile" not in heard(after(*answers))


def test_a_code_that_nothing_is_known_of_is_asked_again_and_leads_to_a_person_in_the_end():
    once = after(Key("*"), Key("1234"))
    assert (once.node, once.exit) == ("code", "wrong")
    assert after(Key("*"), *[Key("1234")] * 3).node == "queue"


@pytest.mark.parametrize(("found", "node"), [("back", "queue"), ("partner", "partner"), ("centre", "free_places")])
def test_a_code_that_is_known_leads_where_it_belongs(found, node):
    assert after(Key("*"), Done(found)).node == node


def test_a_partner_says_for_whom_they_call_and_only_that_gives_priority():
    assert after(Key("*"), Done("partner"), Key("1")).priority == "minor"
    assert after(Key("*"), Done("partner"), Key("2")).priority == "vulnerable"
    other = after(Key("*"), Done("partner"), Key("3"))
    assert (other.node, other.topic, other.priority) == ("queue", "professional", None)


def test_another_language_is_offered_behind_the_others_and_leads_to_a_person():
    assert "autre langue" in heard(after(Key("5")))
    visit = after(Key("5"), Key("0"))
    assert (visit.node, visit.language) == ("queue", None)


def test_who_calls_again_is_in_line_at_once_and_may_be_someone_else():
    back = resume(LINE, True, "nl", "place")
    assert (back.node, back.language, back.topic, back.turn) == ("queue", "nl", "place", 0)
    assert "112" in heard(back)
    anew = advance(LINE, back, 0, Key("2"))
    assert (anew.node, anew.language, anew.topic, anew.turn, anew.exit) == ("language", None, None, 1, "anew")


def test_the_code_is_spoken_in_the_second_round_of_waiting_and_again_later():
    visit, said = replace(after(Key("3"), Key("1")), code="0471"), []
    for wait in range(0, 140, 20):
        visit = advance(LINE, visit, visit.turn, Waiting(2, 10, 2, wait))
        said.append("0, 4, 7, 1" in heard(visit))
    assert said == [False, True, False, False, False, True, False]


def test_silent_caller_hears_the_other_languages_named_in_themselves():
    offered = {prompt.language for prompt in spoken(LINE, after(Silence()))}
    assert offered == set(LINE.languages)


def test_wrong_keys_and_silence_count_together_and_a_good_key_starts_again():
    visit = after(Key("8"), Silence(), Key("1"))
    assert (visit.unhelpful, visit.unhelpful_in_call) == (0, 2)
    assert after(Key("8"), Silence(), Key("7")).node == "queue"


def test_caller_who_asks_for_a_repeat_is_not_blamed_until_the_twelfth_time():
    repeats = after(Key("1"), *[Key("9")] * 11)
    assert (repeats.node, repeats.unhelpful, repeats.said) == ("main", 0, ())
    assert advance(LINE, repeats, repeats.turn, Key("9")).node == "queue"


@pytest.mark.parametrize("words", ["Je cherche un lit", "dormir!", "1"])
def test_caller_may_say_what_they_need(words):
    assert after(Key("1"), Speech(words)).topic == "place"


def test_caller_who_saw_someone_in_the_street_is_not_taken_for_one_who_wants_a_person():
    assert after(Key("1"), Speech("je vois quelqu'un dans la rue")).topic == "report"


def test_caller_may_ask_for_someone_in_words():
    assert after(Key("3"), Speech("I want to talk to a person")).exit == "person"


@pytest.mark.parametrize("speech", [Speech("euh"), Speech(""), Speech("un lit dans la rue"), Speech("un lit", 0.1)])
def test_unclear_words_are_repeated_not_guessed(speech):
    visit = after(Key("1"), speech)
    assert (visit.node, visit.exit, visit.unhelpful) == ("main", "unclear", 1)


def test_the_wait_is_announced_as_a_bound_that_never_gets_worse():
    visit = after(Key("1"), Key("1"), Waiting(4, 10, 2, 0), Waiting(3, 25, 2, 30))
    assert "numéro 3" in heard(visit)
    assert "moins de 10 minutes" in heard(visit)


def test_a_bound_that_turned_out_wrong_is_not_said_again():
    visit = after(Key("1"), Key("1"), Waiting(4, 5, 2, 0), Waiting(3, 9, 2, 310))
    assert "minutes" not in heard(visit)
    assert visit.bound_min == 5


def test_next_in_line_hears_so_and_no_bound_when_none_is_honest():
    visit = after(Key("3"), Key("1"), Waiting(1, None, 1, 0))
    assert heard(visit) == "You are next in line. To be called back instead, press 1."


def test_waiting_caller_who_presses_1_chooses_a_callback():
    visit = after(Key("1"), Key("1"), Waiting(2, 5, 1, 0), Key("1"))
    assert (visit.node, visit.exit) == ("callback", "leave")
    assert advance(LINE, visit, visit.turn, Queued("leave")) == visit


@pytest.mark.parametrize("key", ["0", "5", "#"])
def test_waiting_caller_keeps_their_place_at_any_other_key(key):
    visit = after(Key("1"), Key("1"), Waiting(2, 5, 1, 0), Key(key))
    assert visit.node == "queue"
    assert "Vous gardez votre place" in heard(visit)


def test_caller_hears_before_the_first_music_that_nobody_is_there():
    joining = entered(after(Key("1"), Key("1")), Waiting(1, 5, 0, 0))
    assert "personne à la permanence" in heard(joining)
    assert "Un collègue va vous répondre" not in heard(joining)
    somebody = entered(after(Key("1"), Key("1")), Waiting(1, 5, 1, 0))
    assert "personne à la permanence" not in heard(somebody)


def test_a_minute_with_nobody_on_duty_counts_from_joining_not_from_the_first_call_an_hour_ago():
    visit = entered(after(Key("1"), Key("1")), Waiting(1, 5, 0, 3600))
    visit = advance(LINE, visit, visit.turn, Waiting(1, 5, 0, 3610))
    assert visit.node == "queue"
    assert advance(LINE, visit, visit.turn, Waiting(1, 5, 0, 3660)).node == "callback_late"


def test_caller_hears_so_in_the_music_too_and_is_called_back_after_a_minute():
    waiting = after(Key("1"), Key("1"), Waiting(1, 5, 0, 0))
    assert "personne à la permanence" in heard(waiting)
    visit = advance(LINE, waiting, waiting.turn, Waiting(1, 5, 0, 60))
    assert (visit.node, visit.exit) == ("callback_late", "nobody")


def test_a_caller_who_would_rather_leave_a_message_presses_3_and_must_agree_to_be_recorded():
    late = after(Key("1"), Key("1"), Waiting(1, 5, 0, 0), Waiting(1, 5, 0, 60))
    assert "laisser un message, tapez 3" in heard(late)
    message = advance(LINE, late, late.turn, Key("3"))
    assert (message.node, advance(LINE, message, message.turn, Key("1")).node) == ("message", "voicemail")


def test_a_dispatcher_who_comes_back_starts_the_minute_again():
    visit = after(Key("1"), Key("1"), Waiting(1, 5, 0, 0), Waiting(1, 5, 1, 50), Waiting(1, 5, 0, 100))
    assert visit.node == "queue"


def test_caller_who_waited_half_an_hour_is_called_back():
    visit = after(Key("1"), Key("1"), Waiting(9, 60, 1, 5), Waiting(2, 5, 1, 1805))
    assert (visit.node, visit.exit) == ("callback_late", "too_long")


@pytest.mark.parametrize("result", ["queue-full", "error", "system-error"])
def test_caller_whom_the_queue_refuses_is_put_through_to_the_duty_phone(result):
    visit = after(Key("1"), Key("1"), Queued(result))
    assert (visit.node, visit.exit) == ("duty", "failed")


@pytest.mark.parametrize(
    "result", ["bridged", "bridging-in-process", "hangup", "redirected", "redirected-from-bridged", "x"]
)
def test_other_words_of_the_provider_change_nothing_for_a_waiting_caller(result):
    waiting = after(Key("1"), Key("1"), Waiting(1, 5, 1, 0))
    assert advance(LINE, waiting, waiting.turn, Queued(result)) == waiting


def test_caller_whose_line_to_the_dispatcher_broke_is_next():
    visit = after(Key("2"), Key("1"), Waiting(1, 5, 1, 0), Done("lost"))
    assert (visit.node, visit.exit, visit.position, visit.topic) == ("queue", "lost", 1, "place")
    assert "als eerste aan de beurt" in heard(visit)


def to_callback(*more: Answer, number_known: bool = True) -> Visit:
    return after(Key("1"), Key("1"), Waiting(2, 5, 1, 0), Key("1"), *more, number_known=number_known)


@pytest.mark.parametrize("answers", [(Key("1"),), (NUMBER,), (Silence(), Silence()), (Key("5"), Silence(), Silence())])
def test_caller_with_a_known_number_gets_a_callback_by_key_or_by_silence(answers):
    visit = to_callback(*answers)
    assert (visit.node, visit.exit) == ("goodbye", "taken")


def test_in_danger_silence_is_no_leave_to_call_back():
    visit = replace(after(Key("1"), Key("1")), priority="danger")
    for answer in (Key("1"), Silence(), Silence()):
        visit = advance(LINE, visit, visit.turn, answer)
    assert (visit.node, visit.exit) == ("duty", "none")


@pytest.mark.parametrize("number_known", [True, False])
def test_who_has_the_time_chooses_hours_and_a_word_before_being_called_back(number_known):
    wishes = to_callback(Key("4"), number_known=number_known)
    hours = advance(LINE, advance(LINE, wishes, wishes.turn, Key("1")), wishes.turn + 1, Key("3"))
    assert (hours.node, hours.exit) == ("callback", "evening")
    word = advance(LINE, wishes, wishes.turn, Key("2"))
    assert advance(LINE, word, word.turn, Speech("tournesol")).exit == "unclear"  # the core keeps it and says so
    assert advance(LINE, word, word.turn, Done("kept")).node == "callback"


def test_a_typed_number_never_enters_the_visit():
    assert "470123456" not in str(visit_to_json(to_callback(NUMBER)))


def test_withheld_caller_is_asked_for_a_number_and_may_type_it():
    assert "numéro d'un téléphone sûr" in heard(to_callback(number_known=False))
    assert to_callback(NUMBER, number_known=False).exit == "taken"


@pytest.mark.parametrize("key", ["1", "04701", "000000000", "123456789012345"])
def test_a_number_that_cannot_be_rung_is_asked_again_not_promised(key):
    visit = to_callback(Key(key), number_known=False)
    assert (visit.node, visit.exit, visit.unhelpful) == ("callback", "wrong", 1)


def test_withheld_caller_who_stays_silent_is_put_through_to_the_duty_phone():
    visit = to_callback(Silence(), Silence(), number_known=False)
    assert (visit.node, visit.exit) == ("duty", "none")


def test_caller_whom_the_duty_phone_misses_may_leave_a_message():
    visit = after(Key("1"), Key("1"), Queued("error"), Done("failed"), Key("1"))
    assert visit.node == "voicemail"
    assert advance(LINE, visit, visit.turn, Done("recorded")).exit == "recorded"


@pytest.mark.parametrize("answers", [(Silence(),) * 3, (Key("1"), Done("nothing"))])
def test_caller_who_leaves_no_message_hears_where_else_to_turn_and_may_stay(answers):
    visit = after(Key("1"), Key("1"), Queued("error"), Done("failed"), *answers)
    assert "112" in heard(visit)
    assert node_of(LINE, visit).kind == "queue"
    later = advance(LINE, visit, visit.turn, Waiting(1, None, 0, 3600))
    assert advance(LINE, later, later.turn, Waiting(1, None, 0, 9000)).node == "stay"


@pytest.mark.parametrize("key", ["9", "0"])
def test_9_repeats_and_0_is_a_person_where_a_number_of_people_is_asked(key):
    asked = after(Key("1"), Key("2"), Key("2"), Done("located"), Key("1"))
    assert asked.node == "street_count"
    moved = advance(LINE, asked, asked.turn, Key(key))
    assert (moved.node, moved.exit) == {"9": ("street_count", "again"), "0": ("queue", "person")}[key]


def test_caller_after_a_talk_with_the_duty_phone_is_thanked():
    assert after(Key("1"), Key("1"), Queued("error"), Done("answered")).node == "end"


def test_caller_at_a_node_that_a_deployment_removed_comes_to_a_person():
    visit = replace(after(Key("1")), node="gone", hash="0" * 12)
    assert node_of(LINE, visit).name == "queue"
    assert spoken(LINE, visit)
    moved = advance(LINE, visit, visit.turn, Key("1"))
    assert (moved.node, moved.exit, moved.hash) == ("queue", "moved", LINE.hash)


def test_caller_in_an_older_menu_comes_to_a_person_but_one_who_waits_goes_on_waiting():
    menu = replace(after(Key("1")), hash="0" * 12)
    assert advance(LINE, menu, menu.turn, Key("1")).exit == "moved"
    waiting = replace(after(Key("1"), Key("1"), Waiting(3, 5, 1, 0)), hash="0" * 12)
    assert advance(LINE, waiting, waiting.turn, Waiting(2, 5, 1, 20)).rounds == 2


def test_a_visit_survives_the_database_and_fields_of_another_release():
    visit = after(Key("8"), Key("1"), Key("1"), Waiting(3, 10, 2, 0), Key("4"))
    stored = {**visit_to_json(visit), "something_new": 1}
    assert visit_from_json(stored) == visit
    assert advance(LINE, visit_from_json({}), 0, Silence()).node == "queue"


def test_listening_takes_one_key_in_a_menu_and_a_number_up_to_the_hash_key_for_a_callback():
    menu, number = listening(LINE, after(Key("1"))), listening(LINE, to_callback())
    assert (menu.max_digits, menu.finish, menu.speech, menu.language) == (1, "", True, "fr-FR")
    assert (number.max_digits, number.finish, number.speech) == (15, "#", False)
    assert "dormir" in menu.hints
