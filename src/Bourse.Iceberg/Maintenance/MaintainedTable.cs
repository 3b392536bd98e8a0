using System.Security.Cryptography;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Metrics;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance;

/// <summary>A table under maintenance: its pointer, its folder, and what every task needs.</summary>
public sealed record MaintainedTable
{
    private const int AttemptsMax = 20;

    /// <summary>The newest version.</summary>
    public required ITablePointer Pointer { get; init; }

    /// <summary>The files.</summary>
    public required ITableFolder Folder { get; init; }

    /// <summary>The clock that ages are measured by.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes names and ids.</summary>
    public required RandomNumberGenerator Random { get; init; }

    /// <summary>Whether a branch or tag stays whatever its age, as published revisions do.</summary>
    public Func<string, bool> KeepsRef { get; init; } = _ => false;

    /// <summary>Hears a line of words for each step that is done.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>How its commits are reported; null for not at all.</summary>
    public MetricsReporting? Reporting { get; init; }

    internal string NewDataLocation(TableMetadata metadata) => $"{metadata.Location}/data/{RandomIds.Hex(Random)}.parquet";

    internal long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What properties ask of maintenance, as the newest version has them.</summary>
    /// <exception cref="MaintenanceException">Properties are malformed; the text names every one.</exception>
    public async Task<MaintenancePolicy> PolicyAsync(CancellationToken cancellationToken = default) =>
        MaintenancePolicy.Of((await LoadAsync(cancellationToken)).Metadata.Properties);

    /// <summary>The newest version.</summary>
    /// <exception cref="MaintenanceException">It is of a format version that is not written.</exception>
    internal async Task<IcebergTable> LoadAsync(CancellationToken cancellationToken)
    {
        var current = await LoadAnyAsync(cancellationToken);
        return current.Metadata.FormatVersion == TableMetadata.FormatVersionWritten
            ? current
            : throw new MaintenanceException(
                $"The table has format version {current.Metadata.FormatVersion}; tables of version {TableMetadata.FormatVersionWritten} alone are maintained.");
    }

    /// <summary>The newest version, whichever format version it has.</summary>
    internal Task<IcebergTable> LoadAnyAsync(CancellationToken cancellationToken) => Pointer.LoadAsync(cancellationToken);

    /// <summary>
    /// Makes the next version from the newest one and moves to it, in a turn among the table's writers; from the newest one again when somebody else was first.
    /// </summary>
    /// <param name="change">
    /// The next version of a given one; null when nothing needs to change. It may be called several times, and writers wait for it: what takes long is done before.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The version that holds then, and whether it was moved to here.</returns>
    /// <exception cref="MaintenanceException">The catalogue refuses the version, or others were first too often.</exception>
    internal async Task<(IcebergTable Table, bool Moved)> MoveAsync(
        Func<IcebergTable, CancellationToken, Task<TableMetadata?>> change, CancellationToken cancellationToken)
    {
        using var turn = await Pointer.TakeTurnAsync(cancellationToken);
        var started = Reporting?.Clock.GetTimestamp() ?? 0;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var from = await LoadAsync(cancellationToken);
            if (await change(from, cancellationToken) is not { } next)
                return (from, false);
            switch (await Pointer.TryMoveAsync(from, next, cancellationToken))
            {
                case PointerMove.Moved moved:
                    Reporting?.ReportCommit(from.Metadata, next, started, attempt + 1);
                    return (moved.Table, true);
                case PointerMove.Refused refused:
                    throw new MaintenanceException(refused.Message);
            }
        }
        throw new MaintenanceException($"Writers moved the table {AttemptsMax} times meanwhile; run it again when they are quieter.", isTransient: true);
    }
}
