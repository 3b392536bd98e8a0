"""A client of Delta Sharing, written from the protocol's text (delta-io/delta-sharing, PROTOCOL.md): tables and their changes as pandas frames.

    import sharing
    client = sharing.Client("config.share")
    client.tables()                                               # ['portfolio-analytics.default.nav_history', …]
    client.load("portfolio-analytics.default.nav_history")        # the newest version; version=2, timestamp=…, limit=…, hints=["nav >= 100"]
    client.changes("portfolio-analytics.default.nav_history", 1)  # with _change_type, _commit_version, _commit_timestamp

It needs Python 3.9 and pandas, and for Parquet either pyarrow or fastparquet, or DuckDB's library, whose path is in DUCKDB_LIBRARY.
"""
import base64
import ctypes
import json
import os
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import pandas

CHANGE_COLUMNS = ["_change_type", "_commit_version", "_commit_timestamp"]


class SharingError(Exception):
    """What the server refused, in its own words."""

    def __init__(self, status, code, message):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code = status, code


class Client:
    """Reads what a profile file, of version 1 or 2, opens."""

    def __init__(self, profile):
        with open(profile, encoding="utf-8") as file:
            self.profile = json.load(file)
        version = self.profile["shareCredentialsVersion"]
        if version not in (1, 2):
            raise ValueError(f"a profile of version {version} is newer than this program")
        self.endpoint = self.profile["endpoint"].rstrip("/")
        self._token = self.profile["bearerToken"] if version == 1 else None

    def shares(self):
        """The names of all shares."""
        return [share["name"] for share in self._pages("/shares")]

    def tables(self):
        """All tables as share.schema.table."""
        return [f"{table['share']}.{table['schema']}.{table['name']}" for share in self.shares() for table in self._pages(f"/shares/{share}/all-tables")]

    def version(self, table):
        """The newest version of a table."""
        headers, _ = self._request("GET", self._path(table) + "/version")
        return int(headers["delta-table-version"])

    def load(self, table, version=None, timestamp=None, limit=None, hints=None):
        """A version of a table as a frame. Hints spare files; rows that do not match them may be in the frame."""
        body = {"version": version, "timestamp": timestamp, "limitHint": limit, "predicateHints": hints}
        _, lines = self._request("POST", self._path(table) + "/query", {name: value for name, value in body.items() if value is not None})
        schema, actions = self._read(lines)
        frames = [self._frame(action["file"]["url"], schema) for action in actions if "file" in action]
        frame = _concat(frames, [field["name"] for field in schema])
        return frame if limit is None else frame.head(limit)

    def changes(self, table, starting_version, ending_version=None):
        """The rows that changed from one version to another, both included."""
        query = {"startingVersion": starting_version, "endingVersion": ending_version}
        path = self._path(table) + "/changes?" + urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})
        _, lines = self._request("GET", path)
        schema, actions = self._read(lines)
        frames = []
        for action in actions:
            kind, file = next(iter(action.items()))
            columns = schema + [{"name": "_change_type", "type": "string"}] if kind == "cdf" else schema
            frame = self._frame(file["url"], columns)
            if kind != "cdf":
                frame["_change_type"] = "insert" if kind == "add" else "delete"
            frame["_commit_version"], frame["_commit_timestamp"] = file["version"], file["timestamp"]
            frames.append(frame)
        return _concat(frames, [field["name"] for field in schema] + CHANGE_COLUMNS)

    def _path(self, table):
        share, schema, name = table.split(".")
        return f"/shares/{share}/schemas/{schema}/tables/{name}"

    def _read(self, lines):
        """The columns of an answer, and its file actions: one JSON document a line, protocol and metadata first."""
        protocol, metadata, *actions = [json.loads(line) for line in lines.decode("utf-8").splitlines() if line.strip()]
        if protocol["protocol"]["minReaderVersion"] > 1:
            raise ValueError("the table needs a newer reader")
        return json.loads(metadata["metaData"]["schemaString"])["fields"], [a for a in actions if "endStreamAction" not in a]

    def _frame(self, url, schema):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "file.parquet")
            with urllib.request.urlopen(url) as answer, open(path, "wb") as file:
                file.write(answer.read())
            return read_parquet(path, schema)

    def _pages(self, path):
        token = ""
        while token is not None:
            _, body = self._request("GET", f"{path}?maxResults=100&pageToken={urllib.parse.quote(token)}")
            page = json.loads(body)
            yield from page.get("items", [])
            token = page.get("nextPageToken") or None

    def _request(self, method, path, body=None):
        try:
            return self._send(method, path, body)
        except SharingError as error:
            # A token of the token endpoint lasts an hour; one of a version 1 profile is what it is.
            if error.status != 401 or self.profile["shareCredentialsVersion"] == 1:
                raise
            self._token = None
            return self._send(method, path, body)

    def _send(self, method, path, body):
        self._token = self._token or self._fetch_token()
        data = None if body is None else json.dumps(body).encode("utf-8")
        request = urllib.request.Request(self.endpoint + path, data, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Content-Type", "application/json; charset=utf-8")
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            refused = json.loads(error.read() or b"{}")
            raise SharingError(error.code, refused.get("errorCode", ""), refused.get("message", "")) from None

    def _fetch_token(self):
        if self.profile.get("type") != "oauth_client_credentials":
            raise ValueError(f"profiles of type {self.profile.get('type')} are not read by this program")
        form = urllib.parse.urlencode({"grant_type": "client_credentials"}).encode("ascii")
        request = urllib.request.Request(self.profile["tokenEndpoint"], form)
        secret = f"{self.profile['clientId']}:{self.profile['clientSecret']}"
        request.add_header("Authorization", "Basic " + base64.b64encode(secret.encode("utf-8")).decode("ascii"))
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())["access_token"]


