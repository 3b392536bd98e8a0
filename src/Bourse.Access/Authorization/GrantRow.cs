using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Metastore;

namespace Bourse.Access.Authorization;

/// <summary>A grant as the table <c>grants</c> holds it. Equal grants have equal rows, whatever the order of their tables.</summary>
internal sealed record GrantRow
{
    public const string Columns = "agreement, account, product, state, starts_at, ends_at, tables";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Agreement { get; init; }

    public required string Account { get; init; }

    public required string Product { get; init; }

    public required string State { get; init; }

    public required long StartsAt { get; init; }

    public required long EndsAt { get; init; }

    /// <summary>One member a table, in the order of their names: <c>{"nav_history":{"fields":[1,2],"filter":{"op":"true"}}}</c>.</summary>
    public required string Tables { get; init; }

    public static GrantRow From(Grant grant) => new()
    {
        Agreement = grant.Agreement.Value,
        Account = grant.Account.Value,
        Product = grant.Product.Value,
        State = AgreementStates.ToText(grant.State),
        StartsAt = MetastoreTime.ToMicroseconds(grant.StartsAt),
        EndsAt = MetastoreTime.ToMicroseconds(grant.EndsAt),
        Tables = WriteTables(grant.Tables),
    };

    public Grant ToGrant() => new()
    {
        Agreement = AgreementId.Parse(Agreement),
        Account = AccountId.Parse(Account),
        Product = ProductName.Parse(Product),
        State = AgreementStates.Parse(State),
        StartsAt = MetastoreTime.FromMicroseconds(StartsAt),
        EndsAt = MetastoreTime.FromMicroseconds(EndsAt),
        Tables = ReadTables(Tables),
    };

    private static string WriteTables(IReadOnlyDictionary<TableName, RuleSet> tables)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            foreach (var (name, rules) in tables.OrderBy(table => table.Key.Value, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name.Value);
                RuleSetJson.Write(writer, rules);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static Dictionary<TableName, RuleSet> ReadTables(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(table => TableName.Parse(table.Name), table => RuleSetJson.Read(table.Value));
    }
}
