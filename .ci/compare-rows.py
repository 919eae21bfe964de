# compare-rows.py FOLDER: every NNN.edb of the folder, read by libesedb and by impacket, has the rows of NNN.json. What a
# reader cannot read is left out, and counted:
#   libesedb  values that it gives back compressed in another way than seven bits; nulls in fixed columns, which it takes
#             for values; default values of rows that are older than their column; the place of a column that was taken
#             away, which it takes for a column; most separated long values, which it does not find in databases of the
#             real engine either, and of the others what lies behind their first piece
#   impacket  pages above 8 KiB, separated and compressed long values, several values, nulls in fixed columns, default
#             values of rows that are older than their column
#
# A row that nobody put in is a difference, for both readers. impacket does not look at the flag of deleted nodes, and shows
# them as rows: that is no excuse, for whoever detaches a database has taken such nodes off its pages before.
import glob
import json
import logging
import os
import sys
from collections import Counter

import pyesedb
from impacket.ese import ESENT_DB

logging.disable(logging.CRITICAL)
IMPACKET_MOST_PAGE = 8192
STUB = "JetStub_"
COMPRESSED = 0x02
SEPARATED = 0x04
SEVERAL_VALUES = 0x08
TWO_VALUES = 0x10
SEVEN_BITS = 1
counts = Counter()
differences = []


def differs(path, text):
    differences.append(f"{os.path.basename(path)}: {text}")


def several(data):
    """Values behind a list of their offsets."""
    first = int.from_bytes(data[0:2], "little") & 0x7FFF
    offsets = [int.from_bytes(data[at : at + 2], "little") & 0x7FFF for at in range(0, first, 2)]
    return [data[start:end] for start, end in zip(offsets, offsets[1:] + [len(data)])]


def seven_bits(data):
    """Characters of seven bits behind a byte that says how many bits of the last byte count, less one."""
    bits = int.from_bytes(data[1:], "little")
    length = ((len(data) - 2) * 8 + (data[0] & 7) + 1) // 7
    return bytes((bits >> (7 * at)) & 0x7F for at in range(length))


LEFT_OUT = object()


class Piece:
    """The beginning of a long value."""

    def __init__(self, data):
        self.data = data

    def is_of(self, value):
        return len(self.data) > 0 and value is not None and value.startswith(self.data)


def esedb_value(record, index):
    """What libesedb has: None, bytes, or a list of bytes; LEFT_OUT where that is not the value."""
    flags = record.get_value_data_flags(index)
    if flags & SEPARATED and not flags & (SEVERAL_VALUES | TWO_VALUES):
        try:
            value = record.get_value_data_as_long_value(index)
            data = None if value is None else value.get_data()
        except OSError:
            data = None
        return LEFT_OUT if data is None else Piece(data)
    data = record.get_value_data(index)
    if data is not None and flags & TWO_VALUES:
        return [data[1 : 1 + data[0]], data[1 + data[0] :]]
    if data is not None and flags & SEVERAL_VALUES:
        return several(data)
    if data is not None and flags & COMPRESSED:
        return seven_bits(data) if data[0] >> 3 == SEVEN_BITS else LEFT_OUT
    return data


def compare_esedb(path, made):
    database = pyesedb.file()
    database.open(path)
    tables = {table.name: table for table in database.tables}
    for name in made["dropped"]:
        if name in tables:
            differs(path, f"libesedb has the dropped table {name}")
    for expected in made["tables"]:
        table = tables.get(expected["name"])
        if table is None:
            differs(path, f"libesedb has no table {expected['name']}")
            continue
        names = [column.name for column in table.columns]
        kept = [name for name in names if not name.startswith(STUB)]
        wanted = [column["name"] for column in expected["columns"]]
        if sorted(kept) != sorted(wanted):
            differs(path, f"libesedb has columns {kept}, not {wanted}")
            continue
        if table.number_of_records != len(expected["rows"]):
            differs(path, f"libesedb has {table.number_of_records} rows in {table.name}, not {len(expected['rows'])}")
            continue
        for record, row in zip(table.records, expected["rows"]):
            counts["libesedb rows"] += 1
            for column, value in zip(expected["columns"], row):
                compare_esedb_value(path, record, names.index(column["name"]), column, value, row)
    database.close()


