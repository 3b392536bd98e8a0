using System.Globalization;
using System.Text.Json;
using Bourse.Access.Keys;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

/// <summary>One folder of aws-c-auth's signing suite, version 4.</summary>
internal sealed record SigV4Vector
{
    public const string Folder = "vectors/sigv4-aws-c-auth/tests/aws-signing-test-suite/v4";

    public required string Path { get; init; }

    public required string AccessKeyId { get; init; }

    public required string Secret { get; init; }

    public required string? Token { get; init; }

    public required bool OmitsToken { get; init; }

    public required bool DeclaresBody { get; init; }

    public required bool Normalizes { get; init; }

    public required string Region { get; init; }

    public required string Service { get; init; }

    public required TimeSpan PresignedFor { get; init; }

    public required DateTimeOffset Time { get; init; }

    public SigV4ServiceRules Rules => SigV4ServiceRules.Standard with { NormalizesPath = Normalizes };

    public SigV4Options Options => new() { Region = Region, Services = new Dictionary<string, SigV4ServiceRules> { [Service] = Rules } };

    public static TheoryData<string> Names()
    {
        var data = new TheoryData<string>();
        if (SharedData.Find(Folder) is not { } folder) return data;
        foreach (var path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal)) data.Add(System.IO.Path.GetFileName(path));
        return data;
    }

    public static SigV4Vector Read(string name)
    {
        var path = System.IO.Path.Combine(SharedData.Find(Folder)!, name);
        using var context = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(path, "context.json")));
        var root = context.RootElement;
        var credentials = root.GetProperty("credentials");
        return new SigV4Vector
        {
            Path = path,
            AccessKeyId = credentials.GetProperty("access_key_id").GetString()!,
            Secret = credentials.GetProperty("secret_access_key").GetString()!,
            Token = credentials.TryGetProperty("token", out var token) ? token.GetString() : null,
            OmitsToken = root.TryGetProperty("omit_session_token", out var omits) && omits.GetBoolean(),
            DeclaresBody = root.GetProperty("sign_body").GetBoolean(),
            Normalizes = root.GetProperty("normalize").GetBoolean(),
            Region = root.GetProperty("region").GetString()!,
            Service = root.GetProperty("service").GetString()!,
            PresignedFor = TimeSpan.FromSeconds(root.GetProperty("expiration_in_seconds").GetInt32()),
            Time = DateTimeOffset.Parse(root.GetProperty("timestamp").GetString()!, CultureInfo.InvariantCulture),
        };
    }

    public string Text(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    public SigV4Authenticator Authenticator(DateTimeOffset? at = null) =>
        new(new FixedKey(AccessKeyId, Secret, Token), Options, new ManualTime(at ?? Time));

    /// <summary>With the token the vector signs; none where it is added after signing.</summary>
    public SigV4Signer Signer() =>
        new(new SigningCredentials(AccessKeyId, new SecretText(Secret), OmitsToken ? null : Token), Region, Service, new ManualTime(Time), Rules);
}
