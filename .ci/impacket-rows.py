# impacket-rows.py FILE: one line a table, as impacket reads it: name, rows, SHA-256 over them. Small pages only.
import hashlib
import sys

from impacket.ese import ESENT_DB

database = ESENT_DB(sys.argv[1])
database.mountDB()
for name in sorted(database._ESENT_DB__tables, key=bytes):
    rows, digest = 0, hashlib.sha256()
    try:
        cursor = database.openTable(name)
        row = database.getNextRow(cursor) if cursor is not None else None
        while row is not None:
            rows += 1
            digest.update(repr(sorted(row.items())).encode())
            row = database.getNextRow(cursor)
    except Exception as failure:  # a limit of the reader: it must be the same before and after
        digest.update(type(failure).__name__.encode())
    print(name.decode("latin-1"), rows, digest.hexdigest())
