using System.Net;
using Bourse.Access.Identity;
using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>
/// Erases a person from beside the log: the values that records commit to, and the salts without which the commitments tell nothing. Records and proofs stay as they
/// are. It erases nothing elsewhere: accounts, agreements and backups hold their own.
/// </summary>
public sealed class PersonalErasure(IMetastore metastore)
{
    /// <summary>How many values are kept of a person.</summary>
    /// <param name="person">A mail address or a network address.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<long> CountAsync(string person, CancellationToken cancellationToken = default) => metastore.ReadAsync(
        async session =>
        {
            var count = 0L;
            foreach (var value in await SpellingsAsync(session, person))
                count += await session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM audit_personal WHERE value = @value", new { value });
            return count;
        },
        cancellationToken);

    /// <summary>Erases all values that are kept of a person, then has the database's files forget them.</summary>
    /// <param name="person">A mail address or a network address.</param>
    /// <param name="alongside">What else is done in its transaction when there is any, told how many.</param>
    /// <param name="cancellationToken">Cancels; nothing is half done.</param>
    /// <returns>How many values were erased, and what still holds them.</returns>
    /// <exception cref="MetastoreException">The database failed; nothing was erased.</exception>
    public async Task<PersonalErasureOutcome> EraseAsync(string person, Func<IMetastoreWriteSession, int, Task> alongside, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        var count = await metastore.WriteAsync(
            async session =>
            {
                var deleted = 0;
                foreach (var value in await SpellingsAsync(session, person))
                    deleted += await session.ExecuteOverwritingAsync("DELETE FROM audit_personal WHERE value = @value", new { value });
                if (deleted > 0)
                    await alongside(session, deleted);
                return deleted;
            },
            cancellationToken);
        // Also when nothing was found: an earlier erasure may have been cut short here.
        return new PersonalErasureOutcome(count, await ForgetAsync(cancellationToken));
    }

    // The rows are gone for good by now, so that a failure is told beside them and not instead.
    private async Task<string?> ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await metastore.ForgetDeletedAsync(cancellationToken);
        }
        catch (MetastoreException failure)
        {
            return $"free pages of the database, which could not be written anew: {failure.Message}";
        }
    }

    // Compared as readers of mail do, without regard to case, in every script; SQL's lower() knows ASCII alone.
    private static async Task<IReadOnlyList<string>> SpellingsAsync(IMetastoreSession session, string person)
    {
        var written = Written(person);
        var values = await session.QueryAsync<string>("SELECT DISTINCT value FROM audit_personal");
        return [.. values.Where(value => value.Equals(written, StringComparison.OrdinalIgnoreCase))];
    }

    // As records are made: a network address in its one form.
    private static string Written(string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        return IPAddress.TryParse(person, out var address) ? ClientNetwork.Plain(address).ToString() : person.Trim();
    }
}
