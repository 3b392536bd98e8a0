using System.Diagnostics;
using Bourse.Bench.Measuring;

namespace Bourse.Bench.Serving;

/// <summary>
/// What a client gets from a running exchange: tables loaded a second, and an object's bytes beside nginx with a file of the same size.
/// </summary>
internal static class ServingBenchmark
{
    private const int Downloads = 21;
    private const double Megabyte = 1_000_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options, Rate rate)
    {
        using var server = await ServerUnderTest.ConnectAsync(options);
        var figures = new List<Figure>();
        foreach (var underWay in new[] { 1, 16 })
            figures.Add(new Figure(
                $"loadTable, {underWay} under way", await rate.OfTasksAsync(underWay, _ => server.LoadTableAsync()), "tables/s", "vended keys, HTTP/1.1, loopback"));
        var files = await server.QuerySharedAsync();
        figures.Add(new Figure(
            FormattableString.Invariant($"Delta Sharing query of a table of {files:#,##0} files"),
                await rate.OfTasksAsync(1, _ => server.QuerySharedAsync()), "queries/s",
            "links and statistics of every file, HTTP/1.1, loopback"));
        figures.Add(await DownloadAsync(server));
        return figures;
    }

    private static async Task<Figure> DownloadAsync(ServerUnderTest server)
    {
        var (key, length) = await server.LargestObjectAsync();
        using var nginx = await NginxPeer.TryStartAsync(length);
        var (ours, theirs) = (new List<double>(), new List<double>());
        // In turns, and each first in every other round, so that both meet the same machine. The first round warms up.
        for (var round = 0; round <= Downloads; round++)
        {
            var peer = 0.0;
            if (nginx is not null && round % 2 == 1)
                peer = await RateOfAsync(server.Http, new HttpRequestMessage(HttpMethod.Get, nginx.File), length);
            var own = await RateOfAsync(server.Http, server.GetRequest(key), length);
            if (nginx is not null && round % 2 == 0)
                peer = await RateOfAsync(server.Http, new HttpRequestMessage(HttpMethod.Get, nginx.File), length);
            if (round == 0)
                continue;
            ours.Add(own);
            theirs.Add(peer);
        }
        return new Figure(
            FormattableString.Invariant($"GET of an object of {length / Megabyte:0.0} MB"), Median(ours), "MB/s", "signed, 1 connection, loopback",
            nginx is null ? null : new PeerFigure("nginx, the same number of bytes from a file", Median(theirs)));
    }

    private static async Task<double> RateOfAsync(HttpClient http, HttpRequestMessage request, long length)
    {
        using (request)
        {
            var clock = Stopwatch.StartNew();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            var buffer = new byte[1 << 18];
            var read = 0L;
            for (int count; (count = await body.ReadAsync(buffer)) > 0;)
                read += count;
            return read == length ? read / Megabyte / clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"Expected {length} bytes, got {read}.");
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
