"""What can go wrong, as one small tree of exceptions.

Every message says what was wrong, with which input, and what to do about it.
"""


class NoiseFilterError(Exception):
    """Base of every error that noisefilter raises on purpose."""


class InputError(NoiseFilterError):
    """A page, comment, file or argument that cannot be used as given."""


class ModelError(NoiseFilterError):
    """A model folder that is missing, damaged, or of another format."""


class CorpusError(NoiseFilterError):
    """A labelled file that does not follow the label format."""


class WorkerError(NoiseFilterError):
    """Worker processes of a batch run that cannot be started."""


class MissingExtraError(NoiseFilterError, ImportError):
    """A package that an optional part needs and that is not installed."""
