using System.Runtime.CompilerServices;
using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>
/// Lists records in the order they were appended, also those that the sequencer has yet to place. It reads the tables by their keys and selects by what the records
/// themselves say, which is what is signed: an index that was made to leave rows out, or a column that was changed, hides nothing. Whether the records are what was
/// signed is <see cref="Verifying.AuditDatabase"/>'s part.
/// </summary>
public sealed class AuditQuery(IMetastore metastore)
{
    private static readonly AuditCursor s_start = new(-1, 0);

    /// <summary>All records that a filter admits, page by page, each page as of the time it is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to 10,000.</exception>
    /// <exception cref="MetastoreException">A row is not as one is written; the message says to verify the log.</exception>
    public async IAsyncEnumerable<AuditRow> ReadAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var page = await ListAsync(filter, cancellationToken); ; page = await ListAsync(filter with { After = page.Next }, cancellationToken))
        {
            foreach (var row in page.Rows)
                yield return row;
            if (page.Next is null)
                yield break;
        }
    }

    /// <summary>A page of the records that a filter admits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to 10,000.</exception>
    /// <exception cref="MetastoreException">A row is not as one is written; the message says to verify the log.</exception>
    public Task<AuditPage> ListAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.PageSize, 1, nameof(filter));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.PageSize, AuditFilter.PageSizeMax, nameof(filter));
        return metastore.ReadAsync(session => ReadAsync(session, filter), cancellationToken);
    }

    private static async Task<AuditPage> ReadAsync(IMetastoreSession session, AuditFilter filter)
    {
        var after = filter.After ?? s_start;
        var parameters = new
        {
            after.Position,
            after.Sequence,
            Kind = filter.Kind is { } kind ? $"\"kind\":\"{AuditNames.ToText(kind)}\"" : "",
            Account = $"\"account\":\"{filter.Account}\"",
            Decision = filter.Decision is { } decision ? $"\"decision\":\"{AuditNames.ToText(decision)}\"" : "",
            From = filter.From is { } from ? AuditRecordJson.TimeText(from) : "",
            To = filter.To is { } to ? AuditRecordJson.TimeText(to) : "",
            Limit = filter.PageSize + 1,
        };
        var found = await session.QueryAsync<StoredRecord>(
            $"SELECT position, {StoredRecord.Columns} FROM audit_log NOT INDEXED WHERE position > @Position AND {Admitted(filter)} ORDER BY position LIMIT @Limit",
            parameters);
        var (placed, waiting) = (found.Count, filter.PageSize + 1 - found.Count);
        if (waiting > 0)
        {
            found =
            [
                .. found,
                .. await session.QueryAsync<StoredRecord>(
                    $"SELECT {StoredRecord.Columns} FROM audit_pending WHERE {Admitted(filter)} ORDER BY sequence LIMIT @Limit", parameters with { Limit = waiting }),
            ];
        }

        var rows = found.Take(filter.PageSize).ToList();
        var records = rows.Select((row, at) => row.Read(at < placed ? row.Position : null) ?? throw Damaged(row, at < placed)).ToList();
        var withPersonal = records.Where(record => (record.AddressCommitment ?? record.EmailCommitment) is not null);
        var personal = (await PersonalValue.ReadAsync(session, withPersonal.Select(record => record.Id)))
            .ToDictionary(value => (value.RecordId, value.Field), value => value.Value);
        return new AuditPage(
            [.. records.Select(record => new AuditRow(
                record, personal.GetValueOrDefault((record.Id, PersonalValue.AddressField)),
                personal.GetValueOrDefault((record.Id, PersonalValue.EmailField))))],
            found.Count > filter.PageSize ? new AuditCursor(rows.Take(placed).LastOrDefault()?.Position ?? after.Position, rows[^1].Sequence) : null);
    }

    // At any snapshot a record is in exactly one of the two tables. Members of a record stand in it once and quotes within their values are escaped, so a member is
    // found by its text. A row whose body is no text is not passed over: it is told.
    private static string Admitted(AuditFilter filter)
    {
        var conditions = new List<string>();
        if (filter.Kind is not null)
            conditions.Add("instr(body, @Kind) > 0");
        if (filter.Account is not null)
            conditions.Add("instr(body, @Account) > 0");
        if (filter.Decision is not null)
            conditions.Add("instr(body, @Decision) > 0");
        const string time = "substr(body, instr(body, '\"time\":\"') + 8, 27)";
        if (filter.From is not null)
            conditions.Add($"{time} >= @From");
        if (filter.To is not null)
            conditions.Add($"{time} < @To");
        return conditions.Count == 0 ? "sequence > @Sequence" : $"sequence > @Sequence AND (typeof(body) <> 'text' OR ({string.Join(" AND ", conditions)}))";
    }

    private static MetastoreException Damaged(StoredRecord row, bool isPlaced) => new(
        MetastoreErrorKind.Corrupt,
        $"The audit log cannot be listed: the row of {(isPlaced ? $"record {row.Position}" : $"number {row.Sequence} of those that wait to be signed")} is not as one is "
        + "written. Run 'bourse audit verify': it says what was changed.");
}
