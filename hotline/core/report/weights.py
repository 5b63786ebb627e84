"""How much each thing that two reports say alike, or not, speaks for one person: log2 of a likelihood ratio.

Learnt by logistic regression on half a of tests/reports/pairs.csv and rounded. What no pair of one person contradicted
there is `CONTRADICTED`. What is measured on half b: docs/reports.md.
"""

PRIOR = 0.1  # two reports of one night and one place, and nothing else is known: rather one than two
CONTRADICTED = -6.0
WEIGHTS = {
    "near": 0.9,
    "rather_near": 0.3,
    "apart": -1.5,
    "same_spot": 2.0,
    "other_spot": -1.9,
    "other_side": -0.7,
    "same_thing": 0.9,
    "other_thing": -0.8,
    "same_mark": 0.8,
    "same_coat": 0.7,
    "same_who": 0.5,
    "same_age": 0.6,
    "same_state": 0.8,
    "other_state": -0.5,
    "same_number": 0.8,
    "several": 0.4,
    "about_the_number": -0.8,
    "same_animals": 0.7,
    "same_children": 0.5,
    "same_line": 0.4,
    "same_language": 0.3,
    **dict.fromkeys(
        (
            "other_who", "other_age", "one_and_several", "one_and_two", "other_number", "other_coat", "other_hat",
            "other_mark", "other_language", "other_children", "other_animals", "other_wound",
        ),
        CONTRADICTED,
    ),
}  # fmt: skip
