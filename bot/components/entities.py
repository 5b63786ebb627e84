"""The step of Rasa's pipeline that finds places, times, numbers and the like."""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.training_data import TrainingData

FILE = "entities.joblib"
EVERY = 10  # of the sentences without a mark one in so many is learnt: not all of them were read for entities


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityFinder(CRFEntityExtractor):
    """Rasa's own, which learns from the marked sentences, and keeps what it learnt.

    Rasa's keeps the sentences and learns again at each start: 70 s in which nobody is understood.
    """

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and keep what was learnt with the model."""
        marked = [one for one in training_data.nlu_examples if one.get(ENTITIES)]
        others = [one for one in training_data.nlu_examples if not one.get(ENTITIES)]
        return super().train(TrainingData(marked + others[::EVERY]))

    def persist(self, dataset: Any) -> None:
        """Keep what was learnt, not what it was learnt from."""
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump((self.crf_order, self.entity_taggers), folder / FILE, compress=3)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> EntityFinder:
        with model_storage.read_from(resource) as folder:
            order, taggers = joblib.load(folder / FILE)
        finder = cls(config, model_storage, resource, taggers)
        finder.crf_order = order
        return finder
