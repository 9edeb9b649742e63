"""The `regia` command: names the commands and loads each only when it is asked for."""

import sys

from cyclopts import App

from schedules.store.errors import StorageError


def _version() -> str:
    from importlib import metadata  # takes as long as a third of the rest

    return metadata.version("regia")


app = App(
    name="regia",
    help="Conference rooms that make themselves ready, and prove it.",
    version=_version,
    version_flags=["--version"],
)
site = App(name="site", help="Check room files, have them taken, see which are followed.")
user = App(name="user", help="People: added, listed, closed, given a link to choose a password by.")
org = App(name="org", help="Organisations: added, listed; all that is of their councils exported, deleted.")
token = App(name="token", help="Tokens for people, panels and agents.")
jitsi = App(name="jitsi", help="The Jitsi servers: what works of each.")
council = App(name="council", help="Sittings of councils: whether an export is whole.")
store = App(name="store", help="The database: whether it is whole, and what is kept in it.")
audit = App(name="audit", help="Who did what, and how long that is known.")
mail = App(name="mail", help="Whether mails go out.")
emulate = App(
    name="emulate",
    help="Devices to practise on.",
    help_epilogue="While it runs type a fault: refuse, freeze, drop, wrong, ignore, slow SECONDS, "
    "by-hand ATTRIBUTE VALUE, password [TEXT]; clear ends it, and show says how the device is.",
)
app.command(site)
app.command(user)
app.command(org)
app.command(token)
app.command(emulate)
app.command(jitsi)
app.command(council)
app.command(store)
app.command(mail)
app.command(audit)

site.command("orchestrator.commands.site:check", name="check", help="List all mistakes of room files.")
site.command("orchestrator.commands.site_apply:apply", name="apply", help="Have the running service take room files.")
site.command("orchestrator.commands.site_apply:status", name="status", help="Which rooms follow which room files.")
jitsi.command(
    "orchestrator.commands.jitsi:check_servers", name="check", help="Ask the Jitsi servers what works, and say it."
)
app.command("orchestrator.commands.init:init", name="init", help="Set Regia up: five questions, and what they come to.")
app.command("orchestrator.commands.plan:plan", name="plan", help="Print what the rooms will do, from their calendars.")
app.command("orchestrator.commands.serve:serve", name="serve", help="Run the service.")
app.command("orchestrator.commands.agent:agent", name="agent", help="Run the agent of one or more rooms.")
app.command("orchestrator.commands.demo:demo", name="demo", help="Run everything with emulated devices.")
app.command("orchestrator.commands.pin:pin", name="pin", help="Make the line of a room's PIN for the room file.")
app.command(
    "orchestrator.commands.patterns:patterns", name="patterns", help="For developers: every state of the pages."
)
app.command(
    "orchestrator.commands.backup:backup", name="backup", help="Copy the database, also while the service runs."
)
app.command("orchestrator.commands.restore:restore", name="restore", help="Put a copy of the database in its place.")
council.command(
    "orchestrator.commands.council:verify",
    name="verify",
    help="Recompute the export of a sitting, and say what differs.",
)
store.command("orchestrator.commands.store_check:check", name="check", help="Look whether the database is whole.")
store.command("orchestrator.commands.store_prune:prune", name="prune", help="Delete what need not be kept any more.")
audit.command(
    "orchestrator.commands.audit_prune:prune", name="prune", help="Delete acts that need not be kept any more."
)
mail.command(
    "orchestrator.commands.mail:try_out", name="test", help="Send a mail to try it, and say what became of it."
)
user.command("orchestrator.commands.user:add", name="add", help="Add somebody, and print their link, once.")
user.command("orchestrator.commands.user:show", name="list", help="List the people and what they are.")
user.command("orchestrator.commands.user:close", name="close", help="Let somebody in no more.")
user.command("orchestrator.commands.user:reset", name="reset", help="Print a link for another password, once.")
org.command("orchestrator.commands.org:add", name="add", help="Add an organisation.")
org.command("orchestrator.commands.org:show", name="list", help="List the organisations.")
org.command(
    "orchestrator.commands.org_councils:export", name="export", help="Write all that is of its councils into one file."
)
org.command(
    "orchestrator.commands.org_councils:delete",
    name="delete",
    help="Delete all that is of its councils, and certify what that was.",
)
token.command("orchestrator.commands.token:add", name="add", help="Make a token and print it, once.")
token.command("orchestrator.commands.token:show", name="list", help="List the tokens, without their texts.")
token.command("orchestrator.commands.token:revoke", name="revoke", help="Revoke a token: whoever uses it is shut out.")
emulate.command("orchestrator.commands.emulate:obs", name="obs", help="OBS Studio with obs-websocket 5.")
emulate.command("orchestrator.commands.emulate:projector", name="projector", help="A PJLink projector.")
emulate.command("orchestrator.commands.emulate:appletv", name="appletv", help="An Apple TV (Companion protocol).")
emulate.command("orchestrator.commands.emulate:http", name="http", help="A Shelly plug, Home Assistant or Companion.")
emulate.command("orchestrator.commands.emulate:jitsi", name="jitsi", help="A Jitsi Meet page and its external_api.js.")


def main() -> None:
    """Run the command line; its exit code is the process's. What the disk or the database refuses is a sentence."""
    try:
        app()
    except Exception as error:
        if (sentence := _refused(error)) is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        sys.exit(1)


def _refused(error: Exception) -> str | None:
    """What was refused, in a sentence; None if *error* is a bug of ours."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else f"This could not be done: {error.strerror}"
    return f"The database cannot be used: {error}" if isinstance(error, StorageError) else None
