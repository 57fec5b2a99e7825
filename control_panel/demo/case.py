"""The demonstration's case: fictional, and such as may lawfully be heard with the accused in a detention centre.

危险驾驶, fast-track procedure (刑事诉讼法 §222), a sole judge of a basic court, consents on record (在线诉讼规则 §3, §4).
"""

from typing import Any

NUMBER = "（2026）示0101刑初128号"
COURT = "示范区人民法院"
PROCEDURES = {
    "庭审": "trial",
    "提讯": "interrogation",
}
"""What ``--procedure`` may say."""

STAGES = {
    "trial": ("identity", "rights", "investigation", "evidence", "debate", "final-statement", "judgment"),
    "interrogation": ("identity", "rights", "questioning", "reading-back"),
}


def schedule(hearing_sitting: int, procedure: str, room: str, room_name: str, now_ms: int) -> dict[str, Any]:
    """Return the request that puts the case into the schedule."""
    return {
        "case": {"number": NUMBER, "cause": "危险驾驶", "title": "张某某危险驾驶案"},
        "procedure": procedure,
        "room": room,
        "court": COURT,
        "room_name": room_name,
        "planned_at": now_ms,
        "sitting": hearing_sitting,
        "summary_track": "fast-track",
        "remote_ground": "被告人在押，适用速裁程序，各方同意在线参加（人民法院在线诉讼规则第三条、第三十七条）",
        "demo": True,
    }


def invitations(procedure: str) -> list[dict[str, Any]]:
    """Return whom to invite; the accused comes first and is ``p-1``."""
    accused: dict[str, Any] = {"name": "张某某", "role": "accused", "place": "示范市第一看守所", "remote": True}
    bench: dict[str, Any] = {"name": "李某", "role": "sole-judge", "seat": "judge"}
    clerk: dict[str, Any] = {"name": "陈某", "role": "clerk", "seat": "clerk"}
    prosecutor = {"name": "周某", "role": "prosecutor", "seat": "prosecutor"}
    defender = {"name": "吴某", "role": "defender", "seat": "defender"}
    everyone: list[dict[str, Any]] = [accused, bench, clerk, prosecutor, defender]
    return everyone if procedure == "trial" else [accused, bench, clerk]


ACCUSED = "p-1"
