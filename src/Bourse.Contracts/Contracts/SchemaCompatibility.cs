using System.Globalization;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Schemas.Evolution;

namespace Bourse.Contracts;

/// <summary>What clients of one schema would stumble over in the next. Fields are told apart by their ids, at every depth.</summary>
public static class SchemaCompatibility
{
    /// <summary>The breaking changes: a field gone, renamed, of a type that is no widening of what it was, or empty where it never was.</summary>
    /// <returns>One line a change, without the table's name; empty when there is none.</returns>
    public static IReadOnlyList<string> Breaks(Schema before, Schema after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return [.. before.AllFields.OrderBy(field => field.Id).Select(field => Break(field, after.FindField(field.Id))).OfType<string>()];
    }

    /// <summary>Whether a contract's version says that it may break with an earlier one: its first number has risen.</summary>
    /// <param name="before">The version published before; null where none is known.</param>
    /// <param name="after">The version to be published.</param>
    public static bool IsNewMajor(string? before, string after) => before is not null && Major(before) is { } old && Major(after) is { } now && now > old;

    private static string? Break(NestedField was, NestedField? now) => now switch
    {
        null => $"{was.Name} (field {was.Id}) is gone.",
        _ when now.Name != was.Name => $"{was.Name} (field {was.Id}) is called {now.Name}.",
        _ when !Widens(was.Type, now.Type) => $"{was.Name} (field {was.Id}) is {now.Type} and was {was.Type}.",
        _ when was.Required && !now.Required => $"{was.Name} (field {was.Id}) may be empty and never was.",
        _ => null,
    };

    // The fields inside nested types have ids of their own and are compared by them.
    private static bool Widens(IcebergType was, IcebergType now) =>
        was is IcebergType.Primitive ? TypePromotion.Keeps(was, now) : was.GetType() == now.GetType();

    private static int? Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
}
