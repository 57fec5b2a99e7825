"""The test bench: one command of a device's profile through the real driver, with all that was said on the line meanwhile."""

import asyncio
from collections.abc import Iterator, Sequence

from courtroom_agent.drivers.driver import Driver
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.drivers.journal import words_of
from courtroom_agent.drivers.request import Priority
from courtroom_agent.drivers.trace import Seen, asking_for, readable
from courtroom_agent.fitting.sheet import blinking, expected_of
from hardware_profiles.profiles import Profile
from hardware_profiles.template import Values
from hearing.fitting import BenchResult, Message, Try

MESSAGES_MAX = 60
BLINK_S = 3.0
_LOOK_S = 0.05
_STOPPED_S = 5.0
"""A motion's stop is sent a second after nobody keeps it going any more; a busy bus takes longer."""


class Misfit(Exception):
    """What was asked for cannot be asked of this device: every fault, each with what fits."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(faults))


class Guarded(Exception):
    """The command wears memory out, or moves what others rely on: it is to be confirmed."""


def misfits(profile: Profile, command: str, args: Values) -> Iterator[str]:
    """What of *args* does not fit *command*."""
    compiled = profile.commands.get(command)
    if compiled is None:
        yield f"There is no command {command!r}. There are: {', '.join(profile.commands)}."
        return
    wanted = compiled.raw.names - profile.spec.options.keys() - {"request"}
    for name in sorted(wanted - args.keys()):
        yield f"{name} is missing. It may be {profile.types[name].describe()}."
    for name, value in args.items():
        if name not in wanted:
            yield f"{command} takes no {name!r}. It takes: {', '.join(sorted(wanted)) or 'nothing'}."
        elif not profile.types[name].allows(value):
            yield f"{name} cannot be {value!r}. It may be {profile.types[name].describe()}."


async def try_command(driver: Driver, asked: Try) -> BenchResult:
    """Send one command and tell what came of it; that a device does not answer is a result too.

    Raises:
        Misfit: there is no such command, or a parameter does not fit.
        Guarded: it has to be confirmed first.
    """
    profile = driver.profile
    faults = tuple(misfits(profile, asked.command, asked.args))
    if faults:
        raise Misfit(faults)
    compiled = profile.commands[asked.command]
    if compiled.spec.guard == "maintenance" and not asked.maintenance:
        raise Guarded(f"{driver.device.name}: {asked.command} is for maintenance.")
    loop, number = asyncio.get_running_loop(), driver.station.trace.number
    began_s, says, fields = loop.time(), "", {}
    try:
        with asking_for(f"bench {asked.who}".strip()):
            fields = await _perform(driver, asked)
            await _read_back(driver, asked)
    except DeviceError as error:
        says = words_of(error)
    return BenchResult(
        device=asked.device,
        command=asked.command,
        args=readable(profile, asked.args),
        done=not says,
        says=says,
        fields=readable(profile, fields),
        expected=expected_of(profile, compiled),
        messages=messages_of(driver, number)[:MESSAGES_MAX],
        took_ms=round((loop.time() - began_s) * 1000, 1),
        states={name: f"{state.value} ({state.source})" for name, state in driver.states.items()},
    )


async def blink(driver: Driver, who: str) -> None:
    """Show people which device this is for a moment, and bring back what was before.

    Raises:
        Misfit: its profile knows nothing harmless that people would see.
        DeviceError: it cannot be reached, does not say how it is now, or refuses.
    """
    name = blinking(driver)
    if name is None:
        raise Misfit([f"{driver.device.profile} knows nothing harmless that people would see. Look at its address."])
    shown = driver.properties[name].spec.identify
    with asking_for(f"identify {who}".strip()):
        before = await driver.look(name)
        if before.value is None or before.source != "verified":
            raise DeviceError(f"{driver.device.name}: it does not say what {name} is. Switch it on first.")
        if before.value == shown:
            raise DeviceError(f"{driver.device.name}: {name} is {shown} already. Change that first.")
        assert shown is not None, "It blinks by a value."
        try:
            await driver.ensure(name, shown, Priority.OPERATOR)
            await asyncio.sleep(BLINK_S)
        finally:
            await asyncio.shield(driver.ensure(name, before.value, Priority.OPERATOR))


def messages_of(driver: Driver, after: int) -> tuple[Message, ...]:
    """What was said on the device's line behind message *after*."""
    is_text = not driver.profile.spec.framing.is_binary
    return tuple(_message(one, is_text=is_text) for one in driver.station.trace.after(after))


async def _perform(driver: Driver, asked: Try) -> dict[str, int | str]:
    motions = driver.profile.spec.motions
    motion = next((name for name, one in motions.items() if one.start == asked.command), None)
    if motion is None:
        return await driver.perform(asked.command, asked.args, maintenance=asked.maintenance)
    number = driver.station.trace.number
    await driver.motions.renew(motion, asked.args)
    for _ in range(round(_STOPPED_S / _LOOK_S)):
        await asyncio.sleep(_LOOK_S)
        if any(one.command == motions[motion].stop for one in driver.station.trace.after(number)):
            return {}
    raise DeviceError(f"{driver.device.name}: no stop went out after {asked.command}. Look at the device.")


async def _read_back(driver: Driver, asked: Try) -> None:
    """Ask the device for what the command set, so that its state is shown as it is now."""
    for name, one in driver.properties.items():
        if one.spec.set == asked.command and one.fixed.items() <= asked.args.items():
            await driver.look(name)


def _message(seen: Seen, *, is_text: bool) -> Message:
    return Message(
        number=seen.number,
        at=seen.at_ms,
        is_ours=seen.is_ours,
        hex=seen.data.hex(" ").upper(),
        text=seen.data.decode("ascii", "backslashreplace") if is_text else "",
        command=seen.command,
        why=seen.why,
        latency_ms=None if seen.latency_ms is None else round(seen.latency_ms, 1),
    )
