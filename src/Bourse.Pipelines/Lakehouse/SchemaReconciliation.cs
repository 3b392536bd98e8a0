using Bourse.Iceberg;
using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Lakehouse;

/// <summary>Fits the columns a run gives to the table that exists: ids stay, new columns get new ids. Ids are the product's contract (decision 15).</summary>
internal static class SchemaReconciliation
{
    /// <param name="current">The table's columns.</param>
    /// <param name="lastColumnId">The highest field id the table ever used.</param>
    /// <param name="given">The columns of the run.</param>
    /// <param name="source">What gives them, for messages.</param>
    /// <exception cref="PipelineException">A column is gone or of another type: that is a new table, or a model that keeps it.</exception>
    public static Schema Reconcile(Schema current, int lastColumnId, Schema given, string source)
    {
        var gone = current.Fields.Where(field => given.Fields.All(each => each.Name != field.Name)).Select(field => field.Name).ToList();
        if (gone.Count > 0)
        {
            throw new PipelineException(
                $"{source}: the table has {string.Join(", ", gone)}, and this run does not give it; a table keeps its columns, which may be null.");
        }
        var next = lastColumnId;
        var fields = current.Fields.ToList();
        foreach (var field in given.Fields)
        {
            var at = fields.FindIndex(each => each.Name == field.Name);
            if (at < 0)
                fields.Add(new FieldIdRenumbering(() => ++next).Renumber(field));
            else if (!new FieldIdRenumbering(() => 0).SameShape(fields[at].Type, field.Type))
                throw new PipelineException(
                    $"{source}: column '{field.Name}' is {field.Type} and the table has {fields[at].Type}; cast it, or make a table of another name.");
        }
        return new Schema(current.Id, fields.ToValueList(), current.IdentifierFieldIds);
    }

    /// <summary>
    /// The columns of the run instead of those of a table that nobody was ever given: under ids that the table never used, or the table's where nothing differs.
    /// </summary>
    public static Schema Replace(Schema current, int lastColumnId, Schema given)
    {
        if (HaveSameColumns(current, given))
            return current;
        var next = lastColumnId;
        var renumbering = new FieldIdRenumbering(() => ++next);
        return new Schema(current.Id, given.Fields.Select(renumbering.Renumber).ToValueList());
    }

    /// <summary>Whether two schemas have columns of the same names, types and order.</summary>
    public static bool HaveSameColumns(Schema current, Schema given)
    {
        var renumbering = new FieldIdRenumbering(() => 0);
        return current.Fields.Select(renumbering.Renumber).SequenceEqual(given.Fields.Select(renumbering.Renumber));
    }
}
