namespace Bourse.Iceberg.Parquet;

/// <summary>Walks the flat form of a schema tree.</summary>
internal static class ParquetSchemaTree
{
    /// <summary>Nodes from a top-level column to its deepest one. The fifty levels that a table's schema may have are at most a hundred here: a list is two.</summary>
    private const int DepthMax = 128;

    public static IReadOnlyList<ParquetSchemaElement> TopLevel(ValueList<ParquetSchemaElement> schema)
    {
        var columns = new List<ParquetSchemaElement>();
        for (var i = 1; i < schema.Count; i = After(schema, i))
            columns.Add(schema[i]);
        return columns;
    }

    /// <summary>Checks that the children announced are just the nodes there are, so that whoever walks the tree finds each child.</summary>
    /// <exception cref="IcebergFormatException">They are not, or the tree is deeper than <see cref="DepthMax"/>.</exception>
    public static void RequireWhole(ValueList<ParquetSchemaElement> schema)
    {
        // Children still to come of every group that is open, the root's parent first.
        var open = new List<int> { 1 };
        foreach (var element in schema)
        {
            while (open[^1] == 0)
                Close(open);
            open[^1]--;
            if (element.ChildCount < 0)
                throw NotWhole();
            open.Add(element.ChildCount);
            if (open.Count - 2 > DepthMax)
                throw ThriftReader.Damaged($"has columns nested more than {DepthMax} deep");
        }
        if (open.Exists(left => left > 0))
            throw NotWhole();
    }

    private static void Close(List<int> open)
    {
        if (open.Count == 1)
            throw NotWhole();
        open.RemoveAt(open.Count - 1);
    }

    private static IcebergFormatException NotWhole() => ThriftReader.Damaged("has no whole schema");

    // The nodes still to come of all subtrees that are open; depth first needs no stack.
    private static int After(ValueList<ParquetSchemaElement> schema, int index)
    {
        for (long open = 1; open > 0 && index < schema.Count; index++)
            open += schema[index].ChildCount - 1;
        return index;
    }
}
