using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Publishing.Differences;

/// <summary>What changed in a table's columns, told apart by field id.</summary>
internal static class SchemaDifference
{
    /// <summary>A line a change; empty when there is none.</summary>
    public static IReadOnlyList<string> Of(Schema before, Schema after) =>
    [
        .. before.Fields.Where(field => after.FindColumn(field.Id) is null).Select(field => $"{field.Name} is gone"),
        .. after.Fields.Where(field => before.FindColumn(field.Id) is null).Select(field => $"{field.Name} is new, {field.Type}"),
        .. from field in after.Fields
           let was = before.FindColumn(field.Id)
           where was is not null
           from change in Changes(was, field)
           select change,
    ];

    private static IEnumerable<string> Changes(NestedField was, NestedField now)
    {
        if (was.Name != now.Name)
            yield return $"{was.Name} is called {now.Name}";
        if (was.Type != now.Type)
            yield return $"{now.Name} was {was.Type} and is {now.Type}";
        if (was.Required != now.Required)
            yield return now.Required ? $"{now.Name} may no longer be empty" : $"{now.Name} may be empty";
    }
}
