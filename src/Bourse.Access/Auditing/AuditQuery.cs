using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>Lists records in the order they were appended, also those that the sequencer has yet to place.</summary>
public sealed class AuditQuery(IMetastore metastore)
{
    // Both tables hold the same columns; a record is in exactly one of them at any snapshot.
    private const string Sql = """
        SELECT sequence, body FROM (
            SELECT sequence, time, account, decision, body FROM audit_log
            UNION ALL
            SELECT sequence, time, account, decision, body FROM audit_pending) AS records
         WHERE sequence > @After
           AND (@Account IS NULL OR account = @Account)
           AND (@Decision IS NULL OR decision = @Decision)
           AND time >= @From AND time < @To
         ORDER BY sequence LIMIT @Limit
        """;

    private const string PersonalSql = "SELECT record_id, field, value FROM audit_personal WHERE record_id IN @Ids";
    private const int IdsMax = 500;

    /// <summary>A page of the records that a filter admits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to 10,000.</exception>
    public Task<AuditPage> ListAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.PageSize, 1, nameof(filter));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.PageSize, AuditFilter.PageSizeMax, nameof(filter));
        return metastore.ReadAsync(session => ReadAsync(session, filter), cancellationToken);
    }

    private static async Task<AuditPage> ReadAsync(IMetastoreSession session, AuditFilter filter)
    {
        var found = await session.QueryAsync<BodyRow>(Sql, new
        {
            After = filter.After ?? 0,
            Account = filter.Account?.Value,
            Decision = filter.Decision is { } decision ? AuditNames.ToText(decision) : null,
            From = filter.From is { } from ? MetastoreTime.ToMicroseconds(from) : long.MinValue,
            To = filter.To is { } to ? MetastoreTime.ToMicroseconds(to) : long.MaxValue,
            Limit = filter.PageSize + 1,
        });
        var records = found.Take(filter.PageSize).Select(row => AuditRecordJson.Parse(row.Body)).ToList();
        var personal = new Dictionary<(string Id, string Field), string>();
        foreach (var ids in records.Where(record => (record.AddressCommitment ?? record.EmailCommitment) is not null).Select(record => record.Id).Chunk(IdsMax))
            foreach (var row in await session.QueryAsync<PersonalRow>(PersonalSql, new { Ids = ids }))
                personal[(row.RecordId, row.Field)] = row.Value;
        return new AuditPage(
            [.. records.Select(record => new AuditRow(
                record, personal.GetValueOrDefault((record.Id, "address")), personal.GetValueOrDefault((record.Id, "email"))))],
            found.Count > filter.PageSize ? found[filter.PageSize - 1].Sequence : null);
    }

    private sealed record BodyRow
    {
        public required long Sequence { get; init; }

        public required string Body { get; init; }
    }

    private sealed record PersonalRow
    {
        public required string RecordId { get; init; }

        public required string Field { get; init; }

        public required string Value { get; init; }
    }
}
