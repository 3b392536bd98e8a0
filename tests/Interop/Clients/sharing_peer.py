"""The Delta Sharing sample. argv: folder of the sample, profile. stdout: one JSON document of what it read."""
import json
import sys

sys.path.insert(0, sys.argv[1])
import sharing  # noqa: E402  (its folder is an argument)

client = sharing.Client(sys.argv[2])
name = "portfolio-analytics.default.nav_history"


def rows(frame):
    ordered = frame.sort_values(list(frame.columns)[:3])
    return [[str(cell) for cell in row] for row in ordered.itertuples(index=False)]


def refused(table):
    try:
        client.load(table)
        return "read"
    except sharing.SharingError as error:
        return f"{error.status} {error.code}"


newest = client.version(name)
json.dump({
    "shares": client.shares(),
    "tables": client.tables(),
    "version": newest,
    "kinds": {column: str(kind) for column, kind in client.load(name).dtypes.items()},
    "rows": {str(version): rows(client.load(name, version=version)) for version in range(1, newest + 1)},
    "limited": len(client.load(name, limit=5)),
    "hinted": len(client.load(name, version=2, hints=["nav >= 113"])),
    "changes": rows(client.changes(name, 1)),
    "unknown": refused("portfolio-analytics.default.other"),
}, sys.stdout)
