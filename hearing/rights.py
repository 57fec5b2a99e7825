"""What each role may do, in one table. Policy narrows it by where the person is and how the hearing stands."""

from hearing.participant import Right, Role

_ATTENDS = frozenset({Right.HEAR_AND_SEE, Right.CALL_HELP})
_TAKES_PART = _ATTENDS | {Right.SPEAK, Right.READ_TRANSCRIPT}
_RUNS = frozenset(
    {
        Right.RUN_COURSE,
        Right.ENTER_STAGE,
        Right.ADMIT,
        Right.MUTE,
        Right.NOTE,
        Right.CORRECT_TRANSCRIPT,
        Right.CUT_BROADCAST,
        Right.MOVE_CAMERAS,
        Right.WATCH_HEALTH,
        Right.CALL_BAILIFFS,
    }
)
_SHOWS = frozenset({Right.FILE_EXHIBIT, Right.PRESENT_EVIDENCE})
_LEADS = (
    _TAKES_PART
    | _RUNS
    | _SHOWS
    | {
        Right.RESTORE_BROADCAST,
        Right.APPLY_FOR_BROADCAST,
        Right.SET_OPENNESS,
        Right.SIGN_FAULT,
        Right.GRANT_READING,
        Right.RELEASE_EVIDENCE,
    }
)

FILING = frozenset(
    {
        Role.PROSECUTOR,
        Role.PLAINTIFF,
        Role.DEFENDANT,
        Role.ACCUSED,
        Role.PRISONER,
        Role.VICTIM,
        Role.THIRD_PARTY,
        Role.DEFENDER,
        Role.AGENT_AD_LITEM,
        Role.STATUTORY_REPRESENTATIVE,
        Role.ENFORCEMENT_REPRESENTATIVE,
        Role.PETITIONER,
    }
)
"""Who bears evidence: the prosecution, the parties and those who act for them (刑诉法 §50, 民诉法 §67)."""

RIGHTS: dict[Role, frozenset[Right]] = {
    **dict.fromkeys(Role, _TAKES_PART),
    Role.PRESIDING_JUDGE: _LEADS,
    Role.SOLE_JUDGE: _LEADS,
    **dict.fromkeys(FILING, _TAKES_PART | {Right.FILE_EXHIBIT}),
    Role.JUDGE: _TAKES_PART
    | _SHOWS
    | {Right.CUT_BROADCAST, Right.MOVE_CAMERAS, Right.WATCH_HEALTH, Right.CALL_BAILIFFS},
    Role.PEOPLES_ASSESSOR: _TAKES_PART | {Right.CALL_BAILIFFS},
    Role.JUDGES_ASSISTANT: _ATTENDS
    | _SHOWS
    | {Right.READ_TRANSCRIPT, Right.NOTE, Right.CUT_BROADCAST, Right.WATCH_HEALTH, Right.CALL_BAILIFFS},
    Role.CLERK: _ATTENDS | _RUNS | _SHOWS | {Right.READ_TRANSCRIPT, Right.EXPLAIN_FAULT},
    Role.BAILIFF: _ATTENDS | {Right.WATCH_HEALTH, Right.CALL_BAILIFFS},
    Role.CUSTODY_OFFICER: _ATTENDS,
    Role.BROADCAST_APPROVER: frozenset(
        {Right.REVIEW_BROADCAST, Right.APPROVE_BROADCAST, Right.CUT_BROADCAST, Right.RELEASE_EVIDENCE}
    ),
    Role.GALLERY: frozenset({Right.HEAR_AND_SEE}),
    Role.TECHNICIAN: frozenset({Right.WATCH_HEALTH, Right.CALL_HELP, Right.EXPLAIN_FAULT, Right.MOVE_CAMERAS}),
}
"""Rights by role. Parties, their counsel, the prosecution, witnesses and interpreters take part."""

BENCH_AND_CLERKS = frozenset(
    {
        Role.PRESIDING_JUDGE,
        Role.SOLE_JUDGE,
        Role.JUDGE,
        Role.PEOPLES_ASSESSOR,
        Role.JUDGES_ASSISTANT,
        Role.CLERK,
    }
)
"""The tribunal and its staff (审判人员与审判辅助人员): they know the hearing whole."""

CONSENTING = frozenset({Role.ACCUSED, Role.PRISONER, Role.PLAINTIFF, Role.DEFENDANT, Role.THIRD_PARTY})
"""Parties who attend remotely only when they agreed to it (人民法院在线诉讼规则 §4)."""
