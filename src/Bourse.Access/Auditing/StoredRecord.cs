using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>A row of <c>audit_log</c> or <c>audit_pending</c>, read whatever it holds: the database is not trusted to hold what was written to it.</summary>
internal sealed record StoredRecord
{
    /// <summary>What to select of either table.</summary>
    public const string Columns = """
        typeof(sequence) || typeof(time) || typeof(decision) || typeof(body) || typeof(account) AS types, CAST(sequence AS INTEGER) AS sequence,
        CAST(account AS TEXT) AS account, CAST(decision AS TEXT) AS decision, CAST(time AS INTEGER) AS time, CAST(body AS TEXT) AS body
        """;

    /// <summary>The place in the log; 0 for what has none yet.</summary>
    public long Position { get; init; }

    /// <summary>The order in which records were appended.</summary>
    public required long Sequence { get; init; }

    /// <summary>The types of the values, one after another.</summary>
    public required string Types { get; init; }

    /// <summary>The account.</summary>
    public required string? Account { get; init; }

    /// <summary>The decision.</summary>
    public required string Decision { get; init; }

    /// <summary>The time, in microseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The record's text.</summary>
    public required string Body { get; init; }

    /// <summary>
    /// The record at its place, or with no place; null when the row is not as one is written: a value of another type, text that is no record, another place, or an
    /// account, decision or time that is not the record's.
    /// </summary>
    public AuditRecord? Read(long? position)
    {
        if (Types is not ("integerintegertexttexttext" or "integerintegertexttextnull"))
            return null;
        try
        {
            var record = AuditRecordJson.Parse(Body);
            return record.Position == position && IsOf(record.Entry) ? record : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private bool IsOf(AuditEntry entry) =>
        Account == entry.Account?.Value && Decision == AuditNames.ToText(entry.Decision) && Time == MetastoreTime.ToMicroseconds(entry.Time);
}
