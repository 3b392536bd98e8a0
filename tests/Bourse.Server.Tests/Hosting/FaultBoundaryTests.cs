using System.Text;
using Bourse.Metastore;
using Bourse.Server.Hosting;
using Bourse.Server.Protocols.Iceberg;
using Bourse.Server.Protocols.OAuth;
using Bourse.Server.Protocols.Products;
using Bourse.Server.Protocols.S3;
using Bourse.Server.Protocols.Sts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Server.Tests.Hosting;

public sealed class FaultBoundaryTests
{
    private const string EngineText = "IO Error: /var/lib/secret/path SELECT * FROM hidden";

    private static readonly (string Name, object Shape)[] Shapes =
    [
        ("s3", S3ErrorShape.Instance), ("sts", StsErrorShape.Instance), ("iceberg", IcebergErrorShape.Instance), ("oauth", OAuthErrorShape.Instance),
        ("problem", ProblemShape.Instance),
    ];

    public static TheoryData<string> Protocols => [.. Shapes.Select(shape => shape.Name)];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_failure_becomes_a_500_that_holds_nothing_of_it(string protocol)
    {
        var (status, body, _) = await FailAsync(protocol, new InvalidOperationException(EngineText));
        Assert.Equal(500, status);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("SELECT", body, StringComparison.Ordinal);
        Assert.DoesNotContain("at Bourse", body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_metastore_that_fails_becomes_a_503_with_a_time_to_try_again(string protocol)
    {
        var (status, body, headers) = await FailAsync(protocol, new MetastoreException(MetastoreErrorKind.Busy, EngineText));
        Assert.Equal(503, status);
        Assert.Equal("1", headers.RetryAfter);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Equal("ID", headers["x-request-id"]);
        Assert.False(headers.ContainsKey("ETag"));
    }

    private static async Task<(int Status, string Body, IHeaderDictionary Headers)> FailAsync(string protocol, Exception failure)
    {
        var shape = (IErrorShape)Shapes.Single(s => s.Name == protocol).Shape;
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        context.Response.Headers["x-request-id"] = "ID";
        context.Response.Headers.ETag = "\"of an answer that never came\"";
        await new FaultBoundary(NullLogger<FaultBoundary>.Instance).InvokeAsync(context, _ => throw failure, shape);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers);
    }
}
