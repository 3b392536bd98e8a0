using System.Security.Cryptography;
using System.Text;
using Bourse.Iceberg.Json;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Reach;
using Bourse.Iceberg.Scanning;
using Bourse.Storage;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// What erasures leave beside the table's files until they are finished. A beginning tells, by a salted digest, for which subject files were written
/// already; a removal tells what is to go. Neither holds the subject's key, and both go with the erasure.
/// </summary>
internal sealed class ErasureLedgers(MaintainedTable table, string tableLocation)
{
    private const string BeginSuffix = "-begin.json";

    /// <summary>The names of an erasure of a subject: those of one that began and did not end, or new ones.</summary>
    public async Task<ErasureNames> BeginAsync(ErasureSubject subject, CancellationToken cancellationToken)
    {
        foreach (var location in await ListAsync(cancellationToken))
        {
            if (!location.EndsWith(BeginSuffix, StringComparison.Ordinal))
                continue;
            var id = location[(tableLocation.Length + ErasureNames.LedgerPrefix.Length)..^BeginSuffix.Length];
            var digest = JsonPart.Parse(await table.Folder.ReadAsync(location, cancellationToken), "erasure ledger", p => p.Required("subject").Text());
            if (digest == Digest(id, subject))
                return new ErasureNames(id, tableLocation);
        }
        var fresh = RandomIds.Hex(table.Random);
        var names = new ErasureNames(fresh, tableLocation);
        await table.Folder.CreateAsync(names.Begin, JsonOutput.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("subject", Digest(fresh, subject));
            w.WriteEndObject();
        }), cancellationToken);
        return names;
    }

    /// <summary>Finishes what erasures that died left: removes the files when their version had become the table's, forgets the list when not.</summary>
    /// <returns>Files removed.</returns>
    public async Task<long> FinishAsync(CancellationToken cancellationToken)
    {
        var removed = 0L;
        foreach (var location in (await ListAsync(cancellationToken)).Where(l => !l.EndsWith(BeginSuffix, StringComparison.Ordinal)))
        {
            var ledger = RemovalLedger.Parse(await table.Folder.ReadAsync(location, cancellationToken));
            var current = await table.LoadAnyAsync(cancellationToken);
            // The erased version names none of the old lists; every version before it names some.
            var lists = current.Metadata.Snapshots.SelectMany(s => s.ManifestList is { } list ? [list] : s.Manifests).ToHashSet(StringComparer.Ordinal);
            removed += ledger.Removed.Any(lists.Contains)
                ? await RemoveAsync(ledger.Written, current, cancellationToken)
                : await RemoveAsync(ledger.Removed, current, cancellationToken);
            await table.Folder.DeleteAsync(location, cancellationToken);
        }
        return removed;
    }

    /// <summary>Removes files that the given version, the newest, does not lead to.</summary>
    public async Task<long> RemoveAsync(IEnumerable<string> locations, IcebergTable current, CancellationToken cancellationToken)
    {
        var reach = new FileReach(table.Folder, skipsMissing: false);
        reach.Add(new ReachedFile(current.MetadataLocation, ReachedKind.Metadata, 0));
        await reach.AddAsync(current.Metadata, cancellationToken);
        foreach (var entry in current.Metadata.MetadataLog)
            reach.Add(new ReachedFile(entry.Location, ReachedKind.Metadata, 0));
        var gone = locations.Where(l => !reach.Files.ContainsKey(l)).ToList();
        foreach (var location in gone)
        {
            FaultPoint.Reach("erasure.remove-file");
            await table.Folder.DeleteAsync(location, cancellationToken);
        }
        return gone.Count;
    }

    private async Task<List<string>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (var file in table.Folder.ListAsync(cancellationToken))
        {
            if (file.Location.StartsWith(tableLocation + ErasureNames.LedgerPrefix, StringComparison.Ordinal))
                found.Add(file.Location);
        }
        return found;
    }

    private static string Digest(string salt, ErasureSubject subject)
    {
        var keys = subject.Keys.SelectMany(k => k.Values.Select(v => $"{k.Column.Id} {v}")).Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{string.Join('\n', keys)}")));
    }
}
