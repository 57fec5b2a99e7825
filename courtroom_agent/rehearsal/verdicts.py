"""What a rehearsal's measurements are worth: green, amber, red, in words. Pure.

Red is what endangers the record: a mandatory microphone that does not hear, a mandatory camera that is black, stuck or
gone, a disk that gives back other octets, a microphone that cannot be muted. All else that is not as it should be is
amber: the hearing can be held.
"""

from collections.abc import Sequence

from courtroom_agent.rehearsal.measuring import Film, Offset, Tone, is_black, rate_of, stands_still
from hardware_profiles.courtroom import Camera, Microphone
from hearing.rehearsal import RehearsalVerdict, RehearsedItem, RehearsedPart
from hearing.reports import Device

HEARD_DB, FAINT_DB = 20.0, 10.0
SYNC_MS, LATE_MS = 80.0, 200.0
RATE_WELL, RATE_POOR = 0.95, 0.8
ERRORS_WELL, ERRORS_POOR = 0.3, 0.6
TIMES_RECORD, TIMES_UPLOAD = 4.0, 2.0
_PUNCTUATION = "，。！？、；：,.!?;: "


def tone_item(microphone: Microphone, tone: Tone | None) -> RehearsedItem:
    """How a microphone heard the tone; ``None`` when it gave nothing at all."""
    zh, en = microphone.label.zh, microphone.label.en
    must = microphone.mandatory and not microphone.standby
    worst: RehearsalVerdict = "red" if must else "amber"
    if tone is None:
        return _item("tone", microphone.stream, worst, f"{zh}没有信号", f"{en} gives no signal")
    figures = f"{tone.dbfs:g} dBFS, {tone.over_noise_db:+g} dB"
    if tone.over_noise_db < FAINT_DB:
        said = f"{zh}听不到试音（{figures}）", f"{en} does not hear the tone ({figures})"
        return _item("tone", microphone.stream, worst, *said, tone.over_noise_db, "dB")
    if tone.clipped or tone.over_noise_db < HEARD_DB:
        zh_how, en_how = ("过载", "overdriven") if tone.clipped else ("偏弱", "faint")
        said = f"{zh}试音{zh_how}（{figures}）", f"{en} hears the tone {en_how} ({figures})"
        return _item("tone", microphone.stream, "amber", *said, tone.over_noise_db, "dB")
    said = f"{zh}正常（{figures}）", f"{en} hears the tone ({figures})"
    return _item("tone", microphone.stream, "green", *said, tone.over_noise_db, "dB")


def picture_item(camera: Camera, film: Film | None) -> RehearsedItem:
    """How a camera's picture was recorded; ``None`` when nothing of it was. A table stands still, and may be dark."""
    zh, en = camera.label.zh, camera.label.en
    worst: RehearsalVerdict = "red" if camera.mandatory else "amber"
    if film is None or not film.times:
        return _item("picture", camera.stream, worst, f"{zh}没有画面", f"{en} gives no picture", 0.0, "fps")
    rate = round(rate_of(film), 1)
    if is_black(film) and not camera.exhibits:
        return _item("picture", camera.stream, worst, f"{zh}画面全黑", f"{en} is black", rate, "fps")
    if stands_still(film) and not camera.exhibits:
        return _item("picture", camera.stream, worst, f"{zh}画面静止不动", f"{en} stands still", rate, "fps")
    share = rate / camera.rate
    verdict: RehearsalVerdict = "green" if share >= RATE_WELL else "amber" if share >= RATE_POOR else worst
    said = f"{zh} {rate:g}/{camera.rate} 帧", f"{en}: {rate:g} of {camera.rate} pictures a second"
    return _item("picture", camera.stream, verdict, *said, rate, "fps")


def clapper_item(camera: Camera, offsets: Sequence[tuple[str, Offset | None]]) -> RehearsedItem:
    """How far sound and picture lie apart, of a camera with each microphone; the farthest counts."""
    zh, en = camera.label.zh, camera.label.en
    measured = [(stream, one) for stream, one in offsets if one is not None]
    if not measured:
        said = f"{zh}与各话筒的声画差未能测出", f"Nothing to tell sound from picture by for {en}"
        return _item("clapper", camera.stream, "missing", *said)
    stream, worst = max(measured, key=lambda one: abs(one[1].ms))
    away = abs(worst.ms)
    verdict: RehearsalVerdict = "green" if away <= SYNC_MS else "amber"
    if away > LATE_MS:
        verdict = "red" if camera.mandatory else "amber"
    figures = f"{worst.ms:+g} ± {worst.uncertainty_ms:g} ms"
    said = f"{zh}声画差 {figures}（{stream}）", f"{en}: sound {figures} after picture ({stream})"
    return _item("clapper", camera.stream, verdict, *said, worst.ms, "ms")


