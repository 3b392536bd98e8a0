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

    /// <summary>The local file a session must be allowed to read: the file itself, or a copy that a confined process made of it.</summary>
    public required string Path { get; init; }

    /// <summary>A SELECT of the rows from <see cref="Path"/>, columns named as in <see cref="Schema"/>.</summary>
    public required string SelectSql { get; init; }
}
