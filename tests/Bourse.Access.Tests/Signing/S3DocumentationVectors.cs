using System.Globalization;
using System.Text.Json;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

/// <summary>The examples of S3's API reference, each request rebuilt from its canonical form.</summary>
internal static class S3DocumentationVectors
{
    public const string File = "vectors/sigv4-s3-docs-rederived/s3_sigv4_docs_examples.json";
    public const string AccessKeyId = "AKIAIOSFODNN7EXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    public const string Scope = "20130524/us-east-1/s3/aws4_request";

    public static readonly DateTimeOffset Time = DateTimeOffset.Parse("2013-05-24T00:00:00Z", CultureInfo.InvariantCulture);

    /// <summary>The body of the one example that has one.</summary>
    private const string PutBody = "Welcome to Amazon S3.";

    public static IReadOnlyList<(string Name, string? CanonicalRequest, string StringToSign, string Signature)> Read()
    {
        if (SharedData.Find(File) is not { } path) return [];
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(path));
        return
        [
            .. document.RootElement.GetProperty("cases").EnumerateArray().Select(element => (
                element.GetProperty("name").GetString()!,
                element.TryGetProperty("canonicalRequest", out var canonical) ? canonical.GetString() : null,
                element.GetProperty("stringToSign").GetString()!,
                element.GetProperty("signature").GetString()!)),
        ];
    }

    public static SigV4Request Request(string name)
    {
        var (_, canonical, _, signature) = Read().Single(example => example.Name == name);
        var lines = canonical!.Split('\n');
        var headers = lines[3..^3].Select(line => line.Split(':', 2)).Select(parts => new KeyValuePair<string, string>(parts[0], parts[1])).ToList();
        var presigned = lines[2].Contains("X-Amz-Algorithm", StringComparison.Ordinal);
        if (!presigned)
        {
            headers.Add(new(
                "Authorization", $"AWS4-HMAC-SHA256 Credential={AccessKeyId}/{Scope},SignedHeaders={lines[^2]},Signature={signature}"));
        }
        return new SigV4Request
        {
            Method = lines[0],
            RawPath = lines[1],
            RawQuery = presigned ? $"{lines[2]}&X-Amz-Signature={signature}" : lines[2],
            Headers = headers,
            Body = name == "put-object" ? System.Text.Encoding.UTF8.GetBytes(PutBody) : default(ReadOnlyMemory<byte>),
        };
    }

    public static SigV4Authenticator Authenticator(DateTimeOffset? at = null) =>
        new(new FixedKey(AccessKeyId, Secret, null), new SigV4Options { Region = "us-east-1" }, new ManualTime(at ?? Time));
}
