"""Each register in turn, with its sample, in a union with somebody who may write."""

from __future__ import annotations

import pytest

from birlik.accounts.models import User
from birlik.registers.declare import REGISTERS, Register
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.registers.samples import Sample, of


@pytest.fixture(params=sorted(REGISTERS))
def register(request: pytest.FixtureRequest) -> Register:
    return REGISTERS[request.param]


@pytest.fixture
def sample(register: Register, tree: UnionTree) -> Sample:
    return of(register, tree)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def head(tree: UnionTree) -> User:
    return make_holder("head_of_department", tree["union"])
