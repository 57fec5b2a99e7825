"""The words of the statement on the record (录制情况说明): each in Chinese and in English, said in either or both."""

from typing import Literal

from hearing.participant import Role

Language = Literal["both", "zh", "en"]
"""Which of the two a statement is written in; what people wrote stands in their own."""
Pair = tuple[str, str]
"""The same in Chinese and in English."""


def say(pair: Pair, language: Language, between: str = " ") -> str:
    """Say *pair* in *language*; where it is both, Chinese first and *between* the two."""
    return {"both": between.join(pair), "zh": pair[0], "en": pair[1]}[language]


TITLE: Pair = ("庭审录音录像录制情况说明", "Statement on the recording of the hearing")
BASIS: Pair = (
    "依据：最高人民法院关于人民法院庭审录音录像的若干规定（法释〔2017〕5号）第三条、第四条、第五条。本说明由系统根据庭审日志和录制索引自动生成。",
    "Under 法释〔2017〕5号 §§3–5. Made by the system from the hearing's log and the indexes of the record alone.",
)
CLOCK: Pair = ("时间为北京时间；括号内为自开庭起的位置", "Beijing time; in brackets the position since opening")
HEADINGS: dict[str, Pair] = {
    "bench": ("审判组织", "The bench"),
    "tracks": ("录制轨道", "Tracks"),
    "gaps": ("依法中断", "Lawful gaps"),
    "faults": ("故障与缺失", "Faults"),
    "muted": ("静音", "Muted microphones"),
    "filled": ("由另一方记录补齐", "Filled from the other side"),
    "ended": ("录制端未返回、由法院终结的录制", "Takes ended without their writers"),
    "rehearsal": ("庭前自检", "Rehearsal before opening"),
}
COLUMNS: dict[str, tuple[Pair, ...]] = {
    "bench": (("身份", "role"), ("姓名", "name")),
    "tracks": (
        ("轨道", "track"),
        ("类别", "kind"),
        ("应录", "mandatory"),
        ("已录", "recorded"),
        ("应录时长", "due"),
        ("缺失", "missing"),
    ),
    "gaps": (("事由", "reason"), ("自", "from"), ("至", "to"), ("决定人", "paused by"), ("恢复人", "resumed by")),
    "faults": (
        ("轨道", "track"),
        ("时间", "time"),
        ("原因", "cause"),
        ("情况说明", "explanation"),
        ("签字", "signed"),
    ),
    "rehearsal": (("事项", "item"), ("结果", "result")),
    "filled": (("轨道", "track"), ("时间", "time"), ("缺失方", "lost by"), ("补自", "filled from")),
    "muted": (("轨道", "track"), ("时间", "time"), ("静音人", "muted by")),
    "ended": (("录制", "take"), ("声明人", "declared by"), ("说明", "explanation"), ("签字", "signed")),
}
FACTS: dict[str, Pair] = {
    "case": ("案号", "case"),
    "cause": ("案由", "cause"),
    "court": ("法院", "court"),
    "sitting": ("庭次", "sitting"),
    "opened": ("开庭", "opened"),
    "closed": ("闭庭", "closed"),
    "announced": ("宣布开庭", "announced"),
    "without": ("说明理由开庭", "opened without"),
    "root": ("完整性校验值", "root"),
}
JOINED: Pair = ("并案", "joined")
MOVED_BACK: Pair = ("前移", "moved back")
VERDICT: Pair = ("结论", "verdict")
ALL_THE_SAME: Pair = ("带障开庭", "opened all the same")

