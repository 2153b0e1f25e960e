"""Fuzzing: ``python -m tests.fuzz TARGET|all --seconds N`` or ``--runs N``.

A module a target; each has `seeds`, the inputs to start from, and `check`, which raises an
`AssertionError` where an input breaks what is promised. Whatever else it raises is a crash.
"""

TARGETS = ("segmenter", "encodings", "bundles", "comments", "readers")
