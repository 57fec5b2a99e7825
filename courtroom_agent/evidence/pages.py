"""Fetches pictures of pages from the panel, each proven by its hash before it is shown."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from pathlib import Path

import cv2
import httpx
import numpy as np

from courtroom_agent.composer import Picture
from courtroom_agent.evidence.larder import larder
from courtroom_agent.evidence.shown import Shown
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.program_outlets import read_token
from recorder.evidence.drawing import page_name
from recorder.layout import exhibit_folder

KEPT = 8
RETRY_S = 0.5
_PATIENCE_S = 20.0
_log = logging.getLogger(__name__)


class Pages:
    """Pictures that are here, by hash. :meth:`of` from any thread; the rest in the loop."""

    def __init__(self, data: Path) -> None:
        """*data* is the agent's folder, where copies lie."""
        self._data = data
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._wanted: Shown | None = None
        self._orders = ProgramOrders()
        self._news = asyncio.Event()
        self.says = ""
        """Why the page that is shown is not here; empty when it is."""

    def of(self, sha256: str | None) -> Picture | None:
        """Return the picture with that hash, if it is here."""
        return self._pictures.get(sha256 or "")

    def want(self, shown: Shown | None, orders: ProgramOrders) -> None:
        """See to it that the page of *shown* is here."""
        self._orders = orders
        if shown is not self._wanted:
            self._wanted = shown
            self._news.set()

    async def run(self) -> None:
        """Fetch what is wanted, until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            wanted = self._wanted
            if wanted is None or wanted.exhibit is None or wanted.kind == "audio" or self.of(wanted.sha256) is not None:
                self.says = ""
                continue
            if not await self._fetch(wanted):
                self._news.set()
                await asyncio.sleep(RETRY_S)

    async def _fetch(self, wanted: Shown) -> bool:
        picture = await asyncio.to_thread(self._copied, wanted)
        if picture is None:
            picture = await self._given(wanted)
        if picture is None:
            return False
        self._pictures[wanted.sha256 or ""] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.says = ""
        return True

    def _copied(self, wanted: Shown) -> Picture | None:
        """Read the copy on this machine, if there is one that is what it should be."""
        if wanted.content is None:
            return None
        folder = exhibit_folder(larder(self._data), wanted.case, wanted.hearing, wanted.content)
        try:
            return read_page((folder / page_name(wanted.page)).read_bytes(), wanted.sha256 or "")
        except (OSError, ValueError):
            return None

    async def _given(self, wanted: Shown) -> Picture | None:
        """Ask the panel for it."""
        orders = self._orders
        base = orders.url.rstrip("/")
        address = f"{base}/api/v1/hearings/{wanted.hearing}/exhibits/{wanted.exhibit}/pages/{wanted.page}.png"
        headers = {"authorization": f"Bearer {read_token(orders.token_file)}"}
        try:
            async with httpx.AsyncClient(verify=orders.ca or True, trust_env=False, timeout=_PATIENCE_S) as client:
                answer = await client.get(address, headers=headers)
                answer.raise_for_status()
            return await asyncio.to_thread(read_page, answer.content, wanted.sha256 or "")
        except (httpx.HTTPError, ValueError, OSError) as fault:
            self.says = f"{wanted.exhibit} p.{wanted.page}: {fault}"[:300]
            _log.warning("the page that is shown is not here: %s", self.says)
            return None


def read_page(content: bytes, sha256: str) -> Picture:
    """Decode a page's picture that has the hash *sha256*.

    Raises:
        ValueError: it is another one, or none.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"the panel gave a picture with the hash {found[:16]}…, not the one on record, {sha256[:16]}…")
    coloured = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if coloured is None:
        raise ValueError("it is no picture")
    height, width = (max(2, size & ~1) for size in coloured.shape[:2])
    planes = np.asarray(cv2.cvtColor(coloured[:height, :width], cv2.COLOR_BGR2YUV_I420), np.uint8).reshape(-1)
    luma, quarter = height * width, height * width // 4
    return Picture(
        planes[:luma].reshape(height, width),
        planes[luma : luma + quarter].reshape(height // 2, width // 2),
        planes[luma + quarter :].reshape(height // 2, width // 2),
    )
