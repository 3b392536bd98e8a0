using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Identity;
using Bourse.Metastore;

namespace Bourse.Access.Principals;

/// <summary>Accounts and their principals. It knows no agreement and no credential.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one store; which of its queries needs the clock is no affair of theirs.")]
public sealed class AccountStore(TimeProvider time)
{
    private const int NameLengthMax = 200;
    private const int ContactLengthMax = 320;

    /// <summary>Makes an account with the principal <see cref="Principal.ClientName"/>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="account">The account.</param>
    /// <param name="name">Its name, 1 to 200 characters.</param>
    /// <param name="contact">Its e-mail address, 1 to 320 characters.</param>
    /// <returns>False when the account exists; it is left as it is.</returns>
    public async Task<bool> CreateAsync(IMetastoreWriteSession session, AccountId account, string name, string contact)
    {
        RequireText(name, NameLengthMax, nameof(name));
        RequireText(contact, ContactLengthMax, nameof(contact));
        if (await FindAsync(session, account) is not null) return false;
        await session.ExecuteAsync(
            "INSERT INTO accounts (account_id, name, contact, created_at) VALUES (@account, @name, @contact, @now)",
            new { account = account.Value, name, contact, now = MetastoreTime.ToMicroseconds(time.GetUtcNow()) });
        await session.ExecuteAsync(
            "INSERT INTO principals (account_id, name, epoch, enabled) VALUES (@account, @principal, 1, 1)",
            new { account = account.Value, principal = Principal.ClientName });
        await PolicyVersion.RaiseAsync(session);
        return true;
    }

    /// <summary>An account, or null.</summary>
    public async Task<Account?> FindAsync(IMetastoreSession session, AccountId account)
    {
        var row = await session.QuerySingleOrDefaultAsync<AccountRow>(
            "SELECT account_id, name, contact, created_at FROM accounts WHERE account_id = @account", new { account = account.Value });
        return row?.ToAccount();
    }

    /// <summary>All accounts, by id.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(IMetastoreSession session)
    {
        var rows = await session.QueryAsync<AccountRow>("SELECT account_id, name, contact, created_at FROM accounts ORDER BY account_id");
        return [.. rows.Select(row => row.ToAccount())];
    }

    /// <summary>A principal's state, or null.</summary>
    public async Task<PrincipalState?> FindPrincipalAsync(IMetastoreSession session, Principal principal)
    {
        var row = await session.QuerySingleOrDefaultAsync<PrincipalRow>(
            "SELECT account_id, name, epoch, enabled FROM principals WHERE account_id = @account AND name = @name",
            new { account = principal.Account.Value, name = principal.Name });
        return row?.ToState();
    }

    /// <summary>The state of every principal, by account and name: what a policy snapshot holds.</summary>
    public async Task<IReadOnlyList<PrincipalState>> ListPrincipalsAsync(IMetastoreSession session)
    {
        var rows = await session.QueryAsync<PrincipalRow>(
            "SELECT account_id, name, epoch, enabled FROM principals ORDER BY account_id, name");
        return [.. rows.Select(row => row.ToState())];
    }

    /// <summary>Ends every session and token of a principal: raises its epoch and the policy version.</summary>
    /// <returns>The new epoch.</returns>
    /// <exception cref="InvalidOperationException">There is no such principal.</exception>
    public async Task<long> BumpEpochAsync(IMetastoreWriteSession session, Principal principal)
    {
        await ChangeAsync(session, principal, "epoch = epoch + 1");
        return (await FindPrincipalAsync(session, principal))!.Epoch;
    }

    /// <summary>Lets a principal act, or ends its sessions and keeps it from acting.</summary>
    /// <exception cref="InvalidOperationException">There is no such principal.</exception>
    public Task SetEnabledAsync(IMetastoreWriteSession session, Principal principal, bool enabled) =>
        ChangeAsync(session, principal, enabled ? "enabled = 1" : "enabled = 0, epoch = epoch + 1");

    private static async Task ChangeAsync(IMetastoreWriteSession session, Principal principal, string assignment)
    {
        var changed = await session.ExecuteAsync(
            $"UPDATE principals SET {assignment} WHERE account_id = @account AND name = @name",
            new { account = principal.Account.Value, name = principal.Name });
        if (changed != 1) throw new InvalidOperationException($"There is no principal {principal}.");
        await PolicyVersion.RaiseAsync(session);
    }

    private static void RequireText(string text, int lengthMax, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        if (text.Length > lengthMax || text.Any(char.IsControl))
            throw new ArgumentException($"At most {lengthMax} characters, none of them a control character.", parameter);
    }

    private sealed record AccountRow
    {
        public required string AccountId { get; init; }

        public required string Name { get; init; }

        public required string Contact { get; init; }

        public required long CreatedAt { get; init; }

        public Account ToAccount() => new(Identity.AccountId.Parse(AccountId), Name, Contact, MetastoreTime.FromMicroseconds(CreatedAt));
    }

    private sealed record PrincipalRow
    {
        public required string AccountId { get; init; }

        public required string Name { get; init; }

        public required long Epoch { get; init; }

        public required long Enabled { get; init; }

        public PrincipalState ToState() => new(new Principal(Identity.AccountId.Parse(AccountId), Name), Epoch, Enabled == 1);
    }
}
