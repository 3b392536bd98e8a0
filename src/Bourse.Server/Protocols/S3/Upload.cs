using Bourse.Catalog.Objects;

namespace Bourse.Server.Protocols.S3;

/// <summary>A body that was taken in, whole and verified.</summary>
/// <param name="Staged">Its content, seen by nobody yet.</param>
/// <param name="Checksum">Its checksum; null when none was sent or asked for.</param>
/// <param name="IsChecksumSent">Whether the checksum came with it, rather than being computed here alone.</param>
internal sealed record Upload(StagedObject Staged, ObjectChecksum? Checksum, bool IsChecksumSent) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Staged.DisposeAsync();
}
