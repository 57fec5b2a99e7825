"""A display in the courtroom becomes its clapper: it flashes and beeps as it is cued, as far apart as it says."""

import asyncio
import base64
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from playwright.async_api import Browser, Page, async_playwright

from control_panel.rooms import RoomDescription
from courtroom_agent.rehearsal.measuring import RATE, Film, Offset, Sound, beeps, flashes, offset_of
from courtroom_agent.rehearsal.plan import Plan
from courtroom_agent.rehearsal.playback import tiles_of
from hearing.rehearsal import Clapped
from tests.browser.looking import AXE
from tests.control_panel.serving import Court, court

PICTURE_S = 1 / 30
FLAGS = ("--autoplay-policy=no-user-gesture-required", "--no-sandbox", "--disable-gpu", "--disable-quic")
CLAPS, FIRST_S = 8, 1.5
FRAME_MS = 1000 / 60
SIZE = (640, 360)
SPOT = (200, 110, 96, 54)
"""Where the display stands in the camera's picture: it fills a fortieth of it."""

# What the page draws and plays goes into a recorder of the browser's own: the display small in a grey, moving room.
TAPE = """
([size, spot]) => {
  const play = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...more) {
    if (target instanceof AudioDestinationNode && window.heard) play.call(this, window.heard);
    return play.call(this, target, ...more);
  };
  window.roll = () => {
    const room = document.createElement('canvas');
    [room.width, room.height] = size;
    const ink = room.getContext('2d');
    const display = document.querySelector('canvas');
    const draw = () => {
      ink.fillStyle = '#505050';
      ink.fillRect(0, 0, ...size);
      ink.fillStyle = '#909090';
      ink.fillRect((performance.now() / 20) % size[0], 300, 40, 40);
      ink.drawImage(display, ...spot);
      if (performance.now() < window.lit) { ink.fillStyle = '#ffffff'; ink.fillRect(...spot); }
      requestAnimationFrame(draw);
    };
    draw();
    window.lit = 0;
    // Claps of the recorder's own: what lies between their light and sound on the tape is the recorder's.
    window.calibrate = async (claps, every) => {
      const context = window.heard.context;
      const moments = [];
      for (let n = 0; n < claps; n += 1) {
        await new Promise((next) => setTimeout(next, every));
        await new Promise((next) => requestAnimationFrame(next));
        const tone = new OscillatorNode(context, {frequency: 2000});
        tone.connect(window.heard);
        tone.start();
        tone.stop(context.currentTime + 0.06);
        window.lit = performance.now() + 120;
        moments.push(Date.now());
      }
      await new Promise((next) => setTimeout(next, every));
      return moments;
    };
    const tape = new MediaStream([...room.captureStream(30).getTracks(), ...window.heard.stream.getTracks()]);
    const recorder = new MediaRecorder(tape, {mimeType: 'video/webm;codecs=vp8,opus', videoBitsPerSecond: 4e6});
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    window.stop = () => new Promise((done) => {
      recorder.onstop = async () => {
        const octets = new Uint8Array(await new Blob(parts).arrayBuffer());
        let text = '';
        for (let n = 0; n < octets.length; n += 1) text += String.fromCharCode(octets[n]);
        done(btoa(text));
      };
      recorder.stop();
    });
    return new Promise((begun) => { recorder.onstart = () => begun(Date.now()); recorder.start(); });
  };
}
"""


WAY_OUT = """
() => {
  const context = window.heard.context;
  const left = context.getOutputTimestamp();
  return 1000 * (context.currentTime - left.contextTime) - (performance.now() - left.performanceTime);
}
"""


async def _armed(browser: Browser, here: Court) -> Page:
    """Let a display in by the code, and touch it."""
    await here.panel.rooms.put(RoomDescription(room="demo", room_name="示范法庭"))
    it = await here.person("it", "administrator")
    code = (await it.post("/api/v1/rooms/demo/clapper")).json()["code"]
    page = await browser.new_page()
    await page.add_init_script(f"({TAPE})({[list(SIZE), list(SPOT)]})")
    await page.goto(f"{here.url}/clapper")
    await page.get_by_label("配对码").fill(code)
    await page.get_by_role("button", name="进入").click()
    await page.evaluate(
        "() => { const make = window.AudioContext; window.AudioContext = class extends make {"
        " constructor(...given) { super(...given); if (!window.heard) { window.heard = this.createMediaStreamDestination(); const quiet = new ConstantSourceNode(this, {offset: 0}); quiet.connect(window.heard); quiet.start(); } } }; }"
    )
    await page.get_by_role("button", name="开始").click()
    await page.get_by_text("场记板已就绪").wait_for()
    return page