def compare_esedb_value(path, record, index, column, value, row):
    found = esedb_value(record, index)
    is_standard = found is None and value is not None and value == column.get("standard")
    if found is LEFT_OUT or is_standard or (value is None and column["kind"] == "fixed"):
        counts["libesedb values left out"] += 1
        return
    wanted = [bytes.fromhex(each) for each in value] if isinstance(value, list) else value and bytes.fromhex(value)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if isinstance(found, Piece):
        if column["isCompressed"] and not found.is_of(wanted):
            counts["libesedb values left out"] += 1
            return
        counts["libesedb long values"] += 1
        found = wanted if found.is_of(wanted) else found.data
    counts["libesedb values"] += 1
    if found != wanted:
        differs(path, f"libesedb: row {row[0]}, {column}: {found!r:.80}, not {wanted!r:.80}")


def impacket_text(column, value):
    """What impacket says of a value: its own idea of numbers is taken back by comparing what it unpacks."""
    from impacket.ese import ColumnTypeSize
    from struct import unpack
    from binascii import hexlify

    data = bytes.fromhex(value)
    if column["type"] in ("JET_coltypText", "JET_coltypLongText"):
        return data.decode("cp1252")
    form = ColumnTypeSize[TYPES[column["type"]]]
    return hexlify(data) if form is None else unpack(form[1], data)[0]


TYPES = {
    "JET_coltypBit": 1,
    "JET_coltypUnsignedByte": 2,
    "JET_coltypShort": 3,
    "JET_coltypLong": 4,
    "JET_coltypCurrency": 5,
    "JET_coltypIEEESingle": 6,
    "JET_coltypIEEEDouble": 7,
    "JET_coltypDateTime": 8,
    "JET_coltypBinary": 9,
    "JET_coltypText": 10,
    "JET_coltypLongBinary": 11,
    "JET_coltypLongText": 12,
    "JET_coltypUnsignedLong": 14,
    "JET_coltypLongLong": 15,
    "JET_coltypGUID": 16,
    "JET_coltypUnsignedShort": 17,
}


def impacket_can_read(column, value):
    if column["kind"] == "long" or isinstance(value, list) or column.get("isSeveral") or "standard" in column:
        return False
    return value is not None or column["kind"] != "fixed"


def compare_impacket(path, made):
    database = ESENT_DB(path)
    for expected in made["tables"]:
        cursor = database.openTable(expected["name"])
        if cursor is None:
            differs(path, f"impacket has no table {expected['name']}")
            continue
        for row in expected["rows"]:
            found = database.getNextRow(cursor)
            if found is None:
                differs(path, f"impacket misses rows from {row[0]} on in {expected['name']}")
                break
            key = int.from_bytes(bytes.fromhex(row[0]), "little", signed=True)
            if found[b"k"] != key:
                differs(path, f"impacket has row {found[b'k']} in {expected['name']} where {key} should be")
                break
            counts["impacket rows"] += 1
            for column, value in zip(expected["columns"], row):
                if not impacket_can_read(column, value):
                    counts["impacket values left out"] += 1
                    continue
                counts["impacket values"] += 1
                is_there = found[column["name"].encode()]
                wanted = None if value is None else impacket_text(column, value)
                if is_there != wanted and not (is_there != is_there and wanted != wanted):  # NaN
                    differs(path, f"impacket: row {row[0]}, {column}: {is_there!r:.80}, not {wanted!r:.80}")
        else:
            if database.getNextRow(cursor) is not None:
                differs(path, f"impacket has more rows in {expected['name']}")
    database.close()


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.edb"))):
    with open(path[:-3] + "json") as file:
        made = json.load(file)
    counts["databases"] += 1
    try:
        compare_esedb(path, made)
        if made["pageSize"] <= IMPACKET_MOST_PAGE:
            counts["databases impacket can read"] += 1
            compare_impacket(path, made)
    except Exception as failure:
        differs(path, f"{type(failure).__name__}: {failure}")
for text in differences[:20]:
    print(text)
print(", ".join(f"{number} {name}" for name, number in counts.items()))
print(f"{len(differences)} differences")
sys.exit(1 if differences or counts["databases"] == 0 else 0)
