"""What may be added to a secret file, by whom: each rule gives the entry, or refuses in words. Pure."""

from uuid import UUID

from control_panel.bench.entries import (
    ChairTaken,
    ChairVacated,
    CourseKept,
    DeliberationBegun,
    DeliberationEnded,
    Member,
    MessageSent,
    MessagesSeen,
    MinutesSigned,
    NoteKept,
    OpinionGiven,
    ResultKept,
    Seated,
    Template,
    Unseated,
)
from control_panel.bench.secret_file import JUDGES, TAKERS, Deliberation, SecretFile, minutes_sha256
from control_panel.errors import Refusal

MOST_MESSAGES = 2000
MOST_NOTES = 200
SMALLEST_PANEL = 3


def refuse_outsider() -> Refusal:
    """Refuse whoever does not sit; in the same words for everything of the file."""
    remedy = "由审判长安排就座 · The presiding judge seats whoever sits in this hearing."
    return Refusal(403, "副卷只供本案合议庭使用 · The secret file is the bench's alone", "bench", remedy)


def _refuse(title: str, remedy: str, detail: str = "") -> Refusal:
    return Refusal(409, title, detail, remedy)


def take_chair(file: SecretFile, me: Member, command: UUID) -> ChairTaken:
    """Take the free chair, as a presiding or sole judge."""
    if not me.role.is_presiding:
        raise Refusal(403, "仅审判长或独任审判员可主持 · Only a presiding or sole judge takes the chair", "chair", "")
    if file.chair is not None:
        remedy = (
            "由其让出，或由管理员说明理由撤下 · That judge gives it up, or an administrator frees it with a reason."
        )
        raise _refuse("审判长席已有人 · The chair is taken", remedy, file.chair.name)
    return ChairTaken(id=command, member=me)


def vacate(file: SecretFile, me: str, reason: str, command: UUID, *, is_administrator: bool) -> ChairVacated:
    """Free the chair: its judge may, and an administrator with a reason; neither reads anything by it."""
    if not (file.is_chair(me) or (is_administrator and reason.strip())):
        raise refuse_outsider()
    if file.chair is None:
        raise _refuse("审判长席空缺 · Nobody has the chair", "")
    return ChairVacated(id=command, reason=reason)


def seat(file: SecretFile, me: str, member: Member, command: UUID) -> Seated:
    """Seat somebody, as the presiding judge; the panel stays as it is while it deliberates."""
    _by_chair(file, me)
    if member.role not in JUDGES | TAKERS:
        raise _refuse("此人不能列席合议庭 · Nobody in this role sits with the bench", "", member.role.value)
    _refuse_change(file, is_judge=member.role in JUDGES)
    return Seated(id=command, member=member)


def unseat(file: SecretFile, me: str, principal: str, command: UUID) -> Unseated:
    """Let somebody sit no more, as the presiding judge."""
    _by_chair(file, me)
    if principal not in file.seats or file.is_chair(principal):
        raise _refuse("此人不在席 · That person has no seat to give up", "")
    _refuse_change(file, is_judge=file.seats[principal].role in JUDGES)
    return Unseated(id=command, principal=principal)


def _refuse_change(file: SecretFile, *, is_judge: bool) -> None:
    now = file.now
    if now is not None and (is_judge or now.signatures):
        raise _refuse(
            "评议期间不得变更组成 · The panel stays as it is while it deliberates", "End the deliberation first."
        )


def send(file: SecretFile, me: Member, said: tuple[Template | None, str], command: UUID) -> MessageSent:
    """Send a quick message."""
    template, text = said
    if template is None and not text.strip():
        raise _refuse("消息为空 · The message is empty", "选用短语或输入文字 · Choose one, or type.")
    if len(file.messages) >= MOST_MESSAGES:
        raise _refuse("消息过多 · Too many messages", "", str(MOST_MESSAGES))
    return MessageSent(id=command, member=me, template=template, text=text.strip())


def see(file: SecretFile, me: str, until: int, command: UUID) -> MessagesSeen | None:
    """Note that *me* has seen the messages up to *until*; ``None`` where that is known."""
    last = file.messages[-1].seq if file.messages else 0
    until = min(until, last)
    return MessagesSeen(id=command, until=until) if until > file.seen.get(me, 0) else None


