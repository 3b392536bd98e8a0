namespace Bourse.Iceberg.Parquet;

/// <summary>A node of a file's schema tree, in the depth-first order of the footer (<c>SchemaElement</c> of parquet.thrift).</summary>
public sealed record ParquetSchemaElement
{
    /// <summary>How values are stored; null for a group.</summary>
    public ParquetType? Type { get; init; }

    /// <summary>Bytes of a fixed-length array.</summary>
    public int? TypeLength { get; init; }

    /// <summary>How often it occurs; null for the root.</summary>
    public ParquetRepetition? Repetition { get; init; }

    /// <summary>Its name in the file.</summary>
    public string Name { get; init; } = "";

    /// <summary>Nodes below it; 0 for a leaf.</summary>
    public int ChildCount { get; init; }

    /// <summary>The older mark of what values mean; null for none.</summary>
    public int? ConvertedType { get; init; }

    /// <summary>Digits after the point of a decimal.</summary>
    public int? Scale { get; init; }

    /// <summary>All digits of a decimal.</summary>
    public int? Precision { get; init; }

    /// <summary>Iceberg's field id; null when the writer gave none.</summary>
    public int? FieldId { get; init; }

    /// <summary>The newer mark of what values mean; null for none.</summary>
    public ParquetLogicalType? LogicalType { get; init; }
}