GAPS = {
    "recess": ("休庭", "recess"),
    "closed-evidence": ("公开庭审中的不公开举证、质证", "closed evidence"),
    "mediation": ("不宜录制的调解", "mediation"),
}
CAUSES = {
    "capture-behind": ("采集来不及", "capture fell behind"),
    "capture-restarted": ("采集程序重启", "capture restarted"),
    "connecting": ("正在接入", "connecting"),
    "damaged": ("存储损坏", "damaged in store"),
    "disk-full": ("磁盘已满", "disk full"),
    "disk-refused": ("磁盘拒绝写入", "disk refused"),
    "disk-slow": ("磁盘无应答", "disk did not answer"),
    "media-restarted": ("媒体程序重启", "media restarted"),
    "network-loss": ("网络丢包", "network loss"),
    "not-writing": ("未见写入", "not writing"),
    "recorder-behind": ("录制来不及", "recorder fell behind"),
    "recorder-restarted": ("录制程序重启", "recorder restarted"),
    "silence-filled": ("无信号，以静音补齐", "silence filled in"),
    "source-gone": ("信号源中断", "source gone"),
    "unknown": ("系统未能查明", "unknown"),
    "writer-lost": ("录制端未返回，由法院终结", "ended without its writer"),
    "writer-stopped": ("写入程序停止", "writer stopped"),
}
BENCH = {
    Role.PRESIDING_JUDGE: ("审判长", "presiding judge"),
    Role.SOLE_JUDGE: ("独任审判员", "sole judge"),
    Role.JUDGE: ("审判员", "judge"),
    Role.PEOPLES_ASSESSOR: ("人民陪审员", "people's assessor"),
    Role.JUDGES_ASSISTANT: ("法官助理", "judge's assistant"),
    Role.CLERK: ("书记员", "clerk"),
}
KINDS = {"video": ("图像", "picture"), "audio": ("声音", "sound")}
VERDICTS = {
    "green": ("正常", "green"),
    "amber": ("须留意", "amber"),
    "red": ("未通过", "red"),
    "missing": ("未能检测", "not tried"),
}
PARTS = {
    "tone": ("话筒试音", "tone"),
    "clapper": ("声画同步", "clapper"),
    "picture": ("画面", "picture"),
    "speech": ("语音识别", "speech"),
    "scene": ("场景", "scene"),
    "storage": ("存储", "storage"),
    "upload": ("上传", "upload"),
}
SIDES = {"court": ("法院", "court"), "custody": ("看守所", "custody")}
NUMBERS = "一二三四五六七八九"
YES, NO, NONE = ("是", "yes"), ("否", "no"), ("无", "none")
NO_RECORDER = ("未见任何录制", "no recorder known")
NOT_SIGNED = ("未签字", "not signed")
NEEDS_NONE = ("非应录轨道，不需签字", "not mandatory")
SIGNATURES: Pair = (
    "审判长 / 独任审判员（签字）：____________　　书记员（签字）：____________　　日期：____________",
    "Presiding or sole judge: ____________　　Clerk: ____________　　Date: ____________",
)
SCENES: dict[str, Pair] = {
    "power-up": ("场景“设备开机”", "scene: Power up"),
    "power-down": ("场景“设备关机”", "scene: Power down"),
    "preparing": ("场景“庭前准备”", "scene: Preparing"),
    "open": ("场景“开庭”", "scene: Opening"),
    "recess": ("场景“休庭”", "scene: Recess"),
    "closed": ("场景“闭庭”", "scene: Closing"),
    "investigation": ("场景“法庭调查”", "scene: Inquiry"),
    "evidence": ("场景“举证质证”", "scene: Evidence"),
    "witness": ("场景“证人作证”", "scene: Witness"),
    "witness-protection": ("场景“证人保护”", "scene: Witness protection"),
    "debate": ("场景“法庭辩论”", "scene: Argument"),
    "final-statement": ("场景“最后陈述”", "scene: Final statement"),
    "judgment": ("场景“宣判”", "scene: Judgment"),
    "remote-interrogation": ("场景“远程提讯”", "scene: Remote interrogation"),
    "remote-hearing": ("场景“远程庭审”", "scene: Remote hearing"),
    "petition": ("场景“接访”", "scene: Petition"),
    "mediation": ("场景“调解”", "scene: Mediation"),
    "reduction-identity": ("场景“一 核实罪犯”", "scene: 1 Offender"),
    "reduction-participants": ("场景“二 宣布参加人”", "scene: 2 Participants"),
    "reduction-proposal": ("场景“三 宣读建议书”", "scene: 3 Proposal"),
    "reduction-opinion": ("场景“四 检察意见”", "scene: 4 Procurator"),
    "reduction-facts": ("场景“五 调查核实”", "scene: 5 Facts"),
    "reduction-statement": ("场景“六 罪犯陈述”", "scene: 6 Statement"),
    "reduction-summary": ("场景“七 总结休庭”", "scene: 7 Summary"),
}