def keep_note(file: SecretFile, me: str, note: UUID, text: str, command: UUID) -> NoteKept:
    """Keep a private note of a member of the panel."""
    if not file.is_on_panel(me):
        raise refuse_outsider()
    own = file.notes.get(me, {})
    if note not in own and len(own) >= MOST_NOTES:
        raise _refuse("笔记过多 · Too many notes", "", str(MOST_NOTES))
    return NoteKept(id=command, note=note, text=text)


def begin(file: SecretFile, me: str, question: str, command: UUID) -> DeliberationBegun:
    """Open a deliberation of those who sit now, as the presiding judge."""
    _by_chair(file, me)
    if file.now is not None:
        raise _refuse("评议已在进行 · A deliberation is open already", "")
    if len(file.panel) < SMALLEST_PANEL or len(file.panel) % 2 == 0:
        remedy = "先安排合议庭成员就座（三人以上单数） · Seat the panel first: an odd number, three or more."
        raise _refuse("合议庭组成不合法 · This is no panel", remedy, str(len(file.panel)))
    return DeliberationBegun(id=command, members=file.panel, question=question)


def give_opinion(file: SecretFile, me: str, number: int, text: str, command: UUID) -> OpinionGiven:
    """Give the own opinion, or correct it, as a member."""
    now = _open(file, me, number)
    if me not in {one.principal for one in now.members}:
        raise _refuse("非评议成员不发表意见 · Only members of the panel give opinions", "")
    return OpinionGiven(id=command, number=number, text=text)


def keep_course(file: SecretFile, me: str, number: int, text: str, command: UUID) -> CourseKept:
    """Take down how it goes: the presiding judge, or who was admitted to take the minutes."""
    _taking(file, me, number)
    return CourseKept(id=command, number=number, text=text)


def keep_result(file: SecretFile, me: str, number: int, text: str, command: UUID) -> ResultKept:
    """Put down what was resolved, as the presiding judge or who takes the minutes."""
    _taking(file, me, number)
    return ResultKept(id=command, number=number, text=text)


def sign(file: SecretFile, me: str, number: int, sha256: str, command: UUID) -> MinutesSigned:
    """Sign the minutes as they stand and were shown."""
    now = _open(file, me, number)
    signer = next((one for one in file.signers(now) if one.principal == me), None)
    if signer is None:
        raise refuse_outsider()
    silent = [one.name for one in now.members if not _said(now, one.principal)]
    if silent or now.result is None or not now.result.text.strip():
        remedy = "每位成员发表意见并记明结论后签名 · Sign once each member has an opinion and the result is down."
        raise _refuse("评议笔录尚不完整 · The minutes are not complete", remedy)
    if sha256 != minutes_sha256(file, now):
        raise _refuse("笔录已改动 · The minutes have changed since you read them", "重新阅读后签名 · Read them again.")
    given = now.signatures.get(me)
    if given is not None and given.sha256 == sha256:
        raise _refuse("已签名 · You have signed", "")
    return MinutesSigned(id=command, number=number, sha256=sha256, member=signer)


def end(file: SecretFile, me: str, number: int, reason: str, command: UUID) -> DeliberationEnded:
    """End a deliberation whose minutes not all have signed, as the presiding judge, with a reason."""
    _by_chair(file, me)
    _open(file, me, number)
    if not reason.strip():
        raise _refuse("未说明理由 · No reason is given", "写明理由后结束 · Say why, then end it.")
    return DeliberationEnded(id=command, number=number, reason=reason)


def _said(now: Deliberation, principal: str) -> bool:
    said = now.opinions.get(principal)
    return said is not None and bool(said.text.strip())


def _by_chair(file: SecretFile, me: str) -> None:
    if not file.is_chair(me):
        raise Refusal(403, "由审判长决定 · The presiding judge decides this", "chair", "")


def _taking(file: SecretFile, me: str, number: int) -> None:
    _open(file, me, number)
    if not (file.is_chair(me) or me in {one.principal for one in file.takers}):
        raise _refuse("由审判长或记录人记录 · The presiding judge or the admitted clerk takes it down", "")


def _open(file: SecretFile, me: str, number: int) -> Deliberation:
    if not file.may_deliberate(me):
        raise refuse_outsider()
    if not 1 <= number <= len(file.deliberations):
        raise Refusal(404, "没有这次评议 · There is no such deliberation", str(number), "")
    found = file.deliberations[number - 1]
    if not found.is_open:
        raise _refuse("评议笔录已锁定 · These minutes are locked", "另行评议 · Open another deliberation.", str(number))
    return found
