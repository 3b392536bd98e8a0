using System.Text.RegularExpressions;

namespace Bourse.Storage.S3;

/// <summary>The rule for names of buckets (Amazon S3 User Guide, "General purpose bucket naming rules"), as far as it protects a request's path and host.</summary>
internal static partial class S3BucketName
{
    public static bool IsValid(string? name) => name is not null && Form().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
