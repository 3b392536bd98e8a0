using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>Lists records in the order they were appended, also those that the sequencer has yet to place.</summary>
public sealed class AuditQuery(IMetastore metastore)
{
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
        var found = await session.QueryAsync<BodyRow>(Sql(filter), new
        {
            filter.After,
            Account = filter.Account?.Value,
            Decision = filter.Decision is { } decision ? AuditNames.ToText(decision) : null,
            From = filter.From is { } from ? MetastoreTime.ToMicroseconds(from) : 0,
            To = filter.To is { } to ? MetastoreTime.ToMicroseconds(to) : 0,
            Limit = filter.PageSize + 1,
        });
        var records = found.Take(filter.PageSize).Select(row => AuditRecordJson.Parse(row.Body)).ToList();
        var withPersonal = records.Where(record => (record.AddressCommitment ?? record.EmailCommitment) is not null);
        var personal = (await PersonalValue.ReadAsync(session, withPersonal.Select(record => record.Id)))
            .ToDictionary(value => (value.RecordId, value.Field), value => value.Value);
        return new AuditPage(
            [.. records.Select(record => new AuditRow(
                record, personal.GetValueOrDefault((record.Id, PersonalValue.AddressField)),
                personal.GetValueOrDefault((record.Id, PersonalValue.EmailField))))],
            found.Count > filter.PageSize ? found[filter.PageSize - 1].Sequence : null);
    }

    // Only the conditions that are asked for, so that the database can use an index for them. Both tables hold the same columns, and at
    // any snapshot a record is
    // in exactly one of them.
    private static string Sql(AuditFilter filter)
    {
        var conditions = new List<string>();
        if (filter.After is not null)
            conditions.Add("sequence > @After");
        if (filter.Account is not null)
            conditions.Add("account = @Account");
        if (filter.Decision is not null)
            conditions.Add("decision = @Decision");
        if (filter.From is not null)
            conditions.Add("time >= @From");
        if (filter.To is not null)
            conditions.Add("time < @To");
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        return $"""
            SELECT sequence, body FROM audit_log {where}
            UNION ALL
            SELECT sequence, body FROM audit_pending {where}
            ORDER BY sequence LIMIT @Limit
            """;
    }

    private sealed record BodyRow
    {
        public required long Sequence { get; init; }

        public required string Body { get; init; }
    }
}
