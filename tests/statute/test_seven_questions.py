"""The seven questions: every path ends in exactly one outcome, and every outcome is reached."""

from collections.abc import Iterator

import pytest

from statute.grounds import GROUNDS, Ground
from statute.outcomes import OUTCOMES, Outcome, OutcomeCode
from statute.seven_questions import FIRST, QUESTIONS, Question, Step, letter, next_question, path

Answers = dict[str, str]


def ends(answers: Answers) -> Iterator[tuple[Answers, Outcome]]:
    """Every complete path from here, found by asking only."""
    found = next_question(answers)
    if isinstance(found, Outcome):
        yield answers, found
        return
    assert found.key not in answers, "a question is asked once"
    for option in found.options:
        yield from ends({**answers, found.key: option.key})


PATHS = list(ends({}))


def test_every_outcome_is_reached_and_every_question_asked():
    assert {outcome.code for _, outcome in PATHS} == set(OutcomeCode)
    assert {key for answers, _ in PATHS for key in answers} == set(QUESTIONS)
    assert len({tuple(answers.items()) for answers, _ in PATHS}) == len(PATHS) > 21


def test_every_path_ends_in_one_outcome_with_a_letter_of_its_row():
    for answers, outcome in PATHS:
        found = letter(answers)
        assert found is not None
        assert found.outcome is outcome is OUTCOMES[outcome.code]
        assert found.template in outcome.letters
        assert (found.sub_reason is not None) == bool(outcome.sub_reasons)
        if found.sub_reason:
            assert (found.template, found.article) == (found.sub_reason.letter, found.sub_reason.article)


def test_the_steps_come_in_order():
    order = list(Step)
    for answers, _ in PATHS:
        steps = [order.index(question.step) for question, _ in path(answers)]
        assert steps == sorted(steps)
        assert [(question.key, option.key) for question, option in path(answers)] == list(answers.items())
    assert {question.step for question in QUESTIONS.values()} | {Step.LETTER} == set(Step)


def test_the_letters_are_all_used():
    used = {letter(answers).template for answers, _ in PATHS}
    assert used == {template for outcome in OUTCOMES.values() for template in outcome.letters}


def test_a_refusal_rests_on_the_ground_that_was_named():
    for answers, outcome in PATHS:
        ground = letter(answers).ground
        if outcome.code.startswith("DENY_") and outcome.code is not OutcomeCode.DENY_QUERY:
            assert ground is not None
            assert GROUNDS[ground].decision == outcome.code
        if outcome.code is OutcomeCode.PARTIAL:
            assert ground is not None


TO_THE_GROUND = {
    "pending": "yes", "complete": "clear", "nature": "information", "frequency": "no", "responsible": "ours", "exists": "held",
}  # fmt: skip


def test_a_secret_is_never_given_whole():
    for ground in ("A1", "A2", "A3"):
        found = {outcome.code for _, outcome in ends({**TO_THE_GROUND, "ground": ground})}
        assert found == {OutcomeCode(GROUNDS[Ground(ground)].decision), OutcomeCode.PARTIAL}


@pytest.mark.parametrize(
    ("reply", "outcomes"),
    [
        ("consents", {"GRANT"}),
        ("objects_with_reason", {"GRANT", "PARTIAL", "DENY_THIRD"}),
        ("objects_without_reason", {"GRANT", "PARTIAL", "DENY_THIRD"}),
        ("silent", {"GRANT", "PARTIAL", "DENY_THIRD"}),
    ],
)
def test_what_the_third_party_says_leaves_open(reply, outcomes):
    answers = {**TO_THE_GROUND, "ground": "B1", "third_party": reply}
    assert {outcome.code for _, outcome in ends(answers)} == outcomes


def test_a_silent_third_party_presets_nothing():
    found = next_question({**TO_THE_GROUND, "ground": "B2", "third_party": "silent"})
    assert isinstance(found, Question)
    assert found.key == "harm"


def test_left_over_answers_do_not_count():
    """Somebody goes back and says that the body is not responsible after all."""
    answers = {**TO_THE_GROUND, "ground": "A1", "separable": "whole", "responsible": "others"}
    assert next_question(answers).code is OutcomeCode.CANT_NOTHELD
    assert letter(answers).ground is None
    assert [question.key for question, _ in path(answers)][-1] == "responsible"


def test_the_first_question_and_an_answer_it_does_not_know():
    assert next_question({}) is FIRST
    assert (path({}), letter({})) == ((), None)
    with pytest.raises(ValueError, match="没有“perhaps”这一回答"):
        next_question({"pending": "perhaps"})
