using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Hosting;

/// <summary>Which address the audit log has of an activation that came through proxies.</summary>
[Collection(WorldCollection.Name)]
public sealed class ForwardedAddressTests(WorldFixture fixture)
{
    private const string Proxy = "127.0.0.2";

    // One for all: a client has few keys, and to register one again changes nothing.
    private static readonly string PublicKey = NewPublicKey();

    [Theory(Timeout = 30_000)]
    [InlineData(Proxy, "203.0.113.9", "203.0.113.9")]
    [InlineData(Proxy, "203.0.113.10:51000", "203.0.113.10")]
    [InlineData(Proxy, "::ffff:203.0.113.11", "203.0.113.11")]
    [InlineData(Proxy, "198.51.100.66, 203.0.113.12", "203.0.113.12")]
    [InlineData(Proxy, "198.51.100.66, 203.0.113.13, 127.0.0.2", "203.0.113.13")]
    [InlineData(Proxy, null, Proxy)]
    [InlineData(Proxy, "no address", Proxy)]
    [InlineData("127.0.0.3", "203.0.113.14", "127.0.0.3")]
    public async Task It_is_the_last_one_that_no_trusted_proxy_has_and_nobody_elses_word_for_it(string peer, string? forwardedFor, string recorded)
    {
        await using var server = await fixture.World.StartServerAsync(options => options with { TrustedProxies = [IPNetwork.Parse($"{Proxy}/32")] });
        var token = await fixture.World.NewActivationTokenAsync(fixture.World.Hedge);
        var form = $"token={token}&choice=public_key&public_key={Uri.EscapeDataString(PublicKey)}";
        var forwarded = forwardedFor is null ? "" : $"X-Forwarded-For: {forwardedFor}\r\n";

        using var connection = await RawConnection.OpenAsync(peer, server.OpenAddress);
        await connection.SendAsync(string.Create(CultureInfo.InvariantCulture, $"""
            POST /activate HTTP/1.1
            Host: a
            Connection: close
            Content-Type: application/x-www-form-urlencoded
            Content-Length: {form.Length}

            """).ReplaceLineEndings("\r\n") + $"{forwarded}\r\n{form}");
        await connection.EndedAsync();

        Assert.Equal(recorded, await AddressOfLastActivationAsync());
    }

    private static string NewPublicKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private Task<string?> AddressOfLastActivationAsync() => fixture.World.Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<string>(
        """
        SELECT value FROM audit_personal p
          JOIN (SELECT sequence, body FROM audit_pending UNION ALL SELECT sequence, body FROM audit_log) r ON instr(r.body, p.record_id) > 0
         WHERE p.field = 'address' AND instr(r.body, '"activate-account"') > 0
         ORDER BY r.sequence DESC LIMIT 1
        """));
}
