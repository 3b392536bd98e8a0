namespace Bourse.Iceberg.Parquet;

/// <summary>A node of a file's schema tree, in the depth-first order of the footer (<c>SchemaElement</c> of parquet.thrift).</summary>
public sealed record ParquetSchemaElement
{
    /// <summary>How values are stored; null for a group.</summary>
    public ParquetType? Type { get; internal set; }

    /// <summary>Bytes of a fixed-length array.</summary>
    public int? TypeLength { get; internal set; }

    /// <summary>How often it occurs; null for the root.</summary>
    public ParquetRepetition? Repetition { get; internal set; }

    /// <summary>Its name in the file.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Nodes below it; 0 for a leaf.</summary>
    public int ChildCount { get; internal set; }

    /// <summary>The older mark of what values mean; null for none.</summary>
    public int? ConvertedType { get; internal set; }

    /// <summary>Digits after the point of a decimal.</summary>
    public int? Scale { get; internal set; }

    /// <summary>All digits of a decimal.</summary>
    public int? Precision { get; internal set; }

    /// <summary>Iceberg's field id; null when the writer gave none.</summary>
    public int? FieldId { get; internal set; }

    /// <summary>The newer mark of what values mean; null for none.</summary>
    public ParquetLogicalType? LogicalType { get; internal set; }
}
