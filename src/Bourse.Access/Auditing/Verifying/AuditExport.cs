namespace Bourse.Access.Auditing.Verifying;

/// <summary>Writes a log as the files of <see cref="AuditDirectory"/>, for somebody who verifies it elsewhere.</summary>
public static class AuditExport
{
    /// <summary>Writes the files into a directory, which is made if need be. The checkpoint is written last.</summary>
    /// <exception cref="IOException">A file of the export exists already, or cannot be written.</exception>
    public static async Task WriteAsync(IAuditEvidence log, string directory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        Directory.CreateDirectory(directory);
        await using (var records = Create(directory, AuditDirectory.RecordsFile))
        {
            await foreach (var record in log.ReadRecordsAsync(cancellationToken))
            {
                await records.WriteAsync(record, cancellationToken);
                records.WriteByte((byte)'\n');
            }
        }
        await using (var hashes = new StreamWriter(Create(directory, AuditDirectory.HashesFile)) { NewLine = "\n" })
        {
            await foreach (var hash in log.ReadHashesAsync(cancellationToken))
                await hashes.WriteLineAsync(hash.ToString().AsMemory(), cancellationToken);
        }
        await using var checkpoint = new StreamWriter(Create(directory, AuditDirectory.CheckpointFile));
        await checkpoint.WriteAsync((await log.ReadCheckpointAsync(cancellationToken)).AsMemory(), cancellationToken);
    }

    private static FileStream Create(string directory, string name) => new(Path.Combine(directory, name), FileMode.CreateNew, FileAccess.Write);
}
