"""Says in both languages what a file's credentials are worth."""

from recorder.credentials.claim import Found

_STATES = {
    "trusted": "未改动，由指定机构签发 · unchanged, issued by the authority that was named",
    "valid": "未改动，但签发机构未经指定 · unchanged; by whom is not certain: name the authority by --credentials-ca",
    "invalid": "已改动或签名有误 · changed, or not signed rightly",
    "none": "没有内容凭证 · carries no content credentials",
}


def lines_of(found: Found) -> list[str]:
    """Spell *found* for people, in lines."""
    lines = [_STATES[found.state], *(f"  {code}" for code in found.faults)]
    if found.signer:
        lines.append(f"签发 · by: {found.signer}")
    if found.claim is not None:
        parts = ", ".join(f"{_clock(part.since)}–{_clock(part.until)}" for part in found.claim.parts)
        lines.append(f"案号 · case: {found.claim.case}  {found.claim.hearing}  {found.claim.what}  {parts}")
        lines.append(f"根 · root: {found.claim.root}")
    return lines


def _clock(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
