"""Asserts of the contract suite are shown in full, like those of tests."""

import pytest

pytest.register_assert_rewrite("tests.integrations.driver_contract")
