using System.Globalization;
using System.Net;
using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>
/// Erases a person from beside the log: the values that records commit to, and the salts without which the commitments tell nothing. Records and proofs stay as they
/// are. It erases nothing elsewhere: accounts, agreements and backups hold their own.
/// </summary>
public sealed class PersonalErasure(IMetastore metastore)
{
    // Mail addresses are compared without regard to case, as their readers do.
    private const string Matching = "FROM audit_personal WHERE lower(value) = lower(@value)";

    /// <summary>How many values are kept of a person.</summary>
    /// <param name="person">A mail address or a network address.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<long> CountAsync(string person, CancellationToken cancellationToken = default) => metastore.ReadAsync(
        session => session.QuerySingleOrDefaultAsync<long>("SELECT count(*) " + Matching, new { value = Written(person) }), cancellationToken);

    /// <summary>Erases all values that are kept of a person; what is deleted is overwritten in the database.</summary>
    /// <param name="person">A mail address or a network address.</param>
    /// <param name="alongside">What else is done in its transaction when there is any, told how many.</param>
    /// <param name="cancellationToken">Cancels; nothing is half done.</param>
    /// <returns>How many values were erased.</returns>
    public Task<int> EraseAsync(string person, Func<IMetastoreWriteSession, int, Task> alongside, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        return metastore.WriteAsync(
            async session =>
            {
                // Only here: overwriting whatever is deleted would cost every writer.
                var before = await session.QuerySingleOrDefaultAsync<long>("PRAGMA secure_delete");
                await session.ExecuteAsync("PRAGMA secure_delete = ON");
                var count = await session.ExecuteAsync("DELETE " + Matching, new { value = Written(person) });
                await session.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"PRAGMA secure_delete = {before}"));
                if (count > 0)
                    await alongside(session, count);
                return count;
            },
            cancellationToken);
    }

    // As records are made: a network address in its one form.
    private static string Written(string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        return IPAddress.TryParse(person, out var address) ? address.ToString() : person.Trim();
    }
}