async def _agent_sees(here: Court, what: str, within_s: float = 30) -> Any:
    agent = here.client(await here.panel.tokens.issue("agent", "agent:demo"))
    async with asyncio.timeout(within_s):
        while not (found := (await agent.get("/api/v1/rehearsals/clapper")).json()[what]):
            await asyncio.sleep(0.1)
    return found


def _watched(tape: bytes, path: Path) -> tuple[Film, Sound]:
    """Decode a tape as a rehearsal decodes its tracks."""
    path.write_bytes(tape)
    times, light, tiles = [], [], []
    sound = np.zeros(60 * RATE, dtype=np.float32)
    with av.open(str(path)) as container:
        for frame in container.decode():
            if isinstance(frame, av.VideoFrame):
                luma = frame.to_ndarray(format="gray")[::4, ::4]
                times.append(float(frame.time or 0))
                light.append(float(luma[: len(luma) // 2].mean()))
                tiles.append(tiles_of(luma))
            elif isinstance(frame, av.AudioFrame):
                samples = frame.to_ndarray().astype(np.float32).mean(axis=0)
                at = round(float(frame.time or 0) * RATE)
                sound[at : at + len(samples)] = samples[: len(sound) - at]
    return Film(times, light, np.array(tiles, dtype=np.float32)), sound


def _measured(film: Film, sound: Sound, claps_ms: list[float]) -> Offset:
    claps = tuple(moment / 1000 for moment in claps_ms)
    plan = Plan(claps[-1] + 2, (0.1, 0.5), claps, (claps[-1] + 1, claps[-1] + 1))
    first = sum(at < claps[0] - 1 for at in film.times)  # what clapped earlier is another measurement
    assert film.tiles is not None
    film = Film(film.times[first:], film.light[first:], film.tiles[first:])
    found = offset_of(flashes(film, plan), beeps(sound, plan), PICTURE_S)
    assert found is not None
    return found


@pytest.mark.long
def test_the_page_claps_as_it_is_cued_and_as_far_apart_as_it_says(tmp_path: Path) -> None:
    """Recorded small in a room: the rehearsal finds flash and beep, and their distance is what the page told."""

    async def work() -> tuple[Clapped, Offset, float]:
        async with court() as here, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = await _armed(browser, here)
            assert await _agent_sees(here, "there")
            agent = here.client(await here.panel.tokens.issue("agent", "agent:demo"))
            begun = await page.evaluate("roll()")
            zero = time.time() * 1000
            at = [round(zero + 1000 * (FIRST_S + n * 1.01)) for n in range(CLAPS)]
            assert (await agent.post("/api/v1/rehearsals/claps", json={"at": at})).json() == {"there": True}
            clapped = Clapped.model_validate(await _agent_sees(here, "clapped", 40))
            way_out_ms = await page.evaluate(WAY_OUT)
            own = await page.evaluate("([claps, every]) => calibrate(claps, every)", [CLAPS, 1010])
            film, sound = _watched(base64.b64decode(await page.evaluate("stop()")), tmp_path / "tape.webm")
            await browser.close()
            found, skew = (_measured(film, sound, [moment - begun for moment in claps]) for claps in (at, own))
            return clapped, found, skew.ms - way_out_ms + FRAME_MS

    clapped, found, taped_ms = asyncio.run(work())
    said = f"page: {clapped}, tape: {found}, tape adds {taped_ms:.1f} ms"
    assert (clapped.claps, found.claps >= CLAPS * 3 // 4) == (CLAPS, True), said
    # The tape has sound and picture as they were made; the page counts their ways out to loudspeaker and screen as well.
    assert abs(found.ms - taped_ms - clapped.own_ms) <= found.uncertainty_ms + clapped.uncertainty_ms, said
    assert clapped.uncertainty_ms < 100


@pytest.mark.long
def test_everybody_can_use_the_page(tmp_path: Path) -> None:
    """Both languages, by code and armed: an accessibility checker finds nothing, and every key is 56 px high."""

    async def work() -> None:
        async with court() as here, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            for language in ("zh", "en"):
                page = await _armed(browser, here)
                strange = await browser.new_context(bypass_csp=True, viewport={"width": 390, "height": 844})
                door = await strange.new_page()
                await door.goto(f"{here.url}/clapper?lang={language}")
                await door.locator("form").wait_for()
                for one in (page, door):
                    heights = await one.locator("button, input").evaluate_all(
                        "all => all.map((one) => one.getBoundingClientRect().height)"
                    )
                    assert min(heights) >= 56
                    if one is door:
                        found = await one.evaluate(
                            f"{AXE.read_text()}; axe.run().then((r) => r.violations.map((v) => v.id))"
                        )
                        assert found == []
            await browser.close()

    asyncio.run(work())
