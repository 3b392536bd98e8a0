namespace Bourse.Iceberg.Parquet;

/// <summary>Walks the flat form of a schema tree.</summary>
internal static class ParquetSchemaTree
{
    public static IReadOnlyList<ParquetSchemaElement> TopLevel(ValueList<ParquetSchemaElement> schema)
    {
        var columns = new List<ParquetSchemaElement>();
        for (var i = 1; i < schema.Count; i = After(schema, i))
            columns.Add(schema[i]);
        return columns;
    }

    /// <summary>Whether the children announced are just the nodes there are.</summary>
    public static bool IsWhole(ValueList<ParquetSchemaElement> schema) => schema.Count > 0 && After(schema, 0) == schema.Count;

    // The nodes still to come of all subtrees that are open; depth first needs no stack.
    private static int After(ValueList<ParquetSchemaElement> schema, int index)
    {
        for (long open = 1; open > 0 && index < schema.Count; index++)
            open += schema[index].ChildCount - 1;
        return index;
    }
}
