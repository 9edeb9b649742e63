"""The demo's building: the sample site's two halls, with an emulator in the place of each device."""

import json
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from typing import Any

from config.devices import is_page
from integrations.emulators.controls import Emulator
from integrations.emulators.jitsi import JitsiEmulator, jitsi_running
from integrations.emulators.mail import MailBox, mailbox_running
from integrations.emulators.obs import obs_running
from integrations.emulators.projector import projector_running
from orchestrator.demo.people import TOWN

LEAD, CLOSING = "40s", "10s"
WARM_UP_S, COOL_DOWN_S = 5.0, 3.0
JITSI = "meet"
"""The sample's Jitsi server."""
SENDER = "sale@comune.example"
SAMPLE = resources.files("config") / "sample"


@dataclass(frozen=True, slots=True)
class Building:
    """The emulators by room and device (``sala-1/proiettore``), the site that describes them, and its secrets."""

    emulators: Mapping[str, Emulator]
    jitsi: JitsiEmulator
    mail: MailBox
    """Both among them."""
    site: str
    secrets: Mapping[str, str]


@asynccontextmanager
async def building(url: str, *, stages: bool) -> AsyncIterator[Building]:
    """Run an emulator for each device of the sample site, whose service is at *url*. Without *stages* no room has a big screen."""
    site = tomllib.loads((SAMPLE / "officine.toml").read_text())
    site["sites"][0]["organisation"] = TOWN
    site.setdefault("service", {})["url"] = url
    passwords = {name: f"prova-{name.lower()}" for name in _secret_names(site)}
    emulators: dict[str, Emulator] = {}
    async with AsyncExitStack() as stack:
        for room in site["rooms"]:
            room["lead"], room["closing"] = LEAD, CLOSING
            for name, device in list(room["devices"].items()):
                if (is_page(device["driver"]) and not stages) or (device["driver"] == "appletv" and not _has_pyatv()):
                    del room["devices"][name]
                elif not is_page(device["driver"]):
                    emulator = await _emulator(stack, device, site["presets"], passwords)
                    emulators[f"{room['id']}/{name}"] = emulator
                    device.update(host="127.0.0.1", port=emulator.port)
                    device.pop("warm_up", None)
                    device.pop("keep_on", None)
        jitsi = await stack.enter_async_context(jitsi_running(secret=passwords.setdefault("JITSI", "x" * 32)))
        emulators["jitsi"] = jitsi
        _use(site, jitsi)
        emulators["mail"] = mail = await stack.enter_async_context(mailbox_running())
        site["mail"] = {"host": "127.0.0.1", "port": mail.port, "security": "none", "sender": SENDER}
        secrets = {f"REGIA_SECRET_{name}": value for name, value in passwords.items()}
        yield Building(emulators, jitsi, mail, _toml(site), secrets)


async def _emulator(
    stack: AsyncExitStack, device: dict[str, Any], presets: Mapping[str, Any], passwords: dict[str, str]
) -> Emulator:
    secret = _short(device.get("password") or device.get("credentials") or "")
    password = passwords.get(secret)
    match device["driver"]:
        case "pjlink":
            running = projector_running(password=password, warm_up_s=WARM_UP_S, cool_down_s=COOL_DOWN_S)
            return await stack.enter_async_context(running)
        case "obs":
            return await stack.enter_async_context(obs_running(password=password, scenes=_scenes(presets)))
        case _:
            from integrations.emulators.appletv import appletv_running

            tv = await stack.enter_async_context(appletv_running())
            passwords[secret] = tv.credentials
            return tv


def _use(site: dict[str, Any], jitsi: JitsiEmulator) -> None:
    for deployment in site["jitsi"]:
        deployment["url"] = jitsi.url


def _scenes(presets: Mapping[str, Any]) -> list[str]:
    """Every scene that a preset wishes or offers."""
    wished = [
        wish["scene"]
        for preset in presets.values()
        for phase in ("preparing", "live", "closing")
        for wish in preset.get(phase, {}).values()
        if "scene" in wish
    ]
    offered = [scene for preset in presets.values() for scene in preset.get("scenes", ())]
    return list(dict.fromkeys(["Riposo", *wished, *offered]))


def _secret_names(site: Mapping[str, Any]) -> list[str]:
    devices = [device for room in site["rooms"] for device in room["devices"].values()]
    return [_short(device["password"]) for device in devices if "password" in device]


def _short(name: str) -> str:
    return name.removeprefix("env:REGIA_SECRET_")


def _has_pyatv() -> bool:
    return find_spec("pyatv") is not None


def _toml(site: Mapping[str, Any]) -> str:
    """The site as TOML; a string of JSON is one of TOML too (TOML 1.0, basic strings)."""
    return "\n".join(f"{json.dumps(key)} = {_inline(value)}" for key, value in site.items())


def _inline(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {_inline(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(_inline(member) for member in value) + "]"
        case _:
            return json.dumps(value)
