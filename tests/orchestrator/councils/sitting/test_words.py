"""What is said of rules and refusals, in both languages; and the rules that ship."""

from dataclasses import replace
from fractions import Fraction
from string import Formatter

import pytest

from config.words.sentences import Language
from orchestrator.councils.sitting.presets import PRESETS, Preset, changed_locks
from orchestrator.councils.sitting.refusal_words import SENTENCES, told
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.rule_words import NAMES, rules_told
from orchestrator.councils.sitting.rules import Rounding, Rules, Share

LANGUAGES: tuple[Language, ...] = ("it", "en")


@pytest.mark.parametrize("reason", Reason)
def test_refusal_given_each_reason_when_told_then_there_is_a_sentence_of_the_same_fields_in_each_language(
    reason: Reason,
) -> None:
    fields = [
        {name for _, name, _, _ in Formatter().parse(SENTENCES[reason][language]) if name} for language in LANGUAGES
    ]

    assert fields[0] == fields[1]
    assert all(told(Refusal(reason, (3, 46)), language).endswith(".") for language in LANGUAGES)


def test_refusal_given_no_quorum_when_told_then_it_names_both_numbers() -> None:
    assert (
        told(Refusal(Reason.NO_QUORUM, (40, 46)), "it") == "Manca il numero legale: sono presenti in 40, ne servono 46."
    )


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_given_each_preset_when_told_then_each_is_a_sentence_and_locked_ones_have_a_reference(
    preset: Preset, language: Language
) -> None:
    sentences = dict(rules_told(replace(preset.rules, basis="Regolamento, art. 9."), language))

    assert all(
        sentence[0].isupper() and sentence.endswith(".") and ".." not in sentence for sentence in sentences.values()
    )
    assert set(sentences) <= set(NAMES)
    assert preset.locked <= set(preset.references)
    assert set(preset.references) <= set(Rules.__slots__)


def test_rules_given_the_collegio_when_told_then_they_read_as_people_say_them() -> None:
    sentences = dict(rules_told(PRESETS["collegio"].rules, "it"))

    assert sentences["quorum"] == "La seduta è valida se è presente più della metà dei componenti in carica."
    assert sentences["majority"] == "Per approvare serve più della metà dei voti validamente espressi."


def test_preset_given_a_lower_quorum_when_it_is_locked_then_the_change_is_named() -> None:
    lower = replace(PRESETS["collegio"].rules, quorum=Share(Fraction(1, 3), Rounding.AT_LEAST), grace_s=90)

    assert changed_locks(PRESETS["collegio"], lower) == {"quorum"}
    assert changed_locks(PRESETS["assemblea"], lower) == frozenset()
