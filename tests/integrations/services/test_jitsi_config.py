"""What Jitsi's client is told of its server, in the forms in which that is written."""

import pytest

from integrations.services.jitsi_config import ClientConfig, read_config

DEBIAN = """
/* eslint-disable comma-dangle */
var subdomain = '<!--# echo var="subdomain" default="" -->';
var config = {
    hosts: {
        // XMPP domain.
        domain: 'meet.comune.example',
        // When using authentication, domain for guest users.
        // anonymousdomain: 'guest.example.com',
        // domain: 'an.example',
        muc: 'conference.' + subdomain + 'meet.comune.example',
    },
    bosh: 'https://meet.comune.example/http-bind',
};
"""
DOCKER = """
config.hosts = {};
config.hosts.domain = 'meet.jitsi';
var subdir = '<!--# echo var="subdir" default="" -->';
config.hosts.muc = 'muc.' + subdomain + 'meet.jitsi';
"""
OLD = 'var config = {"hosts": {"domain": "Meet.Example", "muc": "conference.<!--# echo var=\'s\' -->meet.example"}};'


@pytest.mark.parametrize(
    ("script", "domain", "muc"),
    [
        (DEBIAN, "meet.comune.example", "conference.meet.comune.example"),
        (DOCKER, "meet.jitsi", "muc.meet.jitsi"),
        (OLD, "meet.example", None),
        ("<!doctype html>", None, None),
        ("domain: location.host", None, None),
        ("/*" * 200_000 + "domain: 'x'", None, None),
        ("/* a */ domain: 'x' /* domain: 'y' */", "x", None),
        ("", None, None),
    ],
)
def test_a_config_when_read_then_it_says_what_the_server_is_called(
    script: str, domain: str | None, muc: str | None
) -> None:
    found = read_config(script)

    assert found == ClientConfig(domain, found.muc)
    assert muc is None or found.muc == muc
