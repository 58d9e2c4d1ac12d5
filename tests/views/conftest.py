"""The small world, made once for all tests of a module that ask for it."""

from copy import deepcopy

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.views.world import World, make_world


@pytest.fixture(scope="module")
def world_of_module(rows_of_module: DjangoDbBlocker) -> World:
    with rows_of_module.unblock():
        return make_world()


@pytest.fixture
def world(world_of_module: World) -> World:
    """A test may change what it has in hand; its rows are taken back with it."""
    return deepcopy(world_of_module)
