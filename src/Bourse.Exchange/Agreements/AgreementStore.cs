using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Metastore;

namespace Bourse.Exchange.Agreements;

/// <summary>Applied agreements in the metastore.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one store; which of its calls needs the clock is no affair of theirs.")]
public sealed class AgreementStore(TimeProvider clock)
{
    private const string Select = "SELECT number, account, client_name, document, applied_at FROM exchange_agreements";

    /// <summary>An agreement; null when it was not applied.</summary>
    public async Task<AgreementRecord?> FindAsync(IMetastoreSession session, AgreementId number)
    {
        ArgumentNullException.ThrowIfNull(session);
        return (await session.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE number = @Number", new { Number = number.Value }))?.ToRecord();
    }

    /// <summary>Every applied agreement, by number.</summary>
    public async Task<IReadOnlyList<AgreementRecord>> ListAsync(IMetastoreSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return [.. (await session.QueryAsync<Row>($"{Select} ORDER BY number")).Select(row => row.ToRecord())];
    }

    internal Task InsertAsync(IMetastoreWriteSession session, AgreementId number, AccountId account, string clientName, string document) =>
        session.ExecuteAsync(
            """
            INSERT INTO exchange_agreements (number, account, client_name, document, document_digest, applied_at)
            VALUES (@Number, @Account, @ClientName, @Document, @Digest, @Now)
            """,
            new
            {
                Number = number.Value,
                Account = account.Value,
                ClientName = clientName,
                Document = document,
                Digest = Digests.Of(document),
                Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()),
            });

    private sealed record Row
    {
        public required string Number { get; init; }

        public required string Account { get; init; }

        public required string ClientName { get; init; }

        public required string Document { get; init; }

        public required long AppliedAt { get; init; }

        public AgreementRecord ToRecord() => new()
        {
            Number = AgreementId.Parse(Number),
            Account = AccountId.Parse(Account),
            ClientName = ClientName,
            Document = Document,
            AppliedAt = MetastoreTime.FromMicroseconds(AppliedAt),
        };
    }
}
