"""Each refusal's words, in Chinese and in English, under the stable code that pages may translate themselves."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh-CN", "en"]

RefusalCode = Literal[
    "stale",
    "no-right",
    "not-in-court",
    "services-only",
    "not-scheduled",
    "already-scheduled",
    "not-now",
    "already-so",
    "undo-running",
    "nothing-to-undo",
    "undo-over",
    "not-yet",
    "closed-as-a-whole",
    "unknown-participant",
    "unknown-case",
    "unknown-line",
    "unknown-stream",
    "other-stage",
    "no-ground",
    "not-a-site",
    "site-taken",
    "no-consent",
    "no-masking",
    "protected-witness",
    "unknown-scene",
    "scene-directs",
    "no-shot",
    "removed",
    "muted-by-court",
    "no-call",
    "no-bailiff-alarm",
    "not-confirmed",
    "never-broadcast",
    "not-public",
    "approval-order",
    "same-person",
    "judge-only",
    "case-joined",
    "no-stretch",
    "not-explained",
    "not-declared",
    "nothing-to-end",
    "writer-here",
    "unexplained",
    "other-text",
    "other-code",
    "no-hand",
    "no-root",
    "rehearsal-red",
    "not-kept",
    "unknown-exhibit",
    "not-shown",
    "no-such-page",
    "not-played",
    "beyond-end",
    "not-a-source",
    "private-shown",
    "too-many-marks",
    "too-much-evidence",
]


@dataclass(frozen=True)
class Refusal:
    """A refusal's HTTP status, and its title and remedy in each language."""

    status: Literal[403, 404, 409, 422]
    title: dict[Language, str]
    remedy: dict[Language, str]


def _of(status: Literal[403, 404, 409, 422], zh: tuple[str, str], en: tuple[str, str]) -> Refusal:
    return Refusal(status, {"zh-CN": zh[0], "en": en[0]}, {"zh-CN": zh[1], "en": en[1]})


