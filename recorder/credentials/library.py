"""Speaks to c2pa-python, in a process of its own: one request as JSON on standard input, one answer on standard output.

``python -m recorder.credentials.library``
"""

import json
import sys
from pathlib import Path
from typing import Any

SETTINGS = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
"""Nothing is fetched from any network, whatever a file says."""
CAPTURED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


def sign(asked: dict[str, Any]) -> dict[str, Any]:
    """Sign a file as *asked*."""
    import c2pa

    key = Path(asked["key"]).read_bytes()
    info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, asked["chain"].encode(), key, None)
    created = {"action": "c2pa.created", "digitalSourceType": CAPTURED}
    manifest = {
        "claim_generator_info": [{"name": "Courtroom"}],
        "title": asked["title"],
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [created]}},
            {"label": asked["label"], "data": asked["claim"]},
        ],
    }
    with c2pa.Builder(manifest) as builder, c2pa.Signer.from_info(info) as signer:
        builder.sign_file(asked["source"], asked["target"], signer)
    return {"signed": True}


def read(asked: dict[str, Any]) -> dict[str, Any]:
    """Read and check the file's credentials."""
    import c2pa

    trust = {"trust": {"trust_anchors": asked["root"]}} if asked["root"] else {}
    context = c2pa.Context(settings=c2pa.Settings.from_dict({**SETTINGS, **trust}))
    reader = c2pa.Reader.try_create(asked["source"], context=context)
    if reader is None:
        return {"none": True}
    with reader:
        told = json.loads(reader.json())
        state = reader.get_validation_state()
    manifest = told["manifests"][told["active_manifest"]]
    failures = told.get("validation_results", {}).get("activeManifest", {}).get("failure", [])
    claims = [one["data"] for one in manifest.get("assertions", []) if one["label"].startswith("org.courtroom.record")]
    return {
        "state": state,
        "faults": [one["code"] for one in failures],
        "signer": manifest.get("signature_info", {}).get("common_name", ""),
        "claim": claims[0] if claims else None,
    }


def main() -> int:
    """Answer one request."""
    asked = json.load(sys.stdin)
    try:
        told = sign(asked) if asked["do"] == "sign" else read(asked)
    except Exception as fault:  # noqa: BLE001 - whatever the library says of a file is the answer
        told = {"fault": f"{fault}" or type(fault).__name__}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
