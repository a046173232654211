"""The models of the migrations are the same whether each new one is made alone or all its neighbours with it."""

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from portal.migrating import new_models_alone


def shapes(state: ProjectState) -> dict[str, set[str]]:
    """Each model with all it knows of itself and of who refers to it."""
    return {
        model._meta.label: {repr(field) for field in model._meta.get_fields(include_hidden=True)}
        for model in state.apps.get_models(include_auto_created=True)
    }


def test_models_made_alone_know_all_that_refers_to_them():
    loader = MigrationLoader(None)
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
    with new_models_alone():
        state = ProjectState(real_apps=loader.unmigrated_apps)
        assert state.apps is not None  # from here on models are made as they come
        for key in plan:
            state = loader.graph.nodes[key].mutate_state(state, preserve=False)
    fresh = ProjectState(models=state.models, real_apps=loader.unmigrated_apps)
    assert len(shapes(fresh)) > 200
    assert shapes(state) == shapes(fresh)


def test_django_is_as_it_was_afterwards():
    plain = ProjectState.add_model
    with new_models_alone():
        assert ProjectState.add_model is not plain
    assert ProjectState.add_model is plain
