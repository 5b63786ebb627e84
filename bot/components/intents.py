"""The step of Rasa's pipeline that names the intent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import joblib
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .understanding import Understanding

ENTITY = re.compile(r"\[([^\]]+)\]\([^)]+\)")
DATA = Path(__file__).parents[1] / "data/nlu"
FILE = "understanding.joblib"
RANKED = 10  # as many as Rasa's own classifiers name


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentNamer(IntentClassifier, GraphComponent):
    """Names the intent of a message with what `Understanding` learnt."""

    def __init__(self, storage: ModelStorage, resource: Resource, understanding: Understanding | None = None) -> None:
        self.storage, self.resource = storage, resource
        self.understanding = understanding or Understanding()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentNamer:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentNamer:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, joblib.load(folder / FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and keep what was learnt with the model."""
        self.understanding.learn_languages(*languages())
        examples = training_data.intent_examples
        self.understanding.learn([each.get(TEXT) for each in examples], [each.get(INTENT) for each in examples])
        with self.storage.write_to(self.resource) as folder:
            joblib.dump(self.understanding, folder / FILE, compress=3)
        return self.resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Name the intent of each message, with the next likely ones."""
        asked = [message for message in messages if message.get(TEXT)]
        rows = self.understanding.confidences([message.get(TEXT) for message in asked]) if asked else []
        for message, row in zip(asked, rows, strict=True):
            named = sorted(zip(row.tolist(), self.understanding.names, strict=True), reverse=True)[:RANKED]
            ranking = [{"name": name, "confidence": confidence} for confidence, name in named]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


def languages() -> tuple[list[str], list[str]]:
    """The training sentences with their languages, which Rasa does not tell its steps."""
    texts, codes = [], []
    for file in sorted(DATA.glob("??.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            rows = ENTITY.sub(r"\1", block["examples"]).splitlines()
            texts += [row.removeprefix("- ") for row in rows]
            codes += [file.stem] * len(rows)
    return texts, codes