def read_parquet(path, schema):
    """A Parquet file's columns, by name, in the types of the schema. A column that the file is older than is null."""
    names = [field["name"] for field in schema]
    if "DUCKDB_LIBRARY" not in os.environ:
        return pandas.read_parquet(path).reindex(columns=names)
    table = path + ".csv"
    _duckdb(f"COPY (SELECT * FROM read_parquet('{path}')) TO '{table}' (FORMAT csv, HEADER, NULLSTR '\\N')")
    frame = pandas.read_csv(table, dtype=str, keep_default_na=False, na_values=["\\N"]).reindex(columns=names)
    for field in schema:
        frame[field["name"]] = _typed(frame[field["name"]], field["type"])
    return frame


def _typed(column, kind):
    if kind in ("byte", "short", "integer", "long"):
        return column.astype("Int64")
    if kind in ("float", "double"):
        return column.astype("float64")
    if kind == "boolean":
        return column.map({"true": True, "false": False}).astype("boolean")
    if kind == "date":
        return pandas.to_datetime(column).dt.date
    if kind == "timestamp":
        return pandas.to_datetime(column, utc=True)
    return column.astype(object)


def _duckdb(sql):
    """Runs a statement in DuckDB by its C interface (duckdb.h)."""
    library = ctypes.CDLL(os.environ["DUCKDB_LIBRARY"])
    library.duckdb_result_error.restype = ctypes.c_char_p
    database, connection, result = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.create_string_buffer(128)
    if library.duckdb_open(None, ctypes.byref(database)) or library.duckdb_connect(database, ctypes.byref(connection)):
        raise OSError("DuckDB does not open")
    try:
        # Instants are shown in the session's zone.
        for statement in ("SET TimeZone = 'UTC'", sql):
            failed = library.duckdb_query(connection, statement.encode("utf-8"), result)
            error = library.duckdb_result_error(result)
            library.duckdb_destroy_result(result)
            if failed:
                raise ValueError((error or b"").decode("utf-8"))
    finally:
        library.duckdb_disconnect(ctypes.byref(connection))
        library.duckdb_close(ctypes.byref(database))


def _concat(frames, names):
    return pandas.concat(frames, ignore_index=True)[names] if frames else pandas.DataFrame(columns=names)
