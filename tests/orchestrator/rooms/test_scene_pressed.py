"""What `scene` comes to: which device, which scenes, and until when."""

from tests.support.town import Town, hour

NINE, TEN, NOON = hour("09:00"), hour("10:00"), hour("12:00")


async def test_given_scenes_when_pressed_then_the_newest_counts_until_the_occurrence_ends(meeting: Town) -> None:
    async def scene() -> object:
        return (await meeting.room())["devices"]["regia-video"]["desired"]["scene"]

    await meeting.book(TEN, NOON, title="Dopo")
    assert await scene() == "Riunione"

    await meeting.pressed("scene", scene="Pausa")
    assert await scene() == "Pausa"
    await meeting.pressed("scene", scene="Riunione", device="regia-video")
    await meeting.pressed("scene", scene="Pausa")
    assert await scene() == "Pausa"

    await meeting.at(TEN)
    assert await meeting.live() == ("Dopo", "12:00")
    assert await scene() == "Riunione"


async def test_given_a_scene_that_the_preset_does_not_offer_when_pressed_then_only_a_technician_gets_it(
    meeting: Town,
) -> None:
    assert (await meeting.refused("scene", scene="Collegio"))["code"] == "no_such_scene"

    await meeting.pressed("scene", role="admin", scene="Collegio")

    assert (await meeting.room())["devices"]["regia-video"]["desired"]["scene"] == "Collegio"


async def test_given_two_video_mixers_when_a_scene_names_none_then_it_is_asked_which(town: Town) -> None:
    await town.book(NINE, TEN, "sala-2")
    await town.at(NINE)

    error = await town.refused("scene", "sala-2", scene="Pausa")
    unknown = await town.refused("scene", "sala-2", scene="Pausa", device="proiettore")
    await town.pressed("scene", "sala-2", scene="Pausa", device="lavagna")

    assert (error["code"], error["details"]["devices"]) == ("which_device", ["camere", "lavagna"])
    assert unknown["code"] == "no_such_device"
    assert (await town.room("sala-2"))["devices"]["lavagna"]["desired"] == {"scene": "Pausa"}


async def test_given_a_confidential_booking_when_a_panel_asks_for_a_scene_then_it_offers_none(town: Town) -> None:
    await town.book(NINE, TEN, category="SPORTELLO")
    await town.at(NINE)

    assert (await town.room())["scenes"] == []
    assert (await town.refused("scene", scene="Riunione"))["code"] == "no_such_scene"
