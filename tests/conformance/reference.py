"""The records of `npm run conformance`, from the reference decoders: pydicom 3 with pylibjpeg and pyjpegls.
12-bit JPEG, which these refuse, goes through dcmtk's dcmdjpeg where that is installed.

    python -m venv env && env/bin/pip install -r tests/conformance/requirements.txt
    env/bin/python tests/conformance/reference.py DIR --out FILE.json [--samples FOLDER]

`--samples FOLDER` also writes frame 0 of each file of a lossy syntax as raw little-endian samples, for the comparison
by tolerance. Messages are taken from exceptions' classes alone: their texts may hold tag values.
"""

import argparse
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import warnings

import numpy
import pydicom
from pydicom.pixels import get_decoder

warnings.filterwarnings("ignore")

IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
JPEG_EXTENDED = "1.2.840.10008.1.2.4.51"
LOSSY = {f"1.2.840.10008.1.2.4.{last}" for last in ("50", "51", "81", "91", "203")}


def transfer_syntax_of(dataset):
    declared = getattr(getattr(dataset, "file_meta", None), "TransferSyntaxUID", None)
    if declared:
        return str(declared)
    implicit, little = dataset.original_encoding
    if implicit:
        return IMPLICIT_LITTLE
    return EXPLICIT_LITTLE if little else EXPLICIT_BIG


def rgb_of(ybr, bits):
    """YBR_FULL to RGB by PS3.3 C.7.6.3.1.2, rounded half up, held within the range of `bits`."""
    white, middle = 2**bits - 1, 2 ** (bits - 1)
    y, cb, cr = (ybr[..., index].astype(numpy.float64) for index in range(3))
    cb, cr = cb - middle, cr - middle
    rgb = numpy.stack([y + 1.402 * cr, y - 0.114 * 1.772 / 0.587 * cb - 0.299 * 1.402 / 0.587 * cr, y + 1.772 * cb], axis=-1)
    return numpy.clip(numpy.floor(rgb + 0.5), 0, white)


def container(bits_allocated, signed):
    """uint8, int16, uint16, int32 or uint32: the narrowest that holds BitsAllocated and the sign."""
    if signed:
        return numpy.int16 if bits_allocated <= 16 else numpy.int32
    return numpy.uint8 if bits_allocated <= 8 else numpy.uint16 if bits_allocated <= 16 else numpy.uint32


def stored_values(dataset, syntax):
    """Frame 0 before any look-up table: an array of rows, columns and, for colour, RGB."""
    array, meta = get_decoder(syntax).as_array(dataset, index=0, raw=True)
    if array.dtype.kind == "f":
        return array, meta["photometric_interpretation"]
    bits_allocated, bits_stored, high_bit = dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit
    signed = dataset.PixelRepresentation == 1
    values = array.astype(numpy.int64)
    encapsulated = syntax not in (IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.5")
    if not encapsulated:
        values >>= max(0, high_bit + 1 - bits_stored)
    values &= 2**bits_stored - 1
    if signed:
        values = numpy.where(values >= 2 ** (bits_stored - 1), values - 2**bits_stored, values)
    interpretation = meta["photometric_interpretation"]
    if interpretation in ("YBR_FULL", "YBR_FULL_422") and values.ndim == 3:
        values = rgb_of(values, bits_stored)
    return values.astype(container(bits_allocated, signed)), interpretation


def by_dcmtk(path):
    """As `stored_values`, the file decompressed by dcmdjpeg."""
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.dcm"
        subprocess.run(["dcmdjpeg", str(path), str(plain)], check=True, capture_output=True)
        dataset = pydicom.dcmread(plain)
        return stored_values(dataset, transfer_syntax_of(dataset))


def record_of(path, folder, samples):
    started = time.perf_counter()
    record = dict(path=str(path.relative_to(folder)), ok=False, transferSyntax="", modality="", rows=0, columns=0, frames=0,
                  photometricInterpretation="", sha256=None, min=None, max=None)
    try:
        dataset = pydicom.dcmread(path, force=True)
        syntax = transfer_syntax_of(dataset)
        frames = re.match(r"\s*\d+", str(dataset.get("NumberOfFrames", 1) or 1))
        record.update(transferSyntax=syntax, modality=str(dataset.get("Modality", "") or ""), rows=int(dataset.get("Rows", 0) or 0),
                      columns=int(dataset.get("Columns", 0) or 0), frames=int(frames.group()) if frames else 1,
                      photometricInterpretation=str(dataset.get("PhotometricInterpretation", "") or ""))
        try:
            values, _ = stored_values(dataset, syntax)
        except Exception:  # noqa: BLE001
            if syntax != JPEG_EXTENDED or not shutil.which("dcmdjpeg"):
                raise
            values, _ = by_dcmtk(path)
        data = numpy.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"))).tobytes()
        record.update(ok=True, rows=values.shape[0], columns=values.shape[1], sha256=hashlib.sha256(data).hexdigest(),
                      min=float(values.min()) if values.dtype.kind == "f" else int(values.min()),
                      max=float(values.max()) if values.dtype.kind == "f" else int(values.max()))
        if samples and syntax in LOSSY:
            (samples / (record["path"].replace("/", "__") + ".raw")).write_bytes(data)
    except Exception as error:  # noqa: BLE001: every way in which a file of the corpus can be broken
        record["error"] = dict(kind=type(error).__name__, message="")
    record["milliseconds"] = round(1000 * (time.perf_counter() - started), 2)
    return record


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--samples", type=pathlib.Path)
    given = parser.parse_args()
    if given.samples:
        given.samples.mkdir(parents=True, exist_ok=True)
    paths = sorted(path for path in given.folder.rglob("*") if path.is_file())
    records = [record_of(path, given.folder, given.samples) for path in paths]
    given.out.write_text(json.dumps(records, indent=1) + "\n")
    print(f"{sum(record['ok'] for record in records)} of {len(records)} files decoded")


if __name__ == "__main__":
    main()
