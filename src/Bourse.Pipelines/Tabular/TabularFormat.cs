namespace Bourse.Pipelines.Tabular;

/// <summary>The kinds of files that are read.</summary>
public enum TabularFormat
{
    /// <summary>Apache Parquet: <c>.parquet</c>.</summary>
    Parquet,

    /// <summary>Comma- or tab-separated text with a heading: <c>.csv</c>, <c>.tsv</c>.</summary>
    Csv,

    /// <summary>A JSON array of objects, or one object a line: <c>.json</c>, <c>.ndjson</c>, <c>.jsonl</c>.</summary>
    Json,
}
