"""Who takes part, in which role, and what that role may do.

Roles follow the procedure laws' own terms (刑事诉讼法, 民事诉讼法, 人民法院法庭规则) and DESIGN's list.
"""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hearing.ids import ParticipantId, RoomId, SeatId


class Role(StrEnum):
    """A part that a person plays in a hearing. The value crosses wires; pages translate it."""

    PRESIDING_JUDGE = "presiding-judge"  # 审判长
    SOLE_JUDGE = "sole-judge"  # 独任审判员
    JUDGE = "judge"  # 审判员
    PEOPLES_ASSESSOR = "peoples-assessor"  # 人民陪审员
    JUDGES_ASSISTANT = "judges-assistant"  # 法官助理
    CLERK = "clerk"  # 书记员
    BAILIFF = "bailiff"  # 法警
    PROSECUTOR = "prosecutor"  # 公诉人
    PLAINTIFF = "plaintiff"  # 原告
    DEFENDANT = "defendant"  # 被告
    ACCUSED = "accused"  # 被告人
    PRISONER = "prisoner"  # 罪犯
    VICTIM = "victim"  # 被害人
    THIRD_PARTY = "third-party"  # 第三人
    DEFENDER = "defender"  # 辩护人
    AGENT_AD_LITEM = "agent-ad-litem"  # 诉讼代理人
    STATUTORY_REPRESENTATIVE = "statutory-representative"  # 法定代理人
    APPROPRIATE_ADULT = "appropriate-adult"  # 合适成年人
    WITNESS = "witness"  # 证人
    EXPERT_WITNESS = "expert-witness"  # 鉴定人
    EXPERT_ASSISTANT = "expert-assistant"  # 有专门知识的人
    INTERPRETER = "interpreter"  # 翻译人员
    ENFORCEMENT_REPRESENTATIVE = "enforcement-representative"  # 执行机关代表
    PETITIONER = "petitioner"  # 信访人
    CUSTODY_OFFICER = "custody-officer"  # 看守民警
    BROADCAST_APPROVER = "broadcast-approver"  # 直播审批人
    GALLERY = "gallery"  # 旁听
    TECHNICIAN = "technician"  # 技术人员

    @property
    def waits_to_be_called(self) -> bool:
        """Hears nothing of the hearing before being called (刑诉法解释 §265: 证人, 鉴定人, 有专门知识的人)."""
        return self in {Role.WITNESS, Role.EXPERT_WITNESS, Role.EXPERT_ASSISTANT}

    @property
    def is_presiding(self) -> bool:
        """Leads the hearing: presiding or sole judge."""
        return self in {Role.PRESIDING_JUDGE, Role.SOLE_JUDGE}


class Right(StrEnum):
    """One thing that a role may do; checked at the server, never in the page."""

    RUN_COURSE = "run-course"  # prepare, open, recess, resume, close, archive
    ENTER_STAGE = "enter-stage"
    ADMIT = "admit"  # invite, admit, call, dismiss, remove people
    MUTE = "mute"  # any microphone
    NOTE = "note"
    CORRECT_TRANSCRIPT = "correct-transcript"
    CUT_BROADCAST = "cut-broadcast"
    MOVE_CAMERAS = "move-cameras"  # by hand, and their stored views
    RESTORE_BROADCAST = "restore-broadcast"
    APPLY_FOR_BROADCAST = "apply-for-broadcast"
    REVIEW_BROADCAST = "review-broadcast"
    APPROVE_BROADCAST = "approve-broadcast"
    SET_OPENNESS = "set-openness"
    HEAR_AND_SEE = "hear-and-see"  # play the court's picture and sound
    SPEAK = "speak"  # publish the own camera and microphone
    READ_TRANSCRIPT = "read-transcript"
    CALL_HELP = "call-help"
    CALL_BAILIFFS = "call-bailiffs"  # 法警报警: raise the alarm, confirm it, clear it
    EXPLAIN_FAULT = "explain-fault"  # say why something was not recorded
    SIGN_FAULT = "sign-fault"
    FILE_EXHIBIT = "file-exhibit"  # file evidence, and mark what is shown to oneself
    PRESENT_EVIDENCE = "present-evidence"  # show it, turn its pages, take it away
    RELEASE_EVIDENCE = "release-evidence"  # let the public see it
    GRANT_READING = "grant-reading"  # give leave to read the record from outside, or to take a copy
    WATCH_HEALTH = "watch-health"


class Participant(BaseModel):
    """One person in one hearing, as the log tells it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ParticipantId
    name: str
    """As shown in court; an alias for a protected person, never the real name."""
    role: Role
    place: str = ""
    """Where a remote person sits: ``示范市第一看守所``; empty in the courtroom."""
    seat: SeatId | None = None
    """The seat in the courtroom; ``None`` for a remote person."""
    remote: bool = False
    protected: bool = False
    site: RoomId | None = None
    """The custody room (看守所远程提讯室) whose own agent stands for this person at the far end; ``None`` without one."""
    presence: Literal["invited", "waiting", "admitted", "called", "left", "removed"] = "invited"
    consents: tuple[str, ...] = ()
    """To what the person agreed, e.g. ``remote-hearing`` (在线诉讼规则 §4, §37)."""
    hand_up: bool = False
    checks: dict[str, Literal["good", "bad", "unknown"]] = {}
    """What the person's device check found when arriving."""
