"""Who presses 3 chooses what they need, hears what is certain, and is always one key from a person."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotline import texts
from hotline.core.directory import need_words
from hotline.core.flow import (
    AS_IT_IS,
    Answer,
    Done,
    Found,
    Key,
    Said,
    Silence,
    Speech,
    Visit,
    advance,
    asks_the_directory,
    begin,
    informed,
    load,
    node_of,
    spoken,
)

LINE = load(Path(__file__).parents[2] / "ivr_flows")["line"]
DOUCHE = Said(AS_IT_IS, {"words": "DoucheFLUX"}, ("fr",))
OPEN = Said(AS_IT_IS, {"words": "مفتوح حتى 16:00"})
THREE = Found(("a", "b", "c"), (DOUCHE, OPEN), "DoucheFLUX", textable=True)


def after(*answers: Answer, found: Found | None = THREE, number_known: bool = True) -> Visit:
    """In English, at the menu of information, then these answers."""
    visit = begin(LINE, number_known)
    for answer in (Key("3"), Key("3"), *answers):
        visit = advance(LINE, visit, visit.turn, answer)
        if asks_the_directory(LINE, visit):
            known = visit.found.ids if visit.found else ()
            visit = informed(LINE, visit, replace(found, ids=known) if known and found else found)
    return visit


def heard(visit: Visit) -> str:
    return " ".join(texts.words(prompt) for prompt in spoken(LINE, visit))


def test_every_need_that_a_key_leads_to_is_one_that_the_directory_knows() -> None:
    asked = {option.need for node in LINE.nodes.values() for option in node.options if option.need}
    assert len(asked) > 9
    assert asked <= {need.id for need in need_words.known().needs}


def test_a_menu_of_information_offers_five_things_at_most_beside_a_person_and_a_repeat() -> None:
    for name in ("information", "eat_or_wash", "information_more", "violence", "children", "directory", "text_safe"):
        assert len(LINE.nodes[name].options) <= 5, name


@pytest.mark.parametrize(
    ("keys", "need"),
    [("1", "shelter_tonight"), ("21", "food"), ("22", "hygiene"), ("3", "health"), ("4", "rights_documents")]
    + [("51", "day_centre"), ("522", "domestic_violence"), ("54", "housing"), ("55", "complaint")],
)
def test_a_few_keys_lead_to_what_is_known_about_a_need(keys: str, need: str) -> None:
    visit = after(*map(Key, keys))
    assert (visit.node, visit.need, visit.topic) == ("directory", need, "information")
    assert "DoucheFLUX" in heard(visit)


def test_who_says_what_they_need_needs_no_key() -> None:
    assert after(Speech("I need a doctor")).need == "health"
    assert after(Speech("something else"), Speech("he hits me")).node == "violence"


def test_what_was_found_is_said_slowly_with_each_name_in_its_own_language() -> None:
    told = [prompt for prompt in spoken(LINE, after(Key("1"))) if prompt.text == AS_IT_IS]
    assert [(prompt.language, prompt.slow, prompt.slower) for prompt in told] == [
        ("fr", True, False),
        ("en", True, False),
    ]


@pytest.mark.parametrize("answer", [Key("1"), Silence()])
def test_who_could_not_follow_hears_it_slower_still(answer: Answer) -> None:
    again = after(Key("1"), answer)
    assert again.slow
    assert all(prompt.slower for prompt in spoken(LINE, again) if prompt.text == AS_IT_IS)


def test_nine_says_it_once_more_at_the_same_pace() -> None:
    assert spoken(LINE, after(Key("1"), Key("9"))) == spoken(LINE, after(Key("1")))


def test_the_next_one_is_offered_as_long_as_there_is_one() -> None:
    first, last = after(Key("1")), after(Key("1"), Key("2"), Key("2"))
    assert "For the next one" in heard(first)
    assert (last.shown, last.exit) == (2, "next")
    assert "For the next one" not in heard(last)
    assert after(Key("1"), Key("2"), Key("2"), Key("2")).exit == "wrong"


def test_a_repeat_of_the_key_for_the_next_one_moves_once() -> None:
    first = after(Key("1"))
    assert advance(LINE, first, first.turn - 1, Key("2")) is first


@pytest.mark.parametrize("found", [Found(), None])
def test_who_asks_what_we_do_not_know_or_cannot_look_up_comes_to_a_person(found: Found | None) -> None:
    visit = after(Key("1"), found=found)
    assert (visit.node, visit.topic, visit.exit) == ("queue", "information", "nothing" if found else "failed")
    assert "someone" in heard(visit) or "A colleague helps you further" in heard(visit)


def test_a_service_that_is_gone_since_leads_to_a_person() -> None:
    first = after(Key("1"))
    asked = advance(LINE, first, first.turn, Key("2"))
    assert informed(LINE, asked, Found(first.found.ids)).node == "queue"  # type: ignore[union-attr]


@pytest.mark.parametrize("where", ["", "1", "2", "5", "52", "53", "522", "13"])
def test_zero_leads_to_a_person_from_everywhere(where: str) -> None:
    visit = after(*map(Key, where), Key("0"))
    assert (visit.node, visit.exit, visit.topic) == ("queue", "person", "information")


@pytest.mark.parametrize("where", ["", "1", "2", "5", "52", "53", "522", "13"])
def test_who_says_nothing_comes_to_a_person(where: str) -> None:
    visit = after(*map(Key, where))
    for _ in range(8):
        visit = advance(LINE, visit, visit.turn, Silence())
        if node_of(LINE, visit).kind == "queue":
            return
    pytest.fail(f"still at {visit.node}")


def test_who_is_hurt_hears_112_and_the_police_first_and_is_asked_nothing_more() -> None:
    visit = after(Key("5"), Key("2"))
    first, person, *_ = spoken(LINE, visit)
    assert "112" in first.text
    assert "101" in first.text
    assert "To speak with someone now" in person.text
    waits = advance(LINE, visit, visit.turn, Silence())
    assert (waits.node, waits.priority) == ("queue", "vulnerable")


def test_a_child_alone_goes_sooner_and_a_family_gets_no_bare_number() -> None:
    alone, family = after(Key("5"), Key("3"), Key("1")), after(Key("5"), Key("3"), Key("2"))
    assert (alone.node, alone.priority, alone.need) == ("queue", "minor", "unaccompanied_minor")
    assert (family.node, family.priority, family.need) == ("queue", None, "family_shelter")


def test_a_text_is_offered_only_where_it_can_be_sent() -> None:
    assert "text message" in heard(after(Key("1")))
    assert "text message" not in heard(after(Key("1"), number_known=False))
    assert "text message" not in heard(after(Key("1"), found=replace(THREE, textable=False)))
    assert after(Key("1"), Key("3"), number_known=False).exit == "wrong"


def test_a_text_is_asked_about_first_and_afterwards_the_choices_are_heard_without_the_whole_again() -> None:
    asked = after(Key("1"), Key("3"))
    assert "does not say who we are" in heard(asked)
    sent = advance(LINE, asked, asked.turn, Done("sent"))
    assert (sent.node, sent.found, sent.shown) == ("directory", THREE, 0)
    assert heard(sent).startswith("The message is on its way. To hear this again")
    assert "DoucheFLUX" in heard(advance(LINE, sent, sent.turn, Key("9")))


def test_who_does_not_want_the_text_after_all_hears_the_service_again() -> None:
    assert "DoucheFLUX" in heard(after(Key("1"), Key("3"), Key("2")))


def test_who_wants_to_be_put_through_waits_for_a_colleague_who_knows_to_whom() -> None:
    visit = after(Key("1"), Key("2"), Key("4"))
    assert (visit.node, visit.topic, visit.wish) == ("queue", "information", ("b", "DoucheFLUX"))
    assert heard(visit).startswith("A colleague answers you first, and then calls them with you.")


def test_an_answer_without_a_service_can_be_heard_but_nobody_can_be_put_through() -> None:
    visit = after(Key("1"), found=Found(told=(OPEN,)))
    assert "put through" not in heard(visit)
    assert after(Key("1"), Key("4"), found=Found(told=(OPEN,))).exit == "wrong"


def test_another_question_forgets_what_was_found() -> None:
    visit = after(Key("1"), Key("2"), Key("5"), Key("3"))
    assert (visit.need, visit.shown) == ("health", 0)


def test_a_deployment_that_changes_the_menus_leads_whoever_listens_to_a_person() -> None:
    visit = replace(after(Key("1")), hash="older")
    assert advance(LINE, visit, visit.turn, Key("2")).exit == "moved"
