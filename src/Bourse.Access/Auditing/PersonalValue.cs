using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>A personal value that is kept outside the log, with the salt of its commitment. Deleting it erases the person and leaves the log as it is.</summary>
internal sealed record PersonalValue
{
    /// <summary>The field of a network address.</summary>
    public const string AddressField = "address";

    /// <summary>The field of a mail address.</summary>
    public const string EmailField = "email";

    private const string Sql = """
        SELECT record_id, CAST(field AS TEXT) AS field, CAST(salt AS BLOB) AS salt, CAST(value AS TEXT) AS value FROM audit_personal WHERE record_id IN @Ids
        """;
    private const int IdsMax = 500;

    /// <summary>The record it belongs to.</summary>
    public required string RecordId { get; init; }

    /// <summary>Which value it is: <see cref="AddressField"/> or <see cref="EmailField"/>.</summary>
    public required string Field { get; init; }

    /// <summary>The salt of its commitment.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>The value.</summary>
    public required string Value { get; init; }

    /// <summary>Its commitment; see <see cref="Auditing.Commitment"/>.</summary>
    public string Commitment => Auditing.Commitment.Of(Salt, Field, Value);

    /// <summary>Whether this very value is what a record commits to in this field.</summary>
    public bool IsCommittedBy(AuditRecord record) => Commitment == Field switch
    {
        AddressField => record.AddressCommitment,
        EmailField => record.EmailCommitment,
        _ => null,
    };

    /// <summary>What is kept for these records; nothing for those that were erased or never had any.</summary>
    public static async Task<IReadOnlyList<PersonalValue>> ReadAsync(IMetastoreSession session, IEnumerable<string> recordIds)
    {
        var values = new List<PersonalValue>();
        foreach (var ids in recordIds.Chunk(IdsMax))
            values.AddRange(await session.QueryAsync<PersonalValue>(Sql, new { Ids = ids }));
        return values;
    }
}
