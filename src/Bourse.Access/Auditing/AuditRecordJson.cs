using System.Globalization;
using System.Text;
using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Iceberg;

namespace Bourse.Access.Auditing;

/// <summary>
/// Records as JSON, one line each; the bytes of the line are what is hashed. Text from outside is escaped to ASCII, so that no name can
/// pass
/// for something else. <c>docs/audit-log.md</c> describes the members.
/// </summary>
public static class AuditRecordJson
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The record without its position, as nodes append it.</summary>
    public static string Write(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        using var buffer = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteMembers(writer, record, record.Entry);
            writer.WriteEndObject();
        }
        return Encoding.ASCII.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Reads a record, with or without its position.</summary>
    /// <exception cref="FormatException">The text is not a record.</exception>
    public static AuditRecord Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new FormatException("The line is no audit record: " + e.Message, e);
        }
    }

    /// <summary>A time as records carry it: of one length, so that texts compare as times do.</summary>
    internal static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static void WriteMembers(Utf8JsonWriter writer, AuditRecord record, AuditEntry entry)
    {
        writer.WriteString("id", record.Id);
        writer.WriteString("time", TimeText(entry.Time));
        writer.WriteString("kind", AuditNames.ToText(entry.Kind));
        WriteOptional(writer, "account", entry.Account?.Value);
        WriteOptional(writer, "principal", entry.Principal);
        WriteOptional(writer, "session", entry.Session);
        writer.WriteString("action", entry.Action);
        writer.WriteString("resource", entry.Resource);
        writer.WriteString("decision", AuditNames.ToText(entry.Decision));
        WriteOptional(writer, "reason", entry.Reason);
        if (entry.PolicyVersion is { } version)
            writer.WriteNumber("policyVersion", version);
        WriteOptional(writer, "agreement", entry.Agreement?.Value);
        writer.WriteString("protocol", entry.Protocol);
        writer.WriteString("requestId", entry.RequestId);
        WriteOptional(writer, "addressCommitment", record.AddressCommitment);
        WriteOptional(writer, "emailCommitment", record.EmailCommitment);
        if (entry.Usage is { } usage)
            WriteUsage(writer, usage);
        if (entry.Count != 1)
            writer.WriteNumber("count", entry.Count);
    }

    private static void WriteUsage(Utf8JsonWriter writer, AuditUsage usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("requests", usage.Requests);
        writer.WriteNumber("bytes", usage.Bytes);
        writer.WriteStartArray("ranges");
        foreach (var range in usage.Ranges)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(range.Start);
            writer.WriteNumberValue(range.End);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static AuditRecord Read(JsonElement record) => new()
    {
        Id = Required(record, "id"),
        Position = Number(record, "position"),
        AddressCommitment = Text(record, "addressCommitment"),
        EmailCommitment = Text(record, "emailCommitment"),
        Entry = new AuditEntry
        {
            Time = DateTimeOffset.ParseExact(
                Required(record, "time"), TimeFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            Kind = AuditNames.ParseKind(Required(record, "kind")),
            Account = Text(record, "account") is { } account ? AccountId.Parse(account) : null,
            Principal = Text(record, "principal"),
            Session = Text(record, "session"),
            Action = Required(record, "action"),
            Resource = Required(record, "resource"),
            Decision = AuditNames.ParseDecision(Required(record, "decision")),
            Reason = Text(record, "reason"),
            PolicyVersion = Number(record, "policyVersion"),
            Agreement = Text(record, "agreement") is { } agreement ? AgreementId.Parse(agreement) : null,
            Protocol = Required(record, "protocol"),
            RequestId = Required(record, "requestId"),
            Usage = record.TryGetProperty("usage", out var usage) ? ReadUsage(usage) : null,
            Count = Number(record, "count") ?? 1,
        },
    };

    private static AuditUsage ReadUsage(JsonElement usage) => new(
        usage.GetProperty("requests").GetInt64(),
        usage.GetProperty("bytes").GetInt64(),
        usage.GetProperty("ranges").EnumerateArray().Select(range => new ByteRange(range[0].GetInt64(), range[1].GetInt64())).ToValueList());

    private static string Required(JsonElement record, string name) =>
        record.GetProperty(name).GetString() ?? throw new FormatException($"The line is no audit record: {name} is null.");

    private static string? Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long? Number(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetInt64() : null;
}
