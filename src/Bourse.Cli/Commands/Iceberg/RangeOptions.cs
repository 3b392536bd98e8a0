using System.CommandLine;
using System.Globalization;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary>The options that choose two snapshots, one before and one after.</summary>
internal sealed class RangeOptions
{
    private readonly Option<string?> _to = new("--to") { Description = "The snapshot after, by id, branch or tag; else the current one", HelpName = "ID|REF" };

    /// <summary>The option that chooses the snapshot before.</summary>
    public Option<string?> From { get; } =
        new("--from") { Description = "The snapshot before, by id, branch or tag; else the parent of the one after", HelpName = "ID|REF" };

    public Option[] All => [From, _to];

    /// <summary>The snapshot after; the scan of the empty table where there is none.</summary>
    /// <exception cref="CommandFailedException">There is no such snapshot.</exception>
    public TableScan After(ParseResult parsed, IcebergTable table) =>
        table.Scan(parsed.GetValue(_to) is { } text ? SnapshotOptions.Find(table.Metadata, text) : null);

    /// <summary>The snapshot before; null for the empty table.</summary>
    /// <exception cref="CommandFailedException">There is no such snapshot.</exception>
    public Snapshot? Before(ParseResult parsed, IcebergTable table, TableScan after) => parsed.GetValue(From) is { } text
        ? SnapshotOptions.Find(table.Metadata, text)
        : after.Snapshot?.ParentId is { } parent
            ? SnapshotOptions.Find(table.Metadata, parent.ToString(CultureInfo.InvariantCulture))
            : null;
}
