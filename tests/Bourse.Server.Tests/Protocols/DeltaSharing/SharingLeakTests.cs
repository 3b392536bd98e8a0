using Bourse.Projection.Tests.Support;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.DeltaSharing;

/// <summary>Everything that the protocol gives a client, taken apart to its last byte, holds nothing of hidden columns and of others' rows.</summary>
public sealed class SharingLeakTests(SharingWorld shared) : IClassFixture<SharingWorld>
{
    [Fact]
    public async Task No_line_no_header_and_no_file_of_any_version_holds_what_is_forbidden()
    {
        var (nav, parts, files) = (SharingWorld.NavPath, new List<byte[]>(), 0);
        foreach (var capabilities in new[] { "responseformat=parquet", "responseformat=delta" })
        {
            foreach (var (target, body) in new (string, string?)[]
            {
                ("/delta-sharing/shares", null), ("/delta-sharing/shares/portfolio-analytics/all-tables", null), (nav + "/metadata", null), (nav + "/query", "{}"),
                (nav + "/query", """{"version":1}"""), (nav + "/query", """{"startingVersion":1}"""), (nav + "/changes?startingVersion=1", null),
                (nav + "/query", """{"predicateHints":["fund_id = 'FUND-NOBODY'"]}"""),
            })
            {
                using var answer = await shared.SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, target, body, capabilities);
                var text = await answer.Content.ReadAsStringAsync();
                parts.Add(System.Text.Encoding.UTF8.GetBytes(answer.ToString() + text));
                foreach (var url in text.Split('"').Where(part => part.StartsWith("http", StringComparison.Ordinal)))
                {
                    parts.AddRange(Decoder.Parts(await shared.DownloadAsync(url)));
                    files++;
                }
            }
        }
        Assert.True(files >= 20);
        // What may be seen is found where it is, so what may not be seen would be.
        Assert.True(Decoder.Holds(parts, Decoder.Bytes("HEDGE-2")));
        Assert.True(Decoder.Holds(parts, Decoder.Bytes("update_preimage")));
        Assert.All(
            new[] { WorldLake.HiddenColumnMarker, WorldLake.ForbiddenFund, "PENSION-1", "desk_note", "gold/nav_history" },
            forbidden => Assert.False(Decoder.Holds(parts, Decoder.Bytes(forbidden)), forbidden));
    }

    [Fact]
    public async Task Whether_others_rows_match_a_hint_changes_nothing()
    {
        var texts = new List<string>();
        foreach (var fund in new[] { "FUND-NOBODY", "FUND-THAT-IS-NOT" })
        {
            var lines = await shared.LinesAsync(SharingWorld.NavPath + "/query", $$"""{"version":1,"predicateHints":["fund_id = '{{fund}}'"]}""");
            texts.Add(string.Join('\n', lines.Select(line => line["file"] is { } file ? (string)file["id"]! : line.ToJsonString())));
        }
        Assert.Equal(texts[0], texts[1]);
    }
}
