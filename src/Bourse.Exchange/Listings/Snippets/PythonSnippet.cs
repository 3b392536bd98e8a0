using System.Text.Encodings.Web;
using System.Text.Json;
using Bourse.Contracts;

namespace Bourse.Exchange.Listings.Snippets;

/// <summary>PyIceberg, with DuckDB for SQL over what it read and pandas for the answer.</summary>
internal static class PythonSnippet
{
    // A JSON string is a Python string; relaxed, so that '<' and quotes in SQL stay readable. The page escapes it for HTML.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ToolSnippet Make(DataContract contract, ClientEndpoints at) => new(
        "pandas",
        "Python 3.10 or later with pip install 'pyiceberg[pyarrow,pandas,duckdb,s3fs]'",
        $$"""
        import os
        from pyiceberg.catalog import load_catalog

        {{ToolSnippets.Catalog}} = load_catalog(
            "{{ToolSnippets.Catalog}}", type="rest", uri="{{at.Catalog}}", warehouse="{{at.Warehouse}}",
            **{"oauth2-server-uri": "{{at.Token}}",
               "credential": os.environ["BOURSE_CLIENT_ID"] + ":" + os.environ["BOURSE_CLIENT_SECRET"]})
        sql = None
        for name in {{Text(contract.Tables.Select(table => table.Name.Value).ToArray())}}:
            sql = {{ToolSnippets.Catalog}}.load_table(({{Text(contract.Name.Value)}}, name)).scan().to_duckdb(name, connection=sql)
        """,
        [.. ToolSnippets.Queries(contract, table => table).Select(query => (query.Title, $"sql.sql({Text(query.Text)}).df()"))]);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Readable);
}
