using System.Text.Json;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Cli.Clients;

/// <summary>A table as the catalogue hands it out: where it is, and keys that open its files.</summary>
/// <param name="Location">The table's location, such as <c>s3://product/table-0f3a</c>.</param>
/// <param name="MetadataLocation">Where its metadata file is.</param>
/// <param name="Keys">The keys.</param>
internal sealed record VendedTable(string Location, string MetadataLocation, SigningCredentials Keys)
{
    /// <summary>Reads the answer of <see cref="ExchangeHttp.LoadTableAsync"/>.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="KeyNotFoundException">It lacks a member.</exception>
    public static VendedTable Read(string json)
    {
        using var body = JsonDocument.Parse(json);
        var config = body.RootElement.GetProperty("config");
        string Config(string name) => config.GetProperty(name).GetString()!;
        return new VendedTable(
            body.RootElement.GetProperty("metadata").GetProperty("location").GetString()!,
            body.RootElement.GetProperty("metadata-location").GetString()!,
            new SigningCredentials(Config("s3.access-key-id"), new SecretText(Config("s3.secret-access-key")), Config("s3.session-token")));
    }
}
