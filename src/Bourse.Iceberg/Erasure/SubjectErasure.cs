using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Reach;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Storage;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// Removes every row of a subject from all retained snapshots of a table, and every file that held one:
/// 1. what an erasure that died left is finished;
/// 2. files with the subject's rows or keys are written anew, then manifests, lists and metadata that lead to them (docs/decisions/0008-erasure.md);
/// 3. the list of what is to go is written, then the table moves to the new history;
/// 4. the old files go at once, old versions of the metadata among them: no reader's grace outweighs an erasure;
/// 5. every file left in the folder is decoded to prove that none holds the subject.
/// Died at any call, it is finished by running it again.
/// </summary>
/// <param name="table">The table; its pointer must be one that may erase.</param>
/// <param name="connection">A session that may read the table's files and write the store's temporary folder.</param>
public sealed class SubjectErasure(MaintainedTable table, DuckDbConnection connection)
{
    private const int AttemptsMax = 20;

    /// <summary>Says what an erasure would do, and writes nothing.</summary>
    /// <exception cref="ErasureException">There is no such column, a value is of the type of none, or a file is of a kind that is not rewritten.</exception>
    public async Task<ErasureReport> PlanAsync(IReadOnlyList<string> columns, IReadOnlyList<string> values, CancellationToken cancellationToken = default)
    {
        var current = await table.LoadAnyAsync(cancellationToken);
        var subject = ErasureSubject.Of(current.Metadata, columns, values, connection);
        var files = new ErasedFiles(subject, connection, table.Folder, current.Metadata, null);
        return Report(await ErasedHistory.ReadAsync(table, current.Metadata, files, cancellationToken), files);
    }

    /// <summary>Erases and proves it.</summary>
    /// <returns>What was done; its findings are what the proof found, and none when it holds.</returns>
    /// <exception cref="ErasureException">The erasure cannot be done as asked; nothing has changed.</exception>
    /// <exception cref="MaintenanceException">The catalogue refuses it, or writers were first too often.</exception>
    public async Task<ErasureReport> RunAsync(
        IReadOnlyList<string> columns, IReadOnlyList<string> values, ErasureOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var current = await table.LoadAnyAsync(cancellationToken);
        var subject = ErasureSubject.Of(current.Metadata, columns, values, connection);
        var ledgers = new ErasureLedgers(table, current.Metadata.Location);
        var removed = await ledgers.FinishAsync(cancellationToken);
        await RequireAllowedAsync(columns, values, options, cancellationToken);

        var names = await ledgers.BeginAsync(subject, cancellationToken);
        var report = await MoveAsync(subject, names, cancellationToken);
        removed += await ledgers.FinishAsync(cancellationToken);
        removed += await RemoveUnknownAsync(ledgers, options, cancellationToken);
        await table.Folder.DeleteAsync(names.Begin, cancellationToken);
        table.Progress($"removed {removed} files; decoding what is left");
        var evidence = await new ErasureProof(table, subject, connection).FindAsync(cancellationToken);
        return report with { FilesRemoved = removed, FilesDecoded = evidence.FilesDecoded, Findings = evidence.Findings };
    }

    private async Task RequireAllowedAsync(IReadOnlyList<string> columns, IReadOnlyList<string> values, ErasureOptions options, CancellationToken cancellationToken)
    {
        var kept = (await PlanAsync(columns, values, cancellationToken)).Refs.Where(table.KeepsRef).ToList();
        if (kept.Count > 0 && !options.MovesProtectedRefs)
        {
            throw new ErasureException(
                $"The subject is in the published revisions {string.Join(", ", kept)}: what was projected of them for clients still holds it, "
                + "and files that clients share with the table would be gone. "
                + "Withdraw them first, or say that they may break.");
        }
    }

    private async Task<ErasureReport> MoveAsync(ErasureSubject subject, ErasureNames names, CancellationToken cancellationToken)
    {
        ErasedFiles? files = null;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            // Files are read once, the first time, when writers go on; what they added meanwhile is little, and they wait for that.
            using var turn = attempt == 0 ? null : await table.Pointer.TakeTurnAsync(cancellationToken);
            var from = await table.LoadAnyAsync(cancellationToken);
            files ??= new ErasedFiles(subject, connection, table.Folder, from.Metadata, names);
            var history = await ErasedHistory.ReadAsync(table, from.Metadata, files, cancellationToken);
            var report = Report(history, files);
            if (history.Touched.Count == 0)
                return report;
            table.Progress($"{report.Rows} rows in {report.Files} files; making {report.Snapshots} snapshots anew");
            var (next, written) = await history.WriteAsync(cancellationToken);
            var ledger = new RemovalLedger(written.ToValueList(), await OutdatedAsync(from, next, cancellationToken));
            await table.Folder.CreateAsync(names.Removal(attempt), ledger.Write(), cancellationToken);
            FaultPoint.Reach("erasure.move");
            switch (await table.Pointer.TryEraseAsync(from, next, cancellationToken))
            {
                case PointerMove.Moved:
                    return report with { Moved = true };
                case PointerMove.Refused refused:
                    throw new MaintenanceException(refused.Message);
            }
            await new ErasureLedgers(table, from.Metadata.Location).FinishAsync(cancellationToken);
        }
        throw new MaintenanceException($"Writers moved the table {AttemptsMax} times meanwhile; run it again when they are quieter.", isTransient: true);
    }

    // What the versions before lead to and the next does not, and every version's own file that is there now: one that is being committed loses to this one.
    private async Task<ValueList<string>> OutdatedAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken)
    {
        var before = new FileReach(table.Folder, skipsMissing: true);
        await before.AddVersionAsync(from.MetadataLocation, cancellationToken);
        foreach (var entry in from.Metadata.MetadataLog)
            await before.AddVersionAsync(entry.Location, cancellationToken);
        await foreach (var file in table.Folder.ListAsync(cancellationToken))
        {
            if (file.Location.EndsWith(".metadata.json", StringComparison.Ordinal))
                before.Add(new ReachedFile(file.Location, ReachedKind.Metadata, file.SizeBytes));
        }
        var after = new FileReach(table.Folder, skipsMissing: false);
        await after.AddAsync(next, cancellationToken);
        return before.Files.Values
            .Where(f => !after.Files.ContainsKey(f.Location))
            .OrderBy(f => f.Kind)
            .ThenBy(f => f.Location, StringComparer.Ordinal)
            .Select(f => f.Location)
            .ToValueList();
    }

    private async Task<long> RemoveUnknownAsync(ErasureLedgers ledgers, ErasureOptions options, CancellationToken cancellationToken)
    {
        var current = await table.LoadAnyAsync(cancellationToken);
        var oldBefore = table.Time.GetUtcNow() - MaintenancePolicy.Of(current.Metadata.Properties).OrphanAge;
        var unknown = new List<string>();
        await foreach (var file in table.Folder.ListAsync(cancellationToken))
        {
            if ((options.RemovesUnknownFiles || file.LastModified < oldBefore) && !file.Location.Contains(ErasureNames.LedgerPrefix, StringComparison.Ordinal))
                unknown.Add(file.Location);
        }
        return await ledgers.RemoveAsync(unknown, current, cancellationToken);
    }

    private static ErasureReport Report(ErasedHistory history, ErasedFiles files) => new()
    {
        Rows = files.Rows,
        Files = files.Touched,
        Snapshots = history.Touched.Count,
        Refs = history.TouchedRefs.ToValueList(),
    };
}
