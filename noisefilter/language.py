"""Which language a text is in, by CLD2 (the extra ``language``)."""

from __future__ import annotations

import re

#: Characters that are looked at; more say nothing new.
MAX_CHARS = 20_000
#: What CLD2 does not take for text: control characters and noncharacters of Unicode.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x11_0000, 0x1_0000))
    + "]"
)
_UNKNOWN = "un"
#: Codes that have been replaced (https://www.iana.org/assignments/language-subtag-registry).
_REPLACED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr"}


def identify_language(text: str) -> str | None:
    """Identify the language of a text.

    Parameters
    ----------
    text : str

    Returns
    -------
    str or None
        The primary subtag of BCP 47, lower-cased (``"de"``, ``"zh"``); None where CLD2 is not sure or is not
        installed (``pip install 'noisefilter[language]'``).
    """
    try:
        import pycld2
    except ImportError:
        return None
    is_reliable, _, found = pycld2.detect(_REFUSED.sub(" ", text[:MAX_CHARS]))
    code = found[0][1].split("-")[0].lower()
    return _REPLACED.get(code, code) if is_reliable and code != _UNKNOWN else None
