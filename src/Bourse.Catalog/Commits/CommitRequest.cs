using System.Security.Cryptography;
using System.Text;
using Bourse.Metastore;

namespace Bourse.Catalog.Commits;

/// <summary>A call to commit, as it was made.</summary>
internal sealed record CommitRequest(
    IReadOnlyList<TableCommit> Commits, string? IdempotencyKey, Func<IMetastoreWriteSession, Task>? Alongside)
{
    /// <summary>
    /// What two calls under one key must share: the tables. Their metadata differs between a call and its repetition, which is made anew from what it finds.
    /// </summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Commits.Select(commit => commit.Base.Identifier.ToString()).Order(StringComparer.Ordinal)))));
}
