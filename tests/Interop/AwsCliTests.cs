using System.Text.Json;
using Bourse.Access.Keys;
using Bourse.DuckDb;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

[Collection(InteropCollection.Name)]
public sealed class AwsCliTests(WorldFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-aws-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ToolFact("aws")]
    public async Task Products_are_buckets_and_their_objects_are_listed_and_copied()
    {
        var world = fixture.World;
        Assert.EndsWith(" portfolio-analytics\n", (await world.AwsAsync(world.Hedge, "s3", "ls")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal("PRE nav_history/", (await world.AwsAsync(world.Hedge, "s3", "ls", "s3://portfolio-analytics")).Succeeded().Trim());
        var listed = (await world.AwsAsync(world.Hedge, "s3", "ls", "s3://portfolio-analytics", "--recursive")).Succeeded()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        (await world.AwsAsync(world.Hedge, "s3", "sync", "s3://portfolio-analytics", _folder)).Succeeded();
        foreach (var file in listed)
            Assert.Equal(long.Parse(file[2]), new FileInfo(Path.Combine(_folder, file[3])).Length);
        Assert.Equal(listed.Count, Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Count());

        var parquet = listed.First(file => file[3].EndsWith(".parquet", StringComparison.Ordinal))[3];
        var copy = Path.Combine(_folder, "copy.parquet");
        (await world.AwsAsync(world.Hedge, "s3", "cp", $"s3://portfolio-analytics/{parquet}", copy)).Succeeded();
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, parquet)), await File.ReadAllBytesAsync(copy));
    }

    [ToolFact("aws")]
    public async Task A_presigned_link_opens_its_object_without_keys_and_no_other()
    {
        var world = fixture.World;
        var key = (await world.AwsAsync(world.Hedge, "s3api", "list-objects-v2", "--bucket", "portfolio-analytics", "--query", "Contents[-1].Key", "--output", "text"))
            .Succeeded().Trim();
        var link = (await world.AwsAsync(world.Hedge, "s3", "presign", $"s3://portfolio-analytics/{key}", "--expires-in", "60")).Succeeded().Trim();
        using var get = await fixture.Http.GetAsync(new Uri(link));
        var copy = Path.Combine(_folder, "linked");
        (await world.AwsAsync(world.Hedge, "s3", "cp", $"s3://portfolio-analytics/{key}", copy)).Succeeded();
        Assert.Equal(200, (int)get.StatusCode);
        Assert.Equal(await File.ReadAllBytesAsync(copy), await get.Content.ReadAsByteArrayAsync());
        using var other = await fixture.Http.GetAsync(new Uri(link.Replace(key, key + "x", StringComparison.Ordinal)));
        Assert.Equal(403, (int)other.StatusCode);
    }

    [ToolFact("aws")]
    public async Task What_a_client_can_copy_holds_its_own_rows_and_columns_and_nothing_else()
    {
        var world = fixture.World;
        (await world.AwsAsync(world.Hedge, "s3", "sync", "s3://portfolio-analytics", _folder)).Succeeded();
        using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [_folder] });
        using var connection = database.Connect();
        using var funds = connection.Query($"SELECT DISTINCT fund_id FROM read_parquet({Sql.Literal(_folder + "/**/*.parquet")}) ORDER BY 1");
        Assert.Equal(["HEDGE-1", "HEDGE-2"], funds.Chunks().SelectMany(chunk => Enumerable.Range(0, chunk.RowCount).Select(row => chunk.GetString(0, row))));
        using var columns = connection.Query($"SELECT * FROM read_parquet({Sql.Literal(_folder + "/**/*.parquet")}) LIMIT 0");
        Assert.Equal(["fund_id", "valid_date", "known_at", "nav"], columns.Columns.Select(column => column.Name));
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("desk_note", text);
            Assert.DoesNotContain("FUND-NOBODY", text);
            Assert.DoesNotContain("PENSION-1", text);
        }
    }

    [ToolFact("aws")]
    public async Task A_web_identity_becomes_keys_and_the_keys_say_who_they_are()
    {
        var world = fixture.World;
        using var assumed = JsonDocument.Parse((await ToolRun.RunAsync("aws", [
            "--endpoint-url", WorldClients.Address(world.Server.AwsAddress), "sts", "assume-role-with-web-identity", "--role-arn", world.Hedge.RoleArn,
            "--role-session-name", "desk-7", "--web-identity-token", world.Hedge.Token, "--duration-seconds", "900"])).Succeeded());
        var keys = assumed.RootElement.GetProperty("Credentials");
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = keys.GetProperty("AccessKeyId").GetString()!,
            ["AWS_SECRET_ACCESS_KEY"] = keys.GetProperty("SecretAccessKey").GetString()!,
            ["AWS_SESSION_TOKEN"] = keys.GetProperty("SessionToken").GetString()!,
        };
        using var identity = JsonDocument.Parse((await ToolRun.RunAsync(
            "aws", ["--endpoint-url", WorldClients.Address(world.Server.AwsAddress), "sts", "get-caller-identity"], environment: environment)).Succeeded());
        Assert.Equal("222222222222", identity.RootElement.GetProperty("Account").GetString());
        Assert.EndsWith(":assumed-role/client/desk-7", assumed.RootElement.GetProperty("AssumedRoleUser").GetProperty("Arn").GetString(), StringComparison.Ordinal);
    }

    [ToolFact("aws")]
    public async Task A_session_policy_confines_keys_to_one_table()
    {
        var world = fixture.World;
        const string policy = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"],
             "Resource": ["arn:aws:s3:::portfolio-analytics/nav_history/*", "arn:aws:s3:::portfolio-analytics"]}}
            """;
        using var assumed = JsonDocument.Parse((await world.AwsAsync(
            world.Hedge, "sts", "assume-role", "--role-arn", world.Hedge.RoleArn, "--role-session-name", "desk-7", "--policy", policy)).Succeeded());
        string Field(string name) => assumed.RootElement.GetProperty("Credentials").GetProperty(name).GetString()!;
        var confined = world.Hedge with
        {
            Keys = world.Hedge.Keys with
            {
                AccessKeyId = Field("AccessKeyId"), SecretAccessKey = new SecretText(Field("SecretAccessKey")), SessionToken = Field("SessionToken"),
            },
        };
        Assert.Contains("nav_history/", (await world.AwsAsync(confined, "s3", "ls", "s3://portfolio-analytics", "--recursive")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("(AccessDenied)", (await world.AwsAsync(confined, "s3", "ls")).Errors, StringComparison.Ordinal);
        Assert.Contains("(AccessDenied)", (await world.AwsAsync(confined, "sts", "get-session-token")).Errors, StringComparison.Ordinal);
    }

    [ToolFact("aws")]
    public async Task Writes_foreign_roles_and_unknown_products_are_refused_in_words_the_tool_understands()
    {
        var world = fixture.World;
        var file = Path.Combine(_folder, "x");
        await File.WriteAllTextAsync(file, "x");
        Assert.Contains("(AccessDenied)", (await world.AwsAsync(world.Hedge, "s3", "cp", file, "s3://portfolio-analytics/x")).Errors, StringComparison.Ordinal);
        Assert.Contains("(AccessDenied)", (await world.AwsAsync(world.Hedge, "s3", "ls", "s3://unknown-product")).Errors, StringComparison.Ordinal);
        var foreign = await world.AwsAsync(
            world.Hedge, "sts", "assume-role-with-web-identity", "--role-arn", world.Pension.RoleArn, "--role-session-name", "desk-7",
            "--web-identity-token", world.Hedge.Token);
        Assert.Contains("(AccessDenied)", foreign.Errors, StringComparison.Ordinal);
    }
}
