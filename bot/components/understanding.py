"""Learns which intent a sentence has, from sentences whose intent is known."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import hstack, spmatrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from . import lexicon
from .courtesy import politely
from .length import at_length
from .sentence import VIEWS, Sentence
from .sounds import also_latin, written
from .spelling import letters, words

DOUBT = 4.0  # how much less likely (logarithm) a second language may be and still count
SHARPNESS = 5.0  # turns distances into confidence; measured on sentences unlike any that was learnt
FEW = {"ar", "bg", "fa", "ps", "so", "ti"}  # few sentences, and drafts: what is doubtful is better not understood
SHARPNESS_OF_FEW = 4.0
BESIDE = 8  # they are learnt apart, with every eighth sentence of the others: so they take nothing from those


class Understanding:
    """The language of a sentence first, then its views, then one linear model over them all."""

    def __init__(self) -> None:
        letter_counts = CountVectorizer(preprocessor=str.lower, analyzer="char_wb", ngram_range=(1, 4), min_df=2)
        self.languages = make_pipeline(letter_counts, MultinomialNB(alpha=0.1))
        self.lexicons = lexicon.read()
        self.views = [(TfidfVectorizer(analyzer=view, sublinear_tf=True), weight) for view, weight in VIEWS.items()]
        self.model = LinearSVC(random_state=7)
        self.model_of_few = LinearSVC(random_state=7)

    def learn_languages(self, texts: Sequence[str], languages: Sequence[str]) -> None:
        """Which letters are which language's, with their accents and without."""
        pairs = [*zip(texts, languages, strict=True), *also_latin(texts, languages)]
        texts, names = [text for text, _ in pairs], [written(*pair) for pair in pairs]
        self.languages.fit([*texts, *map(letters, texts)], [*names, *names])

    def learn(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        """Which words and concepts are which intent's."""
        languages = [language_of(name) for name in self.languages.predict(texts)]
        examples = list(zip(texts, intents, languages, strict=True))
        others = enlarged([each for each in examples if each[2] not in FEW])
        rows = others + enlarged([each for each in examples if each[2] in FEW])
        sentences = self.read([text for text, _ in rows])
        seen = hstack([view.fit_transform(sentences) * weight for view, weight in self.views]).tocsr()
        named = np.array([intent for _, intent in rows])
        self.model.fit(seen[: len(others)], named[: len(others)])
        few = np.r_[0 : len(others) : BESIDE, len(others) : len(rows)]
        self.model_of_few.fit(seen[few], named[few]).sparsify()  # it knows few words: most of its weights are nothing

    def read(self, texts: Sequence[str]) -> list[Sentence]:
        """The sentences with their words and concepts."""
        names = self.languages.classes_
        likely = self.languages.predict_log_proba(texts)
        return [self._sentence(text, maybe(row, names)) for text, row in zip(texts, likely, strict=True)]

    def _sentence(self, text: str, languages: list[str]) -> Sentence:
        said = words(text, languages[0])
        found = {each for code in languages if code in self.lexicons for each in self.lexicons[code].find(said)}
        return Sentence(text, tuple(said), sorted(found))

    def seen(self, sentences: Iterable[Sentence]) -> spmatrix:
        """The sentences as the model sees them."""
        return hstack([view.transform(sentences) * weight for view, weight in self.views]).tocsr()

    def confidences(self, texts: Sequence[str]) -> Any:
        """For each sentence, how likely each of `names` is."""
        seen = self.seen(self.read(texts))
        few = np.array([[language_of(name) in FEW] for name in self.languages.predict(texts)])
        distances = self._distances(seen, few)
        sharpness = np.where(few, SHARPNESS_OF_FEW, SHARPNESS)
        powers = np.exp(sharpness * (distances - distances.max(axis=1, keepdims=True)))
        return powers / powers.sum(axis=1, keepdims=True)

    def _distances(self, seen: spmatrix, few: Any) -> Any:
        """By the model of each sentence's language; the other is asked only where it is needed: it takes its time."""
        if not few.any():
            return self.model.decision_function(seen)
        ours = self.model_of_few.decision_function(seen)
        return ours if few.all() else np.where(few, ours, self.model.decision_function(seen))

    @property
    def names(self) -> list[str]:
        return list(self.model.classes_)


def enlarged(examples: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """The sentences with their intents, then some of them politely and some at length."""
    return [*((text, intent) for text, intent, _ in examples), *politely(examples), *at_length(examples)]


def maybe(likely: Any, names: Sequence[str]) -> list[str]:
    """The languages that a sentence may be in, the likeliest first: "pain" alone is French or English."""
    order = np.argsort(-likely)[:3]
    return list(dict.fromkeys(language_of(names[at]) for at in order if likely[order[0]] - likely[at] < DOUBT))


def language_of(name: str) -> str:
    """Without its letters: "bg latin" is Bulgarian."""
    return str(name).split()[0]
