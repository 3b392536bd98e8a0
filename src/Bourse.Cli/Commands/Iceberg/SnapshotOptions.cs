using System.CommandLine;
using System.Globalization;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary>The options that choose a snapshot.</summary>
internal sealed class SnapshotOptions
{
    private readonly Option<string?> _snapshot = new("--snapshot") { Description = "The snapshot with this id, or that this branch or tag names", HelpName = "ID|REF" };
    private readonly Option<string?> _ref = new("--ref") { Description = "The snapshot that this branch or tag names", HelpName = "NAME" };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "The snapshot that was current then; UTC unless it says otherwise", HelpName = "TIME" };

    public Option[] All => [_snapshot, _ref, _asOf];

    /// <summary>The snapshot's rows and columns; the current one's when none is chosen.</summary>
    /// <exception cref="CommandFailedException">Several are chosen, or there is no such snapshot.</exception>
    public TableScan Scan(ParseResult parsed, IcebergTable table)
    {
        if (All.Count(o => parsed.GetResult(o) is not null) > 1)
            throw new CommandFailedException("Give one of --snapshot, --ref and --as-of.", ExitCode.Usage);
        if (parsed.GetValue(_asOf) is { } time)
            return table.Scan(AsOf(table.Metadata, time));
        if (parsed.GetValue(_ref) is { } name)
            return table.Scan(table.Metadata.FindSnapshot(name) ?? throw Missing("branch or tag", name, table.Metadata.Refs.Keys));
        return parsed.GetValue(_snapshot) is { } id ? table.Scan(Find(table.Metadata, id)) : table.Scan();
    }

    /// <summary>The snapshot with an id or that a reference names.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static Snapshot Find(TableMetadata metadata, string text)
    {
        var byId = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? metadata.FindSnapshot(id)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned) ? metadata.FindSnapshot(unchecked((long)unsigned)) : null;
        return byId ?? metadata.FindSnapshot(text)
            ?? throw Missing("snapshot", text, metadata.Snapshots.Select(s => s.Id.ToString(CultureInfo.InvariantCulture)).Concat(metadata.Refs.Keys));
    }

    private static Snapshot AsOf(TableMetadata metadata, string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new CommandFailedException($"--as-of: '{text}' is no time such as 2026-11-26T08:00:00Z.", ExitCode.Usage);
        return metadata.FindSnapshotAsOf(time) ?? throw new CommandFailedException($"The table had no snapshot at {text} that is still there.");
    }

    private static CommandFailedException Missing(string what, string name, IEnumerable<string> known) =>
        new($"The table has no {what} '{name}'; there are: {string.Join(", ", known.DefaultIfEmpty("none"))}.");
}
