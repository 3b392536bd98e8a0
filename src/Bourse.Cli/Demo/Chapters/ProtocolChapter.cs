using System.Net;
using Bourse.Cli.Demo.Processes;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>The same data by other protocols: the AWS command line with keys from STS, and the signed product interface.</summary>
internal static class ProtocolChapter
{
    private const string UnknownFund = "MER-NO-SUCH-FUND";

    public static async Task RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        world.Steps.Chapter("The same by other protocols");
        await AwsAsync(world, cancellation);
        await FundAsync(world, cancellation);
        await world.Steps.RunAsync($"{world.Followed.Name}: keep the audit log's checkpoint", async () =>
        {
            using var answer = await world.Followed.Http.GetAsync(world.Addresses.Api("/v2/audit/checkpoint"), cancellation);
            DemoStepFailedException.Unless(answer.StatusCode == HttpStatusCode.OK,
                $"the checkpoint answered HTTP {(int)answer.StatusCode}.");
            world.Followed.KeptCheckpoint = await answer.Content.ReadAsStringAsync(cancellation);
            await File.WriteAllTextAsync(Path.Combine(world.Followed.Folder, "checkpoint.txt"), world.Followed.KeptCheckpoint,
                cancellation);
            return $"{world.Followed.KeptCheckpoint.Split('\n')[1]} records are signed";
        });
    }

    private static async Task AwsAsync(DemoWorld world, CancellationToken cancellation)
    {
        if (!await AwsCli.IsInstalledAsync(world.Folder.Root, cancellation))
        {
            world.Steps.Show("  – aws s3 ls: not shown, the AWS command line is not installed");
            return;
        }
        var listing = "";
        await world.Steps.RunAsync("aws s3 ls, keys by AssumeRoleWithWebIdentity", async () =>
        {
            var client = world.Followed;
            var aws = await AwsCli.SignInAsync(client.Http, client.Credential, client.Folder, cancellation);
            listing = await aws.RunAsync(["s3", "ls", $"s3://{DemoWorld.Product}/", "--recursive"], cancellation);
            var objects = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            DemoStepFailedException.Unless(objects.Length > 0, "the bucket lists no object.");
            var key = objects.Select(line => line[line.IndexOf(DemoWorld.NavTable, StringComparison.Ordinal)..]).First(name =>
                name.Contains("/data/", StringComparison.Ordinal));
            var copy = Path.Combine(client.Folder, "copy.parquet");
            await aws.RunAsync(["s3", "cp", $"s3://{DemoWorld.Product}/{key}", copy, "--only-show-errors"], cancellation);
            return $"{objects.Length} objects listed, one copied ({new FileInfo(copy).Length} bytes)";
        });
    }

    private static async Task FundAsync(DemoWorld world, CancellationToken cancellation)
    {
        var client = world.Followed;
        var own = client.Agreement.FundIds[0];
        var others = world.Other.Agreement.FundIds.First(fund => !client.Agreement.FundIds.Contains(fund));
        await world.Steps.RunAsync("GET /v2/funds/{fundId}/nav, signed (execute-api)", async () =>
        {
            var keys = await client.KeysAsync(await client.TokenAsync(cancellation), cancellation);
            var answers = new List<(HttpStatusCode Status, string Body)>();
            foreach (var fund in new[] { own, others, UnknownFund })
            {
                using var answer = await client.Http.GetSignedAsync(world.Addresses.Api($"/v2/funds/{fund}/nav"), "execute-api", keys,
                    cancellation);
                // The request's id is its own; everything else must not tell the two refusals apart.
                var id = answer.Headers.TryGetValues("x-request-id", out var ids) ? ids.First() : "";
                answers.Add((answer.StatusCode,
                    (await answer.Content.ReadAsStringAsync(cancellation)).Replace(id, "", StringComparison.Ordinal)));
            }
            DemoStepFailedException.Unless(answers[0].Status == HttpStatusCode.OK, $"{own} answered HTTP {(int)answers[0].Status}.");
            DemoStepFailedException.Unless(
                answers[1].Status == HttpStatusCode.Forbidden && answers[2].Status == HttpStatusCode.Forbidden
                    && answers[1].Body == answers[2].Body,
                $"{others} answered HTTP {(int)answers[1].Status}, an unknown fund HTTP {(int)answers[2].Status}; both must be the same "
                    + $"403.");
            return $"200 for {own}; one and the same 403 for {others} and for a fund that does not exist";
        });
    }
}
