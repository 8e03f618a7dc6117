"""The record → tables for data frames, corpora and spreadsheets.

- `columns`   `items.py` → one fixed schema: Arrow, `datasets.Features`, YAML
- `arrow`     lines → Arrow tables; what is no line of the schema is named
- `shape`     `--fields`, `--profile`, `--script`: what of a line is written
- `formats_out`  Parquet, JSON lines and Scrapy's formats behind one interface
- `parts`     `--split`: which lines belong to which file
- `folder`    a folder of parts that is whole or absent, and is resumed
- `tally`     what was counted while lines passed
- `card`      `README.md`, the data card of a folder or file
"""
