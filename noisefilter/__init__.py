"""Tells the article text of a web page from the noise around it, fragment by fragment."""

from noisefilter.errors import CorpusError, InputError, ModelError, NoiseFilterError
from noisefilter.judge import Verdict
from noisefilter.labels import Label
from noisefilter.page import Fragment, Page
from noisefilter.predict import NoiseFilter, load

__all__ = [
    "CorpusError",
    "Fragment",
    "InputError",
    "Label",
    "ModelError",
    "NoiseFilter",
    "NoiseFilterError",
    "Page",
    "Verdict",
    "load",
]
