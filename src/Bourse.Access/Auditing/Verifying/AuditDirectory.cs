using System.Runtime.CompilerServices;
using System.Text;
using Bourse.Access.Auditing.Merkle;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>
/// A log exported as files: <c>records.jsonl</c> (a record a line, each ended by a line feed), <c>hashes.txt</c> (a hash a line,
/// hexadecimal) and
/// <c>checkpoint.txt</c> (the signed note). <c>docs/audit-log.md</c> describes them.
/// </summary>
/// <param name="path">The directory.</param>
public sealed class AuditDirectory(string path) : IAuditEvidence
{
    /// <summary>The records.</summary>
    public const string RecordsFile = "records.jsonl";

    /// <summary>Their hashes.</summary>
    public const string HashesFile = "hashes.txt";

    /// <summary>The checkpoint.</summary>
    public const string CheckpointFile = "checkpoint.txt";

    private const int RecordBytesMax = 1 << 20;
    private const int CheckpointBytesMax = 64 * 1024;
    private const int BufferBytes = 64 * 1024;

    /// <inheritdoc />
    public async Task<string> ReadCheckpointAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(path, CheckpointFile));
        return file is { Exists: true, Length: <= CheckpointBytesMax } ? await File.ReadAllTextAsync(file.FullName, cancellationToken) : "";
    }

    /// <inheritdoc />
    public IAsyncEnumerable<byte[]> ReadRecordsAsync(CancellationToken cancellationToken) => ReadLinesAsync(RecordsFile, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<MerkleHash> ReadHashesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in ReadLinesAsync(HashesFile, cancellationToken))
        {
            if (!MerkleHash.TryParse(Encoding.ASCII.GetString(line), out var hash))
                yield break;
            yield return hash;
        }
    }

    // Splits at line feeds alone and keeps every other byte: the bytes are what is hashed. A missing file has no line, and a line that
    // never ends is cut,
    // so that it cannot fill the memory; either shows as a finding.
    private async IAsyncEnumerable<byte[]> ReadLinesAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = Path.Combine(path, name);
        if (!File.Exists(file))
            yield break;
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: true);
        var buffer = new byte[BufferBytes];
        using var line = new MemoryStream();
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, count - start)) >= 0; start = end + 1)
            {
                line.Write(buffer, start, end - start);
                yield return line.ToArray();
                line.SetLength(0);
            }
            line.Write(buffer, start, count - start);
            if (line.Length > RecordBytesMax)
                break;
        }
        if (line.Length > 0)
            yield return line.ToArray();
    }
}
