using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Access.Resources;
using Bourse.Metastore;

namespace Bourse.Access.Authorization;

/// <summary>
/// Grants as the metastore keeps them. Every change raises the policy version in its transaction, so that all nodes follow within a
/// second; nothing here decides.
/// </summary>
[SuppressMessage(
    "Performance", "CA1822", Justification = "Callers hold one store; which of its queries needs the metastore is no affair of theirs.")]
public sealed class GrantStore(IMetastore metastore, PolicyFeed feed, TimeProvider clock)
{
    private const string Select = $"SELECT {GrantRow.Columns} FROM grants";

    /// <summary>
    /// Adds an agreement's grant of a product, or replaces it. An agreement that gave the account this product and whose term has ended makes room: it is
    /// terminated, with all it grants.
    /// </summary>
    /// <exception cref="ArgumentException">It ends before it starts, grants no table, or a rule set is malformed.</exception>
    public async Task<GrantOutcome> PutAsync(IMetastoreWriteSession session, Grant grant)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(grant);
        if (grant.EndsAt <= grant.StartsAt)
            throw new ArgumentException($"{nameof(grant.EndsAt)} must be after {nameof(grant.StartsAt)}.", nameof(grant));
        if (grant.Tables.Count == 0)
            throw new ArgumentException($"{nameof(grant.Tables)} must name a table.", nameof(grant));
        var row = GrantRow.From(grant);

        var before = await session.QuerySingleOrDefaultAsync<GrantRow>($"{Select} WHERE agreement = @Agreement AND product = @Product", row);
        if (before?.State == AgreementStates.ToText(AgreementState.Terminated))
            return new GrantOutcome.Terminated();
        if (before is not null && before.Account != row.Account)
            return new GrantOutcome.OtherAccount(AccountId.Parse(before.Account));
        var existing = await session.QuerySingleOrDefaultAsync<GrantRow>(
            $"{Select} WHERE account = @Account AND product = @Product AND state <> 'terminated' AND agreement <> @Agreement", row);
        if (existing is not null)
        {
            var holder = existing.ToGrant();
            if (holder.EndsAt > clock.GetUtcNow())
                return new GrantOutcome.HeldByAnother(holder.Agreement);
            await UpdateStateAsync(session, holder.Agreement, AgreementState.Terminated);
        }

        await session.ExecuteAsync(
            $"""
            INSERT INTO grants ({GrantRow.Columns}) VALUES (@Agreement, @Account, @Product, @State, @StartsAt, @EndsAt, @Tables)
            ON CONFLICT (agreement, product) DO UPDATE
               SET state = excluded.state, starts_at = excluded.starts_at, ends_at = excluded.ends_at, tables = excluded.tables
            """,
            row);
        await RaiseAsync(session);
        return new GrantOutcome.Stored(existing is null ? null : AgreementId.Parse(existing.Agreement));
    }

    /// <summary>Sets the state of all grants of an agreement.</summary>
    public async Task<StateOutcome> SetStateAsync(IMetastoreWriteSession session, AgreementId agreement, AgreementState state)
    {
        var before = await ListAsync(session, agreement);
        if (before.Count == 0)
            return new StateOutcome.Unknown();
        if (before.All(grant => grant.State == state))
            return new StateOutcome.Unchanged();
        if (before.Any(grant => grant.State == AgreementState.Terminated))
            return new StateOutcome.Terminated();
        await UpdateStateAsync(session, agreement, state);
        await RaiseAsync(session);
        return new StateOutcome.Changed(before[0].State);
    }

    /// <summary>An agreement's grants, by product.</summary>
    public Task<IReadOnlyList<Grant>> ListAsync(IMetastoreSession session, AgreementId agreement) =>
        QueryAsync(session, $"{Select} WHERE agreement = @Agreement ORDER BY product", new { Agreement = agreement.Value });

    /// <summary>All grants, terminated ones too, by agreement and product.</summary>
    public Task<IReadOnlyList<Grant>> ListAsync(IMetastoreSession session) => ListAllAsync(session);

    internal static Task<IReadOnlyList<Grant>> ListAllAsync(IMetastoreSession session) =>
        QueryAsync(session, $"{Select} ORDER BY agreement, product");

    /// <summary>The grants of a product, terminated ones too, by agreement.</summary>
    public Task<IReadOnlyList<Grant>> ListAsync(ProductName product, CancellationToken cancellationToken = default) =>
        metastore.ReadAsync(session => ListAsync(session, product), cancellationToken);

    /// <summary>Whether a product's grants are still these, state and rules included.</summary>
    public async Task<bool> AreCurrentAsync(IMetastoreSession session, ProductName product, IReadOnlyList<Grant> grants)
    {
        var current = await ListAsync(session, product);
        return current.Select(GrantRow.From).ToHashSet().SetEquals(grants.Select(GrantRow.From));
    }

    /// <summary>The grants of a product as a transaction sees them.</summary>
    internal static Task<IReadOnlyList<Grant>> ListAsync(IMetastoreSession session, ProductName product) =>
        QueryAsync(session, $"{Select} WHERE product = @Product ORDER BY agreement", new { Product = product.Value });

    private static async Task<IReadOnlyList<Grant>> QueryAsync(IMetastoreSession session, string sql, object? parameters = null) =>
        [.. (await session.QueryAsync<GrantRow>(sql, parameters)).Select(row => row.ToGrant())];

    private static Task<int> UpdateStateAsync(IMetastoreWriteSession session, AgreementId agreement, AgreementState state) => session.ExecuteAsync(
        "UPDATE grants SET state = @State WHERE agreement = @Agreement",
        new { State = AgreementStates.ToText(state), Agreement = agreement.Value });

    private async Task RaiseAsync(IMetastoreWriteSession session)
    {
        await PolicyVersion.RaiseAsync(session);
        session.OnCommitted(feed.Wake);
    }
}