REFUSALS: dict[RefusalCode, Refusal] = {
    "stale": _of(
        409,
        ("庭审状态已变化", "请查看最新状态后再操作。"),
        ("The hearing has moved on.", "Look at its present state, then decide again."),
    ),
    "no-right": _of(
        403,
        ("无此权限", "请由有此权限的人员操作。"),
        ("This role has no right to do that.", "Ask someone who has it."),
    ),
    "not-in-court": _of(
        403,
        ("您尚未入庭", "请等候书记员准许入庭。"),
        ("You are not in court.", "Wait until the clerk admits you."),
    ),
    "services-only": _of(
        403,
        ("仅限系统操作", "无需人工操作，系统会自动完成。"),
        ("Only the system says this.", "Nothing to do; it happens by itself."),
    ),
    "not-scheduled": _of(
        404,
        ("没有此庭审", "请先排期。"),
        ("There is no such hearing.", "Schedule it first."),
    ),
    "already-scheduled": _of(
        409,
        ("该庭审已排期", "请使用新的庭审编号。"),
        ("This hearing is scheduled already.", "Use a new hearing id."),
    ),
    "not-now": _of(
        409,
        ("当前阶段不能进行此操作", "请查看庭审进程后再操作。"),
        ("Not possible at this point of the hearing.", "See where the hearing stands, then choose a step from there."),
    ),
    "already-so": _of(
        409,
        ("已是该状态", "无需重复操作。"),
        ("It is so already.", "Nothing to do."),
    ),
    "undo-running": _of(
        409,
        ("正在等待生效", "请先撤销，或等待其生效。"),
        ("A recess or closing is about to take effect.", "Undo it, or wait until it has taken effect."),
    ),
    "nothing-to-undo": _of(
        409,
        ("没有可撤销的操作", "如已休庭，请使用“恢复庭审”。"),
        ("There is nothing to undo.", "If the hearing is in recess, resume it."),
    ),
    "undo-over": _of(
        409,
        ("撤销时间已过", "如已休庭，请使用“恢复庭审”。"),
        ("The time to undo is over.", "If the hearing is in recess, resume it."),
    ),
    "not-yet": _of(
        409,
        ("尚未到生效时间", "请等待撤销时间结束。"),
        ("It takes effect later.", "Wait until the time to undo is over."),
    ),
    "closed-as-a-whole": _of(
        422,
        ("全案不公开审理，无需单独暂停录制", "不公开审理照常全程录音录像；需要休息时请选择“休庭”。"),
        ("The whole hearing is closed to the public and recorded all through.", "Choose recess if a break is wanted."),
    ),
    "unknown-participant": _of(
        404,
        ("没有此参与人", "请先登记该参与人。"),
        ("No such person takes part.", "Invite the person first."),
    ),
    "unknown-case": _of(
        404,
        ("该案未并案审理", "请核对案号。"),
        ("That case is not joined to this hearing.", "Check the case number."),
    ),
    "unknown-line": _of(
        404,
        ("没有此行识别稿", "请刷新识别稿后再改。"),
        ("There is no such line.", "Load the transcript anew, then correct."),
    ),
    "unknown-stream": _of(
        422,
        ("没有此路信号", "请核对信号名称。"),
        ("There is no such microphone or voice.", "Check the stream's name."),
    ),
    "other-stage": _of(
        422,
        ("该程序没有此环节", "请选择本程序的环节。"),
        ("This procedure has no such stage.", "Choose a stage of this procedure."),
    ),
    "not-a-site": _of(
        422,
        ("此处不能作为远程提讯室", "请填写已注册的看守所远程提讯室，且人员须为远程参加。"),
        (
            "This cannot be the person's custody room.",
            "Name an enrolled custody room, for someone who attends remotely.",
        ),
    ),
    "site-taken": _of(
        409,
        ("该远程提讯室已有人员", "请待其退庭后再登记，或另选一间。"),
        ("Somebody else attends from this custody room.", "Wait until that person has left, or choose another room."),
    ),
    "no-ground": _of(
        422,
        ("未登记远程参加的依据", "请在排期时填写适用在线方式的依据。"),
        ("No ground for remote attendance is on record.", "State the ground when scheduling the hearing."),
    ),
    "no-consent": _of(
        422,
        ("当事人未同意在线参加", "请先征得同意并登记（在线诉讼规则第四条）。"),
        ("The party has not agreed to attend remotely.", "Obtain and record the consent first."),
    ),
    "no-masking": _of(
        422,
        ("受保护人员不能以未遮蔽的画面和声音远程作证", "请安排在作证室或采取遮蔽措施后到庭。"),
        (
            "A protected person cannot attend remotely with an unmasked picture and voice.",
            "Arrange a screened place in the courtroom.",
        ),
    ),
    "protected-witness": _of(
        409,
        ("出庭的是受保护证人", "请使用“证人保护”场景。"),
        ("The witness who is here is protected.", "Use the scene of witness protection."),
    ),
    "unknown-scene": _of(
        409,
        ("没有这一场景请求", "请以日志中的场景请求为准。"),
        ("Nobody asked for this scene.", "Report the scene that the log asks for."),
    ),
    "scene-directs": _of(
        409,
        ("本场景的画面由场景决定", "场景结束后再选择画面。"),
        ("The scene alone decides the picture now.", "Choose a shot after the scene."),
    ),
    "no-shot": _of(
        422,
        ("画面与方式不符", "手动须选定一个画面，自动不选画面。"),
        ("Shot and mode do not fit.", "Name a shot to choose by hand; name none to follow the voices."),
    ),
    "removed": _of(
        409,
        ("该人员已被责令退出法庭", "如需再次参加，请重新登记。"),
        ("The court has removed this person.", "Invite the person anew."),
    ),
    "muted-by-court": _of(
        403,
        ("您的话筒由法庭关闭", "需要发言请举手。"),
        ("The court has muted your microphone.", "Raise your hand to speak."),
    ),
    "no-call": _of(
        409,
        ("没有待处理的求助", "无需处理。"),
        ("No such call for help is open.", "Nothing to do."),
    ),
    "no-bailiff-alarm": _of(
        409,
        ("没有法警报警", "无需处理。"),
        ("The bailiffs were not called.", "Nothing to do."),
    ),
    "not-confirmed": _of(
        409,
        ("法警报警尚无人确认", "请先确认已知悉，再解除。"),
        ("Nobody has confirmed the alarm yet.", "Confirm that you have seen it first; then clear it."),
    ),
    "never-broadcast": _of(
        422,
        ("该程序不得直播", "只有庭审和宣判可以申请直播。"),
        ("This procedure may never be broadcast.", "Only trials and pronouncements may be."),
    ),
    "not-public": _of(
        422,
        ("不公开审理的案件不得直播", "如实际为公开审理，请先由审判长确定。"),
        ("A hearing that is not public is never broadcast.", "If it is public, the judge says so first."),
    ),
    "approval-order": _of(
        409,
        ("直播审批环节不符", "顺序为：申请、审核、主管副院长批准。"),
        ("Not this step of the approval.", "The order is: application, review, approval by the vice-president."),
    ),
    "same-person": _of(
        403,
        ("同一人不能办理两个审批环节", "请由另一人审核或批准。"),
        ("One person cannot take two steps of the approval.", "Someone else reviews or approves."),
    ),
    "judge-only": _of(
        403,
        ("须由审判长或独任审判员决定", "请由法官恢复直播。"),
        ("Only the judge may decide this.", "The presiding or sole judge restores the broadcast."),
    ),
    "case-joined": _of(
        409,
        ("该案已并案审理", "无需重复并案。"),
        ("That case is joined already.", "Nothing to do."),
    ),
    "other-text": _of(
        409,
        ("笔录在您核对之后有更正", "请重新核对后再签名。"),
        ("The text was corrected since you read it.", "Read it again, then sign."),
    ),
    "other-code": _of(
        409,
        ("完整性校验值不符", "请与闭庭后公布的校验值逐组核对。"),
        ("This is not the recording's integrity code.", "Compare it, group by group, with the one told at closing."),
    ),
    "no-stretch": _of(
        422,
        ("时间段无效", "结束时间须晚于开始时间。"),
        ("This is no stretch of time.", "Its end lies behind its beginning."),
    ),
    "not-explained": _of(
        409,
        ("该时间段尚无情况说明", "请书记员或技术人员先填写情况说明，再由法官签字。"),
        (
            "Nobody has explained this stretch yet.",
            "The clerk or a technician explains it first; then the judge signs.",
        ),
    ),
    "not-declared": _of(
        409,
        ("尚无人声明该录制的录制端不再返回", "请书记员或技术人员先声明并写明情况，再由法官签字。"),
        (
            "Nobody has declared that this take's writer does not come back.",
            "The clerk or a technician declares it and says what is known; then the judge signs.",
        ),
    ),
    "nothing-to-end": _of(
        409,
        ("没有等待封存的此录制", "请查看“等待封存的录制”。"),
        ("No take of this name waits for its writer.", "Look at the takes that archiving waits for."),
    ),
    "writer-here": _of(
        409,
        ("录制端主机已连接，不能代为终结", "请等待其上传并封存；如其磁盘已损毁，请先停止该主机的程序。"),
        (
            "The machine that writes this take is connected.",
            "Wait until it has sent up and sealed; if its disk is lost, stop its agent first.",
        ),
    ),
    "unexplained": _of(
        409,
        (
            "录音录像有缺失未说明或未签字，不能归档",
            "请书记员或技术人员填写情况说明，由审判长或独任审判员签字后再归档。",
        ),
        (
            "It cannot be archived: a second that is missing is not explained and signed.",
            "The clerk or a technician explains it, the presiding or sole judge signs; then archive.",
        ),
    ),
    "not-kept": _of(
        422,
        ("开庭时间只能前移到庭前准备之后、一分钟以内", "请选择较近的时间，或从现在开庭。"),
        (
            "The opening can be moved back by a minute at most, and not before the preparation.",
            "Choose a later moment, or open now.",
        ),
    ),
    "no-hand": _of(
        422,
        ("在法庭页面上签名须手写", "请当事人在签名框内手写签名；不签的，登记拒绝签名及理由。"),
        (
            "Whoever signs on the court's page signs by hand.",
            "Let the person write in the field; who does not sign: put the refusal down with its reason.",
        ),
    ),
    "no-root": _of(
        409,
        ("完整性校验值尚未生成，不能手写签名", "闭庭后数秒内生成，请稍候再签。"),
        (
            "The integrity code is not known yet, so nothing can be signed over it.",
            "It is there seconds after closing; sign then.",
        ),
    ),
    "rehearsal-red": _of(
        409,
        ("庭前自检未通过，不能直接开庭", "请先排除故障并重新自检；仍要开庭的，请填写决定人姓名和理由。"),
        (
            "The room's rehearsal ended on red.",
            "Mend it and rehearse again; to open all the same, say who decides that, and why.",
        ),
    ),
    "unknown-exhibit": _of(
        404,
        ("没有这件证据", "请先上传该证据。"),
        ("There is no such exhibit.", "File it first."),
    ),
    "not-shown": _of(
        409,
        ("该证据当前没有出示", "请以当前出示的证据为准。"),
        ("This is not what is shown now.", "Look at what is shown, or show it anew."),
    ),
    "no-such-page": _of(
        422,
        ("没有此页", "请选择该证据的页码。"),
        ("There is no such page.", "Choose a page of this exhibit."),
    ),
    "not-played": _of(
        409,
        ("当前出示的不是音视频", "请先出示录像或录音。"),
        ("What is shown now is no film or sound.", "Show a film or a sound first."),
    ),
    "beyond-end": _of(
        422,
        ("超出该音视频的时长", "请选择时长以内的位置。"),
        ("It is not that long.", "Choose a place within its length."),
    ),
    "not-a-source": _of(
        422,
        ("该信号不能作为证据出示", "请选择已上传的证据、法庭摄像机（遮蔽期间除外）或在庭当事人共享的屏幕。"),
        (
            "This cannot be shown as evidence.",
            "Choose a filed exhibit, a camera of the room (not while a witness is hidden), or the screen of a party here.",
        ),
    ),
    "private-shown": _of(
        409,
        ("正在不公开出示证据", "请先撤下该证据，再由法官恢复直播。"),
        (
            "Evidence is being shown without the public.",
            "Withdraw it first; then the judge restores the broadcast.",
        ),
    ),
    "too-many-marks": _of(
        409,
        ("标注过多", "请先清除本页标注；已有标注保留在记录中。"),
        ("Too much is drawn on it.", "Clear the marks first; the record keeps them."),
    ),
    "too-much-evidence": _of(
        409,
        ("证据数量已达上限", "请将同类材料合并为一个PDF后再上传。"),
        ("No more exhibits can be filed in this hearing.", "Put what belongs together into one PDF."),
    ),
}
"""Status, title and remedy of every refusal."""
