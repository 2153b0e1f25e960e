"""Byte streams: files and standard input, unpacked where they are packed."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_GZIP_WINDOW = 31  # zlib: a gzip header and trailer around a window of 32 KB
READ_BUFFER = 1 << 16  #: bytes read from a file at once


class DamagedStreamError(Exception):
    """Packed data that is cut or broken; says how."""


def _unpacker(magic: bytes) -> Any:
    if magic.startswith(_GZIP_MAGIC):
        return zlib.decompressobj(_GZIP_WINDOW)
    return zstandard.ZstdDecompressor().decompressobj()


class _Unpacked(io.RawIOBase):
    """Reads gzip members or Zstandard frames one after the other, and notices where they are cut.

    Everything before the damage is given out first.
    """

    def __init__(self, packed: BinaryIO, magic: bytes) -> None:
        self._packed = packed
        self._magic = magic
        self._format = "gzip" if magic.startswith(_GZIP_MAGIC) else "Zstandard"
        self._unpacker = _unpacker(magic)
        self._started = False
        self._input = b""
        self._output = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._packed.close()
        super().close()

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        while not self._output:
            if not self._input:
                self._input = self._packed.read(READ_BUFFER)
            if not self._input:
                if self._started:
                    message = f"the {self._format} data is cut"
                    raise DamagedStreamError(message)
                return 0
            self._unpack()
        count = min(len(view), len(self._output))
        view[:count] = self._output[:count]
        self._output = self._output[count:]
        return count

    def _unpack(self) -> None:
        if not self._started:
            self._input = self._input.lstrip(b"\0")  # padding between members is allowed
            if not self._input:
                return
            self._unpacker = _unpacker(self._magic)
            self._started = True
        try:
            self._output = self._unpacker.decompress(self._input)
        except (zlib.error, zstandard.ZstdError) as error:
            message = f"the {self._format} data is broken ({error})"
            raise DamagedStreamError(message) from error
        self._input = b""
        if self._unpacker.eof:
            self._input = self._unpacker.unused_data
            self._started = False


def unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    """Unpack a stream where it starts like gzip or Zstandard.

    Parameters
    ----------
    stream : io.BufferedReader

    Returns
    -------
    io.BufferedReader
        Raises `DamagedStreamError` where the packed data is cut or broken.
    """
    head = stream.peek(len(_ZSTD_MAGIC))[: len(_ZSTD_MAGIC)]
    if head.startswith(_GZIP_MAGIC) or head == _ZSTD_MAGIC:
        return io.BufferedReader(_Unpacked(stream, head), READ_BUFFER)
    return stream


def open_raw(path: Path) -> io.BufferedReader:
    """Open a file as it is."""
    return io.BufferedReader(io.FileIO(path), READ_BUFFER)


def open_file(path: Path) -> io.BufferedReader:
    """Open a file, unpacked where it is packed."""
    return unpacked(open_raw(path))
