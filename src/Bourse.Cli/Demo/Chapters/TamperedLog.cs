using System.Text;
using Bourse.Access.Auditing.Merkle;
using Bourse.Access.Auditing.Verifying;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>A copy of the audit log that somebody tampers with, as its holder could. The log itself is never touched.</summary>
internal sealed class TamperedLog
{
    private readonly string _folder;
    private readonly List<byte[]> _records;

    private TamperedLog(string folder, List<byte[]> records) => (_folder, _records) = (folder, records);

    /// <summary>Exports the log, as it is now, into a folder of its own.</summary>
    public static async Task<TamperedLog> CopyAsync(DemoWorld world, string name, CancellationToken cancellation)
    {
        var folder = Path.Combine(world.Folder.Root, "tampered-audit-logs", name);
        await world.Node.Metastore.ReadAsync(async session =>
        {
            await AuditExport.WriteAsync(new AuditDatabase(session), folder, cancellation);
            return true;
        }, cancellation);
        var records = new List<byte[]>();
        await foreach (var record in new AuditDirectory(folder).ReadRecordsAsync(cancellation))
            records.Add(record);
        return new TamperedLog(folder, records);
    }

    /// <summary>Changes one bit of one byte in the middle.</summary>
    public void ChangeOneByte()
    {
        var record = _records[_records.Count / 2];
        record[record.Length / 2] ^= 1;
        Write(withHashes: false);
    }

    /// <summary>Cuts off the last tenth, hashes and all.</summary>
    public void CutTail()
    {
        _records.RemoveRange(_records.Count - (_records.Count / 10) - 1, (_records.Count / 10) + 1);
        Write(withHashes: true);
    }

    /// <summary>Makes every denial an allowance, with the hashes that belong to the new records.</summary>
    public void Rewrite()
    {
        for (var at = 0; at < _records.Count; at++)
            _records[at] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_records[at])
                .Replace("\"decision\":\"deny\"", "\"decision\":\"allow\"", StringComparison.Ordinal));
        Write(withHashes: true);
    }

    /// <summary>What a client finds who holds the copy against the checkpoint it kept.</summary>
    /// <exception cref="DemoStepFailedException">Something else than expected, or nothing.</exception>
    public async Task<string> RefuteAsync(DemoWorld world, string kept, AuditFinding expected, CancellationToken cancellation) =>
        await AuditVerifier.VerifyAsync(new AuditDirectory(_folder), kept, world.Node.AuditKey, cancellation) switch
        {
            AuditVerdict.Refuted refuted when refuted.Finding == expected => refuted.Explanation,
            AuditVerdict.Refuted refuted => throw new DemoStepFailedException($"the copy was found to be {refuted.Finding}, not {expected}."),
            _ => throw new DemoStepFailedException("the copy was taken for good."),
        };

    private void Write(bool withHashes)
    {
        using (var records = File.Create(Path.Combine(_folder, AuditDirectory.RecordsFile)))
        {
            foreach (var record in _records)
            {
                records.Write(record);
                records.WriteByte((byte)'\n');
            }
        }
        if (withHashes)
            File.WriteAllLines(Path.Combine(_folder, AuditDirectory.HashesFile), _records.Select(record => MerkleHash.OfRecord(record).ToString()));
    }
}