def speech_item(said_text: str, heard: str | None, model: str) -> RehearsedItem:
    """How the spoken sentence was recognised; *heard* is ``None`` when there is no model."""
    if heard is None:
        return _item("speech", "", "missing", "没有安装语音识别模型", "No recognition model is installed")
    share = _errors(_plain(said_text), _plain(heard))
    verdict: RehearsalVerdict = "green" if share <= ERRORS_WELL else "amber"
    zh = f"识别为“{heard[:80] or '（无）'}”，错字率 {share:.0%}（{model}）"
    en = f"Recognised as “{heard[:80]}”, {share:.0%} of the characters wrong ({model})"
    return _item("speech", "", verdict, zh, en, round(100 * share, 1), "%")


def storage_item(differing: Sequence[str], fragments: int, write_s: float, needed_s: float) -> RehearsedItem:
    """Whether what was written reads back the same, and how fast it was written; octets a second."""
    if differing or fragments == 0:
        what = "、".join(differing[:3]) or "没有任何记录 nothing was written"
        return _item(
            "storage", "", "red", f"写入与读回不一致：{what}", f"What was written reads back differently: {what}"
        )
    times = write_s / max(needed_s, 1)
    verdict: RehearsalVerdict = "green" if times >= TIMES_RECORD else "amber"
    figures = f"{write_s / 1e6:.0f} MB/s"
    zh = f"{fragments} 段读回校验一致，写入 {figures}（为所需的 {times:.0f} 倍）"
    en = f"{fragments} fragments read back the same; {figures}, {times:.0f} times what is needed"
    return _item("storage", "", verdict, zh, en, round(write_s / 1e6, 1), "MB/s")


def upload_item(octets_s: float | None, needed_s: float, says: str = "") -> RehearsedItem:
    """Whether the court's server takes octets unchanged, and how fast; ``None`` with *says* when it did not."""
    if octets_s is None:
        zh, en = f"未能上传：{says}", f"Nothing could be sent up: {says}"
        return _item("upload", "", "amber", zh[:400], en[:400])
    times = octets_s / max(needed_s, 1)
    verdict: RehearsalVerdict = "green" if times >= TIMES_UPLOAD else "amber"
    figures = f"{octets_s * 8 / 1e6:.0f} Mbit/s"
    zh = f"上传校验一致，{figures}（为所需的 {times:.0f} 倍）"
    en = f"The server has the same octets; {figures}, {times:.0f} times what is needed"
    return _item("upload", "", verdict, zh, en, round(octets_s * 8 / 1e6, 1), "Mbit/s")


def without_server() -> RehearsedItem:
    """Nothing was sent up, because the room has no server."""
    return _item(
        "upload", "", "missing", "没有连接法院服务器，未测上传", "No court server is joined; upload was not tried"
    )


def scene_items(answers: Sequence[Device], mutes: frozenset[str]) -> list[RehearsedItem]:
    """What each device answered when the scene was changed; *mutes* are the properties that mute a microphone."""
    return [_scene_item(one, f"{one.name}.{one.property}" in mutes) for one in answers]


def _scene_item(one: Device, mutes: bool) -> RehearsedItem:
    subject = f"{one.name}.{one.property}"
    worst: RehearsalVerdict = "red" if mutes and one.state == "unknown" else "amber"
    verdict: RehearsalVerdict = "green" if one.state == "verified" and one.asked == one.answered else worst
    zh = f"{one.label or one.name} {one.property}：要求 {one.asked}，回答 {one.answered}"
    en = f"{one.name}.{one.property}: asked {one.asked}, answered {one.answered} ({one.state})"
    said = f"；{one.says}" if one.says else ""
    return _item("scene", subject[:80], verdict, (zh + said)[:400], (en + said)[:400])


def _item(
    part: RehearsedPart,
    subject: str,
    verdict: RehearsalVerdict,
    zh: str,
    en: str,
    value: float | None = None,
    unit: str = "",
) -> RehearsedItem:
    return RehearsedItem(part=part, subject=subject, verdict=verdict, value=value, unit=unit, zh=zh, en=en)


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter not in _PUNCTUATION).lower()


def _errors(said: str, heard: str) -> float:
    """Share of characters that were misheard, left out or made up (edit distance)."""
    row = list(range(len(heard) + 1))
    for n, wanted in enumerate(said, 1):
        before, row[0] = row[0], n
        for m, found in enumerate(heard, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (wanted != found))
    return row[-1] / max(1, len(said))
