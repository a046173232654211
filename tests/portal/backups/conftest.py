import pytest

from tests.portal.backups.site import Elsewhere, elsewhere, filled


@pytest.fixture
def files(lasting_county):
    return filled(lasting_county)


@pytest.fixture
def target(tmp_path) -> Elsewhere:
    with elsewhere(tmp_path / "elsewhere") as made:
        yield made
