using System.Diagnostics.CodeAnalysis;

namespace Bourse.Access.Signing;

/// <summary>A credential as the protocol writes it: <c>ASIA…/20261120/us-east-1/s3/aws4_request</c>.</summary>
internal sealed record SignatureScope(string AccessKeyId, string Date, string Region, string Service)
{
    private const int PartLengthMax = 128;
    private const int DateLength = 8;

    public static bool TryParse(string text, [NotNullWhen(true)] out SignatureScope? scope)
    {
        scope = null;
        var parts = text.Split('/');
        if (parts is not [var accessKey, var date, var region, var service, SigV4Names.ScopeEnd]) return false;
        if (!IsWord(accessKey) || !IsWord(region) || !IsWord(service)) return false;
        if (date.Length != DateLength || date.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        scope = new SignatureScope(accessKey, date, region, service);
        return true;
    }

    public override string ToString() => $"{AccessKeyId}/{Date}/{Region}/{Service}/{SigV4Names.ScopeEnd}";

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= PartLengthMax && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
