using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Access.Resources;

namespace Bourse.Access.Credentials;

/// <summary>
/// Links to single objects, for readers that send no header: sealed with the key ring, kept nowhere. A link is a session of its maker's, confined to the object, and each
/// use is decided as any read, so it ends with the session's principal, token or grant. It opens for whoever holds it.
/// </summary>
/// <remarks>
/// The sealed bytes are only ever read after their seal was checked: format (1), account, principal, epoch, session id, whether it came by a sharing token, expiry in UTC
/// ticks, product, table, key.
/// </remarks>
public sealed class ObjectLinks(IKeyRing keys, TimeProvider time)
{
    /// <summary>The most characters of a link.</summary>
    public const int LengthMax = 2048;

    private const string Purpose = "object-link";
    private const byte Format = 1;

    /// <summary>When a link ends that is made now, in whole seconds.</summary>
    public DateTimeOffset NextEnd() => Lifetimes.WholeSeconds(time.GetUtcNow() + Lifetimes.ObjectLink);

    /// <summary>Makes a link.</summary>
    /// <param name="caller">For whom.</param>
    /// <param name="target">The object.</param>
    /// <param name="end">When it ends: at most <see cref="Lifetimes.ObjectLink"/> from now.</param>
    /// <returns>Base64url, without the address it is put behind.</returns>
    public string Issue(Caller caller, Resource.StoredObject target, DateTimeOffset end)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, time.GetUtcNow() + Lifetimes.ObjectLink);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(caller.Principal.Account.Value);
        writer.Write(caller.Principal.Name);
        writer.Write(caller.PrincipalEpoch);
        writer.Write(caller.SessionId);
        writer.Write(caller.HoldsSharingToken);
        writer.Write(end.UtcTicks);
        writer.Write(target.ProductName.Value);
        writer.Write(target.TableName.Value);
        writer.Write(target.Key);
        writer.Flush();
        return StrictBase64Url.Encode(keys.Protect(Purpose, stream.ToArray()));
    }

    /// <summary>Reads a link; false for one that is not ours. Whether it is over is the authorizer's to say.</summary>
    /// <param name="link">Hostile.</param>
    /// <param name="linked">What it says.</param>
    public bool TryOpen(string link, [NotNullWhen(true)] out LinkedObject? linked)
    {
        linked = null;
        if (link.Length > LengthMax || !StrictBase64Url.TryDecode(link, out var box) || !keys.TryUnprotect(Purpose, box, out var bytes))
            return false;
        linked = Read(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    private static LinkedObject Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (reader.ReadByte() is var format && format != Format)
            throw new InvalidDataException($"A link of format {format} is not known.");
        var principal = new Principal(AccountId.Parse(reader.ReadString()), reader.ReadString());
        var (epoch, session, holdsToken) = (reader.ReadInt64(), reader.ReadString(), reader.ReadBoolean());
        var end = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var target = new Resource.StoredObject(ProductName.Parse(reader.ReadString()), TableName.Parse(reader.ReadString()), reader.ReadString());
        return new LinkedObject(
            new Caller
            {
                Principal = principal,
                SessionId = session,
                PrincipalEpoch = epoch,
                Scope = new SessionScope.OneObject(target.ProductName, target.TableName, target.Key),
                ExpiresAt = end,
                HoldsSharingToken = holdsToken,
            },
            target);
    }
}
