namespace Bourse.Contracts;

/// <summary>What changed between two versions of a contract, and whether a client that relied on the old one still can.</summary>
/// <param name="Changes">Every change, breaking ones first.</param>
public sealed record ContractDiff(IReadOnlyList<ContractChange> Changes)
{
    /// <summary>Whether any change breaks a client.</summary>
    public bool IsBreaking => Changes.Any(change => change.Breaking);

    /// <summary>Compares two versions.</summary>
    public static ContractDiff Between(DataContract before, DataContract after)
    {
        var changes = new List<ContractChange>();
        foreach (var table in before.Tables)
        {
            if (after.Tables.FirstOrDefault(other => other.Name == table.Name) is { } kept)
            {
                Compare(table, kept, changes);
            }
            else
            {
                changes.Add(new ContractChange(table.Name.Value, "the table was taken out", true));
            }
        }

        changes.AddRange(after.Tables.Where(table => before.Tables.All(other => other.Name != table.Name))
            .Select(table => new ContractChange(table.Name.Value, "the table was added", false)));
        return new ContractDiff([.. changes.OrderByDescending(change => change.Breaking)]);
    }

    private static void Compare(ContractTable before, ContractTable after, List<ContractChange> changes)
    {
        foreach (var column in before.Columns)
        {
            var path = $"{before.Name}.{column.Name}";
            if (after.Columns.FirstOrDefault(other => other.Name == column.Name) is not { } kept)
            {
                changes.Add(new ContractChange(path, "the column was taken out", true));
                continue;
            }

            if (kept.Type != column.Type)
            {
                changes.Add(new ContractChange(path, $"its type went from {column.Type} to {kept.Type}", true));
            }

            else if (kept.PhysicalType != column.PhysicalType)
            {
                changes.Add(new ContractChange(path, $"its stored type went from {column.PhysicalType ?? "any"} to {kept.PhysicalType ?? "any"}", true));
            }

            if (column.Required && !kept.Required)
            {
                changes.Add(new ContractChange(path, "it may now be null", true));
            }

            if (kept.KeyPosition != column.KeyPosition)
            {
                changes.Add(new ContractChange(path, "its place in the key changed", true));
            }
        }

        changes.AddRange(after.Columns.Where(column => before.Columns.All(other => other.Name != column.Name))
            .Select(column => new ContractChange($"{before.Name}.{column.Name}", "the column was added", false)));
        if (before.RowScope != after.RowScope)
        {
            changes.Add(new ContractChange(before.Name.Value, $"the row scope went from {before.RowScope ?? "none"} to {after.RowScope ?? "none"}", true));
        }
    }
}
