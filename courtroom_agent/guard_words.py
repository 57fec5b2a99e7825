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
_FAR: dict[Guard, tuple[str, str]] = {
    "source-lost": (
        "{zh}的画面和声音都中断了，法庭内各路照常录制。请联系对方检查网络；恢复后会自动接上，必要时休庭。",
        "Picture and sound of {en} have stopped. The room goes on recording. Have the network there checked; it is taken "
        "up again by itself. Recess if need be.",
    ),
    "black-picture": (
        "{zh}的画面全黑，声音照常。请对方检查镜头和灯光。",
        "The picture of {en} is black; the sound goes on. Have lens and lights there checked.",
    ),
    "frozen-picture": (
        "{zh}的画面静止不动（{m}），声音照常。请对方检查摄像头和网络，或重新进入。",
        "The picture of {en} stands still ({m}); the sound goes on. Have camera and network there checked, or let them join "
        "again.",
    ),
    "dead-microphone": (
        "{zh}的声音中断（{m}），画面照常。请对方检查话筒，或重新进入。",
        "The sound of {en} has stopped ({m}); the picture goes on. Have the microphone there checked, or let them join "
        "again.",
    ),
    "quiet-microphone": (
        "{zh}一方完全没有声音（{m}），画面照常。请对方检查话筒是否被关闭。",
        "Nothing at all is heard of {en} ({m}); the picture goes on. Have them check that their microphone is on.",
    ),
}
"""Of people who attend from afar."""
_COMPOSED: dict[Guard, tuple[str, str]] = {
    "black-picture": (
        "{zh}全黑，各路摄像机和话筒照常录制。请检查信号源；合成画面全黑时请通知技术人员。",
        "{en} is black. Cameras and microphones go on recording. Check its source; if it is the composed picture, call a "
        "technician.",
    ),
    "frozen-picture": (
        "{zh}静止不动（{m}），各路摄像机和话筒照常录制，事后可重新合成。请通知技术人员。",
        "{en} stands still ({m}). Cameras and microphones go on recording, and it can be composed again from them. Call "
        "a technician.",
    ),
}
_COMPOSED_NAMES = {"program": ("合成画面", "The composed picture"), "evidence": ("证据画面", "The evidence screen")}
_REMOTE = "remote-"
_OPENED = ("已自动打开{zh}代替。", " {en} was opened in its place.")


def words_of(standing: Standing, room: Courtroom) -> tuple[str, str]:
    """Return what the alarm says in Chinese and in English; of people no name, for technicians hear it too."""
    if standing.subject in _COMPOSED_NAMES and standing.guard in _COMPOSED:
        zh, en = _COMPOSED_NAMES[standing.subject]
        said_zh, said_en = _COMPOSED[standing.guard]
    elif standing.subject.startswith(_REMOTE) and standing.guard in _FAR:
        person = standing.subject.removeprefix(_REMOTE)
        zh, en = f"远程参加人 {person}", f"the remote person {person}"
        said_zh, said_en = _FAR[standing.guard]
    else:
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
