using System.Security.Cryptography;
using System.Xml.Linq;
using Bourse.Access.Keys;
using Bourse.Access.Signing;
using Bourse.Cli.Clients;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>
/// A scan that was opened on one revision: the table's keys and the objects it is going to read, with their digests then.
/// </summary>
internal sealed class HeldScan
{
    private readonly ExchangeHttp _http;
    private readonly SigningCredentials _keys;
    private readonly Dictionary<string, string> _digests = [];

    private HeldScan(ExchangeHttp http, SigningCredentials keys) => (_http, _keys) = (http, keys);

    /// <summary>How many objects it reads.</summary>
    public int Objects => _digests.Count;

    /// <summary>Loads the table as an engine does, and lists and reads its objects with the keys that come with it.</summary>
    public static async Task<HeldScan> OpenAsync(ExchangeHttp http, SecretText token, string product, string table,
        CancellationToken cancellation)
    {
        using var loaded = await http.LoadTableAsync(product, table, token, cancellation);
        loaded.EnsureSuccessStatusCode();
        var vended = VendedTable.Read(await loaded.Content.ReadAsStringAsync(cancellation));
        var scan = new HeldScan(http, vended.Keys);
        var prefix = vended.Location[$"s3://{product}/".Length..] + "/";
        var listing = new Uri(http.Addresses.Storage, $"/{product}?list-type=2&prefix={Uri.EscapeDataString(prefix)}");
        using var listed = await http.GetSignedAsync(listing, "s3", vended.Keys, cancellation);
        listed.EnsureSuccessStatusCode();
        var page = XDocument.Parse(await listed.Content.ReadAsStringAsync(cancellation));
        foreach (var key in page.Descendants().Where(element => element.Name.LocalName == "Key").Select(element => element.Value))
            scan._digests[key] = await scan.DigestAsync(product, key, cancellation);
        return scan;
    }

    /// <summary>Reads every object again with the same keys.</summary>
    /// <returns>How many are not what they were.</returns>
    public async Task<int> CountChangedAsync(string product, CancellationToken cancellation)
    {
        var changed = 0;
        foreach (var (key, digest) in _digests)
            changed += await DigestAsync(product, key, cancellation) == digest ? 0 : 1;
        return changed;
    }

    /// <summary>One object of it, for probing.</summary>
    public string AnyKey => _digests.Keys.First();

    private async Task<string> DigestAsync(string product, string key, CancellationToken cancellation)
    {
        using var answer = await _http.GetSignedAsync(_http.Addresses.Object(product, key), "s3", _keys, cancellation);
        return answer.IsSuccessStatusCode
            ? Convert.ToHexStringLower(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(cancellation)))
            : $"HTTP {(int)answer.StatusCode}";
    }
}
