"""What an alarm says: what is wrong, what still works, and what to do, in both languages."""

from courtroom_agent.guards import Standing
from hardware_profiles.courtroom import Courtroom
from hearing.alarm import Guard

_WORDS: dict[Guard, tuple[str, str]] = {
    "source-lost": (
        "{zh}没有信号，其他各路照常录制。请检查它的电源和接线；恢复后会自动接上。",
        "{en} gives no signal. All other tracks go on recording. Check its power and cable; it is taken up again by itself.",
    ),
    "quiet-microphone": (
        "{zh}长时间听不到声音（{m}），录制照常。席上有人发言请检查话筒是否打开；无人就座请将其静音。",
        "{en} has heard nothing for a while ({m}). Recording goes on. If someone speaks there, check that it is on; "
        "if the seat is empty, mute it.",
    ),
    "dead-microphone": (
        "{zh}没有声音（{m}），其他各路照常录制。请检查接线和开关，或请发言人移到别的话筒。",
        "{en} is dead ({m}). All other tracks go on recording. Check its cable and switch, or let the speaker use another.",
    ),
    "clipped-microphone": (
        "{zh}声音过载失真（{m}），录制照常。请调低该路增益，或请发言人离话筒远一些。",
        "{en} is overdriven ({m} at full scale). Recording goes on. Lower its gain, or let the speaker move back.",
    ),
    "black-picture": (
        "{zh}画面全黑，声音和其他画面照常录制。请检查镜头盖、灯光和摄像机电源。",
        "{en} shows a black picture. Sound and other pictures go on recording. Check lens cap, lights and power.",
    ),
    "frozen-picture": (
        "{zh}画面静止不动（{m}），声音和其他画面照常录制。请重启该摄像机。",
        "{en} shows a frozen picture ({m}). Sound and other pictures go on recording. Restart this camera.",
    ),
    "not-growing": (
        "{zh}的录制文件不再增长（{m}），其他各路以台账为准。请通知技术人员检查录制主机；必要时休庭。",
        "The file of {en} does not grow ({m}). The other tracks stand in the ledger. Call a technician to the recording "
        "computer; recess if need be.",
    ),
    "disk-space": (
        "录制磁盘空间不足（{m}），目前录制照常。请通知技术人员清理已归档的副本；录满后第二存储继续。",
        "The record's disk is running low ({m}). Recording goes on for now. Call a technician to free space; the second "
        "target goes on when it is full.",
    ),
    "clock-step": (
        "录制主机的时钟被改动（{m}），时间轴不受影响，录制照常。请通知技术人员检查校时设置。",
        "The recording computer's clock was set ({m}). The timeline is not affected and recording goes on. Call a "
        "technician to check its time service.",
    ),
    "encoder-behind": (
        "{zh}来不及编码，漏掉画面（{m}），声音照常录制。请关闭录制主机上的其他程序，或通知技术人员。",
        "{en} cannot be encoded in time and misses pictures ({m}). Sound goes on recording. Close other programs on the "
        "recording computer, or call a technician.",
    ),
}
_OPENED = ("已自动打开{zh}代替。", " {en} was opened in its place.")


def words_of(standing: Standing, room: Courtroom) -> tuple[str, str]:
    """Return what the alarm says in Chinese and in English."""
    zh, en = _label(standing.subject, room)
    said_zh, said_en = _WORDS[standing.guard]
    said = said_zh.format(zh=zh, m=standing.measured), said_en.format(en=en, m=standing.measured)
    if standing.failover is None:
        return said
    zh, en = _label(standing.failover, room)
    return said[0] + _OPENED[0].format(zh=zh), said[1] + _OPENED[1].format(en=en)


def _label(subject: str, room: Courtroom) -> tuple[str, str]:
    stream = subject.removesuffix("-sound")
    labels = {one.stream: one.label for one in room.cameras} | {one.stream: one.label for one in room.microphones}
    label = labels.get(stream)
    return (label.zh, label.en) if label is not None else (subject, subject)
