"""The scenes of an emulated OBS: the one on air, transitions, and studio mode with its preview."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from integrations.emulators.obs_status import (
    INVALID_RESOURCE_TYPE,
    MISSING_REQUEST_FIELD,
    RESOURCE_NOT_FOUND,
    SCENES,
    STUDIO_MODE_NOT_ACTIVE,
    UI,
    Answer,
    Denial,
    Details,
    Publish,
    flag_in,
)


@dataclass(slots=True)
class Scenes:
    """All scenes. Answers name the scene chosen last; events tell when it is really on air."""

    names: Sequence[str]
    publish: Publish
    transition_s: float = 0.0
    """The time from the choice of a scene until it is on air; 0 is a cut."""
    sources: Sequence[str] = ("Telecamera",)
    """Names of sources that are no scenes."""
    program: str = field(init=False)
    preview: str | None = None
    """None outside studio mode."""
    transition: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        self.program = self.names[0]

    def questions(self) -> Mapping[str, Callable[[], Answer]]:
        """The function that answers each request for information. They raise Denial."""
        return {
            "GetSceneList": self._list,
            "GetCurrentProgramScene": lambda: _named("Program", self.program),
            "GetCurrentPreviewScene": lambda: _named("Preview", self._in_preview()),
            "GetStudioModeEnabled": lambda: {"studioModeEnabled": self.preview is not None},
        }

    def change(self, request: str, details: Details) -> Callable[[], None] | None:
        """The change that *request* would make; None if it is not about scenes. Raises Denial."""
        match request:
            case "SetCurrentProgramScene":
                scene = self._scene_in(details)
                return lambda: self.show(scene)
            case "TriggerStudioModeTransition":
                scene = self._in_preview()
                return lambda: self.show(scene)
            case "SetCurrentPreviewScene":
                self._in_preview()  # denied outside studio mode, whatever scene it is
                scene = self._scene_in(details)
                return lambda: self._look_at(scene)
            case "SetStudioModeEnabled":
                on = flag_in(details, "studioModeEnabled")
                return lambda: self.set_studio_mode(on=on)
        return None

    def show(self, scene: str) -> None:
        """Put *scene* on air, if it is not. In studio mode the former scene goes into the preview."""
        if scene == self.program:
            return
        before, self.program = self.program, scene
        self.close()
        if self.transition_s:
            self.transition = asyncio.get_running_loop().call_later(self.transition_s, self._arrive)
        else:
            self._arrive()
        if self.preview is not None:
            self._look_at(before)

    def set_studio_mode(self, *, on: bool) -> None:
        """Turn studio mode on or off."""
        if on != (self.preview is not None):
            self.preview = self.program if on else None
            self.publish("StudioModeStateChanged", UI, {"studioModeEnabled": on})

    def close(self) -> None:
        """Stop the transition, if one is running."""
        if self.transition is not None:
            self.transition.cancel()

    def _arrive(self) -> None:
        self.publish("CurrentProgramSceneChanged", SCENES, {"sceneName": self.program})

    def _look_at(self, scene: str) -> None:
        if scene != self.preview:
            self.preview = scene
            self.publish("CurrentPreviewSceneChanged", SCENES, {"sceneName": scene})

    def _list(self) -> Answer:
        named = [{"sceneIndex": index, "sceneName": name} for index, name in enumerate(reversed(self.names))]
        return {"currentProgramSceneName": self.program, "currentPreviewSceneName": self.preview, "scenes": named}

    def _in_preview(self) -> str:
        if self.preview is None:
            raise Denial(STUDIO_MODE_NOT_ACTIVE)
        return self.preview

    def _scene_in(self, details: Details) -> str:
        name = (details or {}).get("sceneName")
        if not isinstance(name, str) or not name:
            raise Denial(
                MISSING_REQUEST_FIELD, "Your request must contain at least one of: `sceneName` or `sceneUuid`."
            )
        if name in self.sources:
            raise Denial(INVALID_RESOURCE_TYPE, "The specified source is not a scene.")
        if name not in self.names:
            raise Denial(RESOURCE_NOT_FOUND, f"No source was found by the name of `{name}`.")
        return name


def _named(which: str, scene: str) -> Answer:
    return {"sceneName": scene, f"current{which}SceneName": scene}
