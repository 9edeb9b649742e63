"""The room file of a town with three rooms: with one video mixer, with two, with none; presets of every kind, a calendar."""

TOWN = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"
contact = [
    { name = "Segreteria", phone = "0776 000000", days = "mon-fri", hours = "08:00-14:00" },
    { name = "Marco", phone = "333 0000000" },
]

[[calendars]]
id = "sale"
path = "sale.ics"

[[rooms]]
id = "sala-1"
name = "Sala 1"
[rooms.devices.regia-video]
driver = "obs"
host = "127.0.0.1"

[[rooms]]
id = "sala-2"
name = "Sala 2"
[rooms.devices.camere]
driver = "obs"
host = "127.0.0.1"
[rooms.devices.lavagna]
driver = "obs"
host = "127.0.0.1"

[[rooms]]
id = "sala-3"
name = "Sala 3"
contact = "Portineria"

[presets.riunione]
title = "Riunione"
scenes = ["Riunione", "Pausa"]
[presets.riunione.live]
regia-video = { scene = "Riunione" }

[presets.collegio]
title = "Collegio dei docenti"
categories = ["COLLEGIO"]
titles = ["collegio*"]
scenes = ["Collegio"]
[presets.collegio.live]
regia-video = { scene = "Collegio" }

[presets.sportello]
title = "Sportello psicologico"
categories = ["SPORTELLO"]
confidential = true

[presets.riservato]
title = "Riservato"
confidential = true

[idle]
regia-video = { scene = "Riposo", recording = false }
"""

STAGE = """
[[jitsi]]
id = "meet"
url = "https://meet.example"
[presets.riunione]
jitsi = "meet"
"""
