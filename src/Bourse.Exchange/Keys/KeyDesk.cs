using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Keys;

namespace Bourse.Exchange.Keys;

/// <summary>What the provider does to the key ring.</summary>
public sealed class KeyDesk(FileKeyRing ring, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>All keys, oldest first; the last one seals.</summary>
    public IReadOnlyList<KeyDescription> Keys => ring.Keys;

    /// <summary>
    /// Adds a key, which seals from now on, in this process and in those that run on the same folder. Older keys keep opening what they sealed: nothing is sealed
    /// anew, and a ring that has leaked is not mended so.
    /// </summary>
    /// <param name="reason">Why, <see cref="AuditReason.CharactersMin"/> to <see cref="AuditReason.CharactersMax"/> characters.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Cancels before the key is made.</param>
    /// <returns>The new key's id.</returns>
    /// <exception cref="KeyRingException">The ring is full, or is damaged.</exception>
    public async Task<string> RotateAsync(string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        cancellation.ThrowIfCancellationRequested();
        // The key comes before its record, and outside of any transaction, which may be run again: a failure between them leaves a key too many, which does no
        // harm, and never a record of a key that is not there.
        var id = await ring.RotateAsync();
        await audit.AppendAsync(_records.Done(AuditAction.RotateKeys, $"key/{id}", actor) with { Reason = reason }, CancellationToken.None);
        return id;
    }
}
