using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

/// <summary>Any changed byte of what is signed, or of the signature, is refused. Each byte of each part is changed in two ways.</summary>
public sealed class SigV4MutationTests
{
    // Vectors whose every byte matters: no white space to fold, no path to normalise.
    private static readonly string[] ExactVectors =
        ["get-vanilla-with-session-token", "get-vanilla-query-order-encoded", "get-utf8", "post-header-value-case", "post-x-www-form-urlencoded"];

    public static TheoryData<string> S3 => S3DocumentationVectorTests.Requests;

    public static TheoryData<string, string> Standard
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in ExactVectors)
            {
                data.Add(name, "header-signed-request.txt");
                data.Add(name, "query-signed-request.txt");
            }
            return data;
        }
    }

    [SharedDataTheory(S3DocumentationVectors.File)]
    [MemberData(nameof(S3))]
    public void Any_changed_byte_of_an_S3_request_is_refused(string name) =>
        AssertNoMutationPasses(S3DocumentationVectors.Authenticator(), S3DocumentationVectors.Request(name));

    [SharedDataTheory(SigV4Vector.Folder)]
    [MemberData(nameof(Standard))]
    public void Any_changed_byte_of_another_request_is_refused(string name, string file)
    {
        var vector = SigV4Vector.Read(name);
        AssertNoMutationPasses(vector.Authenticator(), RawRequest.Parse(vector.Text(file)));
    }

    private static void AssertNoMutationPasses(SigV4Authenticator authenticator, SigV4Request request)
    {
        Assert.IsType<SigV4Outcome.Valid>(authenticator.Authenticate(request));
        var tried = 0;
        foreach (var (what, mutated) in Mutations(request))
        {
            Assert.True(authenticator.Authenticate(mutated) is SigV4Outcome.Failed, $"accepted with {what}");
            tried++;
        }
        Assert.True(tried > 300, $"only {tried} mutations");
    }

    private static IEnumerable<(string What, SigV4Request Request)> Mutations(SigV4Request request)
    {
        foreach (var text in Changed(request.Method)) yield return ($"method {text}", request with { Method = text });
        foreach (var text in Changed(request.RawPath).Concat(Slashes(request.RawPath))) yield return ($"path {text}", request with { RawPath = text });
        foreach (var text in Changed(request.RawQuery)) yield return ($"query {text}", request with { RawQuery = text });
        for (var index = 0; index < request.Headers.Count; index++)
        {
            var (name, value) = request.Headers[index];
            foreach (var text in Changed(value)) yield return ($"{name}: {text}", request with { Headers = Replace(request.Headers, index, new(name, text)) });
            foreach (var text in Changed(name)) yield return ($"name {text}", request with { Headers = Replace(request.Headers, index, new(text, value)) });
            yield return ($"no {name}", request with { Headers = [.. request.Headers.Where((_, other) => other != index)] });
            yield return ($"{name} twice", request with { Headers = [.. request.Headers, request.Headers[index]] });
        }
        // A presigned S3 request does not cover the body: nothing to change there.
        var coversBody = request.Headers.Any(header => string.Equals(header.Key, "x-amz-content-sha256", StringComparison.OrdinalIgnoreCase)) || request.Body.Length > 0;
        if (!coversBody) yield break;
        yield return ("a longer body", request with { Body = (byte[])[.. request.Body.Span, 0] });
        for (var index = 0; index < request.Body.Length; index++)
        {
            var body = request.Body.ToArray();
            body[index] ^= 1;
            yield return ($"body byte {index}", request with { Body = body });
        }
    }

    private static IEnumerable<string> Changed(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            yield return text[..index] + (text[index] is 'x' or 'X' ? 'y' : 'x') + text[(index + 1)..];
            yield return text[..index] + (char)(text[index] ^ 1) + text[(index + 1)..];
            // The spaces of an Authorization header are optional, and so is the equals sign of a parameter without value.
            if (text[index] != ' ' && !(text[index] == '=' && index == text.Length - 1)) yield return text[..index] + text[(index + 1)..];
        }
        yield return text + "x";
    }

    // The first slash of a path cannot be encoded: it would be no path.
    private static IEnumerable<string> Slashes(string path)
    {
        for (var index = 1; index < path.Length; index++)
        {
            if (path[index] == '/') yield return path[..index] + "%2F" + path[(index + 1)..];
        }
    }

    private static KeyValuePair<string, string>[] Replace(IReadOnlyList<KeyValuePair<string, string>> headers, int index, KeyValuePair<string, string> header)
    {
        KeyValuePair<string, string>[] copy = [.. headers];
        copy[index] = header;
        return copy;
    }
}
