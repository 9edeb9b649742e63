"""Asserts of the contract suite are shown in full, like those of tests; an Apple TV to test the driver against."""

from collections.abc import AsyncIterator

import pytest

from integrations.emulators.appletv import AppleTv, appletv_running

pytest.register_assert_rewrite("tests.integrations.driver_contract")


@pytest.fixture
async def tv() -> AsyncIterator[AppleTv]:
    async with appletv_running(wake_s=0.1) as device:
        yield device
