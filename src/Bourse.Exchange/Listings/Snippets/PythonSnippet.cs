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
        import duckdb
        from pyiceberg.catalog import load_catalog

        {{ToolSnippets.Catalog}} = load_catalog(
            "{{ToolSnippets.Catalog}}", type="rest", uri="{{at.Catalog}}", warehouse="{{at.Warehouse}}",
            **{"oauth2-server-uri": "{{at.Token}}",
               "credential": os.environ["BOURSE_CLIENT_ID"] + ":" + os.environ["BOURSE_CLIENT_SECRET"]})

        def tables(product, *names):
            sql = duckdb.connect()
            for name in names:
                {{ToolSnippets.Catalog}}.load_table((product, name)).scan().to_duckdb(name, connection=sql)
            return sql
        """,
        [.. ToolSnippets.Samples(contract).Select(query => (query.Title, Text(contract, query)))], IsParsedOnly: true);

    private static string Text(DataContract contract, SampleQuery query)
    {
        var names = new List<string>();
        var sql = ToolSnippets.Named(query, table =>
        {
            names.Add(table);
            return table;
        });
        return $"tables({string.Join(", ", names.Distinct(StringComparer.Ordinal).Prepend(contract.Name.Value).Select(Text))}).sql({Text(sql)}).df()";
    }

    private static string Text(string value) => JsonSerializer.Serialize(value, Readable);
}
