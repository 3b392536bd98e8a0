using System.Text;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Credentials;

/// <summary>
/// What a sealed token holds. The bytes are only ever read after their seal was checked, so a malformed one is a mistake of ours:
/// format (1), account, principal, epoch, session id, expiry in UTC ticks, scope (0 whole account, 1 one table: product, table; 2 policies: how
/// many, the text of each), secret
/// (may be empty).
/// </summary>
internal sealed record SessionTicket
{
    private const byte Format = 1;
    private const byte WholeAccount = 0;
    private const byte OneTable = 1;
    private const byte Confined = 2;

    public required Principal Principal { get; init; }

    public required long Epoch { get; init; }

    public required string SessionId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required SessionScope Scope { get; init; }

    /// <summary>The signing secret of session keys; empty in a bearer token.</summary>
    public string Secret { get; init; } = "";

    public Caller ToCaller() => new()
    {
        Principal = Principal, SessionId = SessionId, PrincipalEpoch = Epoch, Scope = Scope, ExpiresAt = ExpiresAt,
    };

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(Principal.Account.Value);
        writer.Write(Principal.Name);
        writer.Write(Epoch);
        writer.Write(SessionId);
        writer.Write(ExpiresAt.UtcTicks);
        switch (Scope)
        {
            case SessionScope.WholeAccount:
                writer.Write(WholeAccount);
                break;
            case SessionScope.OneTable one:
                writer.Write(OneTable);
                writer.Write(one.Product.Value);
                writer.Write(one.Table.Value);
                break;
            case SessionScope.Confined confined:
                writer.Write(Confined);
                writer.Write(confined.Policies.Count);
                foreach (var policy in confined.Policies)
                    writer.Write(policy.Text);
                break;
            default:
                throw new InvalidOperationException($"A scope of type {Scope.GetType().Name} cannot be sealed.");
        }
        writer.Write(Secret);
        writer.Flush();
        return stream.ToArray();
    }

    public static SessionTicket FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (reader.ReadByte() is var format && format != Format)
            throw new InvalidDataException($"A session ticket of format {format} is not known.");
        return new SessionTicket
        {
            Principal = new Principal(AccountId.Parse(reader.ReadString()), reader.ReadString()),
            Epoch = reader.ReadInt64(),
            SessionId = reader.ReadString(),
            ExpiresAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            Scope = reader.ReadByte() switch
            {
                WholeAccount => new SessionScope.WholeAccount(),
                OneTable => new SessionScope.OneTable(ProductName.Parse(reader.ReadString()), TableName.Parse(reader.ReadString())),
                Confined => new SessionScope.Confined([.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => ReadPolicy(reader.ReadString()))]),
                var scope => throw new InvalidDataException($"A session scope of kind {scope} is not known."),
            },
            Secret = reader.ReadString(),
        };
    }

    private static SessionPolicy ReadPolicy(string text) =>
        SessionPolicyReader.Read(text) ?? throw new InvalidDataException("A session's policy is none.");

    public override string ToString() => $"{Principal} {SessionId}";
}
