using System.Net.Sockets;
using System.Text;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Hosting;

/// <summary>Bytes on the wire that no client library would send.</summary>
[Collection(WorldCollection.Name)]
public sealed class HostileRequestsTests(WorldFixture fixture)
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("\u0001\u0002\u0003\r\n\r\n", 400)]
    [InlineData("GET http://other.example/portfolio-analytics HTTP/1.1\r\nHost: other.example\r\n\r\n", 400)]
    [InlineData("GET /portfolio-analytics/%zz HTTP/1.1\r\nHost: a\r\n\r\n", 403)]
    [InlineData("GET /portfolio-analytics/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 403)]
    [InlineData("GET /portfolio-analytics/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=%", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 999999999\r\n\r\n", 413)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 403)]
    public async Task The_AWS_endpoint_refuses_it(string request, int status) => await AssertStatusAsync(fixture.World.Server.AwsAddress, request, status);

    [Theory]
    [InlineData("GET /products/..%2f..%2fkeys HTTP/1.1\r\nHost: a\r\n\r\n", 404)]
    [InlineData("GET /products/%2e%2e/keys HTTP/1.1\r\nHost: a\r\n\r\n", 404)]
    [InlineData("GET /products/.index.html.new HTTP/1.1\r\nHost: a\r\n\r\n", 404)]
    [InlineData("GET /iceberg/v1/config HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \r\n\r\n", 401)]
    [InlineData("GET /iceberg/v1/config HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\n\r\n", 401)]
    [InlineData("GET /iceberg/v1/config HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", 400)]
    [InlineData("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 401)]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", 401)]
    public async Task The_open_endpoint_refuses_it(string request, int status) => await AssertStatusAsync(fixture.World.Server.OpenAddress, request, status);

    [Fact]
    public async Task Headers_over_the_limit_end_the_connection()
    {
        var request = $"GET / HTTP/1.1\r\nHost: a\r\nX-Long: {new string('x', 40_000)}\r\n\r\n";
        await AssertStatusAsync(fixture.World.Server.OpenAddress, request, 431);
    }

    private static async Task AssertStatusAsync(Uri listener, string request, int status)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(listener.Host, listener.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var line = await reader.ReadLineAsync();
        Assert.Equal($"HTTP/1.1 {status}", line?[..Math.Min(12, line.Length)]);
    }
}
