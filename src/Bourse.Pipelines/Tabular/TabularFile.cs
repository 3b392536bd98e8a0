using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Tabular;

/// <summary>A file that has been looked at and can be read.</summary>
public sealed record TabularFile
{
    /// <summary>What it is.</summary>
    public required TabularFormat Format { get; init; }

    /// <summary>Its columns, with types of the table format and fresh field ids from 1.</summary>
    public required Schema Schema { get; init; }

    /// <summary>Its rows.</summary>
    public required long RowCount { get; init; }

    /// <summary>The file, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>The SELECT that gives its rows as columns of that schema, made from where an engine finds the file.</summary>
    public required Func<string, string> SelectSql { get; init; }
}
