"""The same rows as the batch job gives, on engines that people already have; optional extras."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from noisefilter.errors import MissingExtraError


def import_extra(module: str, extra: str) -> ModuleType:
    """Import a module of an engine.

    Parameters
    ----------
    module : str
    extra : str
        The extra of noisefilter that installs it.

    Returns
    -------
    module

    Raises
    ------
    MissingExtraError
        Where it is not installed; says how to install it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.split(".", maxsplit=1)[0]
        message = f"{package} is not installed ({error}); run: pip install 'noisefilter[{extra}]'"
        raise MissingExtraError(message) from error
