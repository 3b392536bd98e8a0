using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Signing;
using Bourse.Bench.Measuring;

namespace Bourse.Bench.Access;

/// <summary>
/// SigV4 verifications of S3 GET requests with a range, of one session and of a thousand; beside botocore, which signs the same.
/// </summary>
internal static class SignatureBenchmark
{
    private const int Sessions = 1000;
    private const string Region = "us-east-1";

    public static IReadOnlyList<Figure> Run(AccessUnderTest access, Rate rate, TimeSpan length)
    {
        var authenticator = new SigV4Authenticator(access.Sessions, new SigV4Options { Region = Region }, TimeProvider.System);
        var requests = Enumerable.Range(0, Sessions).Select(number => Signed(access.Sessions.Issue(
            access.Callers[number].Principal, 1, new SessionScope.WholeAccount(), TimeSpan.FromHours(1)))).ToArray();
        var botocore = PythonPeer.Measure(PythonPeer.Botocore, length, access.Folder) is { } signatures ? new PeerFigure("botocore signing (Python)", signatures) : null;
        return
        [
            new("SigV4 verifications, 1 session", rate.OfCalls(_ => Verify(authenticator, requests[0])), "verifications/s", "1 core, GET with range", botocore),
            new("SigV4 verifications, 1,000 sessions", rate.OfCalls(n => Verify(authenticator, requests[n % Sessions])), "verifications/s", "1 core, GET with range"),
        ];
    }

    private static SigV4Request Signed(SessionCredentials session)
    {
        var request = new SigV4Request
        {
            Method = "GET",
            RawPath = "/portfolio-analytics/nav_history/0b6f5a52/data/5f1d9c2e.parquet",
            RawQuery = "",
            Headers = [new("Host", "127.0.0.1:9000"), new("Range", "bytes=4-65535"), new("User-Agent", "bench")],
            Body = default,
        };
        var credentials = new SigningCredentials(session.AccessKeyId, session.SecretAccessKey, session.SessionToken);
        var signer = new SigV4Signer(credentials, Region, "s3", TimeProvider.System);
        return request with { Headers = [.. request.Headers, .. signer.Sign(request)] };
    }

    private static void Verify(SigV4Authenticator authenticator, SigV4Request request)
    {
        if (authenticator.Authenticate(request) is not SigV4Outcome.Valid)
            throw new InvalidOperationException("A good signature was refused.");
    }
}
