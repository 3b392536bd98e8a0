using System.Collections.Immutable;
using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Splicing;

/// <summary>The allowed columns that a file has, as they stand in the footer of a spliced file.</summary>
/// <param name="Elements">The schema tree, root first, under the table's names.</param>
/// <param name="Leaves">For each leaf of it, where its chunk is.</param>
/// <param name="Paths">For each leaf, its path under the table's names.</param>
internal sealed record SplicedColumns(ValueList<ParquetSchemaElement> Elements, ImmutableArray<SplicedLeaf> Leaves, ImmutableArray<ValueList<string>> Paths)
{
    /// <summary>Takes columns, in their order, from a file that stores each of them as the table has it.</summary>
    /// <param name="footer">The file's footer.</param>
    /// <param name="allowed">The columns; those that neither file has are left out.</param>
    /// <param name="masked">The footer of a file with masked columns, which are taken from it.</param>
    public static SplicedColumns Of(ParquetFooter footer, Schema allowed, ParquetFooter? masked = null)
    {
        var elements = ImmutableArray.CreateBuilder<ParquetSchemaElement>();
        var leaves = ImmutableArray.CreateBuilder<SplicedLeaf>();
        var paths = ImmutableArray.CreateBuilder<ValueList<string>>();
        var columns = Subtrees(footer, isMasked: false).ToDictionary(c => c.Elements[0].FieldId!.Value);
        foreach (var column in masked is null ? [] : Subtrees(masked, isMasked: true))
            columns[column.Elements[0].FieldId!.Value] = column;
        var kept = allowed.Fields.Where(f => columns.ContainsKey(f.Id)).ToArray();
        elements.Add(new ParquetSchemaElement { Name = "schema", Repetition = ParquetRepetition.Required, ChildCount = kept.Length });
        foreach (var field in kept)
        {
            var (nodes, first) = columns[field.Id];
            elements.Add(nodes[0] with { Name = field.Name });
            elements.AddRange(nodes.Skip(1));
            foreach (var leaf in Enumerable.Range(first.Place, nodes.Count(e => e.ChildCount == 0)).Select(place => first with { Place = place }))
            {
                leaves.Add(leaf);
                paths.Add([field.Name, .. (leaf.IsMasked ? masked! : footer).RowGroups[0].Columns[leaf.Place].Path.Skip(1)]);
            }
        }
        return new SplicedColumns(elements.ToImmutable().ToValueList(), leaves.ToImmutable(), paths.ToImmutable());
    }

    /// <summary>Each top-level column with the nodes below it, and the place of its first leaf.</summary>
    private static IEnumerable<(IReadOnlyList<ParquetSchemaElement> Elements, SplicedLeaf First)> Subtrees(ParquetFooter footer, bool isMasked)
    {
        var leaf = 0;
        for (var start = 1; start < footer.Schema.Count;)
        {
            var end = start;
            for (long open = 1; open > 0; end++)
                open += footer.Schema[end].ChildCount - 1;
            var nodes = footer.Schema.Skip(start).Take(end - start).ToArray();
            yield return (nodes, new SplicedLeaf(isMasked, leaf));
            leaf += nodes.Count(e => e.ChildCount == 0);
            start = end;
        }
    }
}
