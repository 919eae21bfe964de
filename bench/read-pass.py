# read-pass.py FILE ROUNDS: the same with pyesedb. Prints JSON: records per table and the seconds of each pass by table.
import json
import sys
import time

import pyesedb

database = pyesedb.file()
database.open(sys.argv[1])
records, passes = {}, []
for _ in range(int(sys.argv[2])):
    seconds = {}
    for number in range(database.get_number_of_tables()):
        table = database.get_table(number)
        name = table.get_name()
        began = time.perf_counter()
        count = 0
        try:
            for index in range(table.get_number_of_records()):
                record = table.get_record(index)
                count += 1
                for value in range(record.get_number_of_values()):
                    record.get_value_data(value)
        except (OSError, MemoryError):
            continue
        records[name] = count
        seconds[name] = time.perf_counter() - began
    passes.append(seconds)
print(json.dumps({"records": records, "passes": passes}))
