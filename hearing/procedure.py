"""Procedures and the stages that each goes through (程序与环节)."""

from enum import StrEnum


class Procedure(StrEnum):
    """What kind of proceeding a hearing is. Only trial and pronouncement may ever be broadcast."""

    TRIAL = "trial"  # 庭审
    INTERROGATION = "interrogation"  # 提讯
    PRONOUNCEMENT = "pronouncement"  # 宣判
    PRETRIAL_CONFERENCE = "pretrial-conference"  # 庭前会议
    EVIDENCE_EXCHANGE = "evidence-exchange"  # 证据交换
    INQUIRY = "inquiry"  # 听证
    PETITION = "petition"  # 接访
    MEDIATION = "mediation"  # 调解
    SENTENCE_REDUCTION = "sentence-reduction"  # 减刑假释


BROADCASTABLE = frozenset({Procedure.TRIAL, Procedure.PRONOUNCEMENT})
"""最高人民法院关于人民法院直播录播庭审活动的规定 §2: only hearings in court that are public."""


class Stage(StrEnum):
    """Where in its procedure a hearing stands."""

    IDENTITY = "identity"  # 核对身份
    RIGHTS = "rights"  # 告知权利
    INVESTIGATION = "investigation"  # 法庭调查
    EVIDENCE = "evidence"  # 举证质证
    DEBATE = "debate"  # 法庭辩论
    FINAL_STATEMENT = "final-statement"  # 最后陈述
    JUDGMENT = "judgment"  # 宣判
    QUESTIONING = "questioning"  # 讯问
    READING_BACK = "reading-back"  # 核对笔录
    STATEMENTS = "statements"  # 陈述意见
    MEDIATING = "mediating"  # 调解
    DECISION = "decision"  # 决定


STAGES: dict[Procedure, tuple[Stage, ...]] = {
    Procedure.TRIAL: (
        Stage.IDENTITY,
        Stage.RIGHTS,
        Stage.INVESTIGATION,
        Stage.EVIDENCE,
        Stage.DEBATE,
        Stage.FINAL_STATEMENT,
        Stage.JUDGMENT,
    ),
    Procedure.INTERROGATION: (Stage.IDENTITY, Stage.RIGHTS, Stage.QUESTIONING, Stage.READING_BACK),
    Procedure.PRONOUNCEMENT: (Stage.IDENTITY, Stage.JUDGMENT),
    Procedure.PRETRIAL_CONFERENCE: (Stage.IDENTITY, Stage.RIGHTS, Stage.STATEMENTS, Stage.READING_BACK),
    Procedure.EVIDENCE_EXCHANGE: (Stage.IDENTITY, Stage.RIGHTS, Stage.EVIDENCE, Stage.READING_BACK),
    Procedure.INQUIRY: (Stage.IDENTITY, Stage.RIGHTS, Stage.STATEMENTS, Stage.EVIDENCE, Stage.DECISION),
    Procedure.PETITION: (Stage.IDENTITY, Stage.STATEMENTS, Stage.DECISION),
    Procedure.MEDIATION: (Stage.IDENTITY, Stage.RIGHTS, Stage.MEDIATING, Stage.READING_BACK),
    Procedure.SENTENCE_REDUCTION: (
        Stage.IDENTITY,
        Stage.RIGHTS,
        Stage.INVESTIGATION,
        Stage.EVIDENCE,
        Stage.STATEMENTS,
        Stage.FINAL_STATEMENT,
        Stage.DECISION,
    ),
}
"""The stages of each procedure in their order; a clerk may go to any, the next one is one key."""

WITHHELD_STAGES = frozenset({Stage.IDENTITY})
"""Stages never released to the public: identity is spoken aloud with numbers and addresses."""
