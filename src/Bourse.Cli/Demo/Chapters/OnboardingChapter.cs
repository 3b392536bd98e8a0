using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Bourse.Access.Keys;
using Bourse.Cli.Clients;
using Bourse.Cli.Demo.Processes;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Agreements;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>Two signed agreements arrive; each client activates its access from the welcome message and attaches its own engine.</summary>
internal static partial class OnboardingChapter
{
    public static async Task RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        world.Steps.Chapter("Two signed agreements arrive");
        foreach (var file in world.Pack.Agreements)
        {
            var json = await File.ReadAllBytesAsync(file, cancellation);
            if (AgreementReader.Read(json, world.Clock) is not AgreementParse.Valid { Document: var agreement })
                throw new CommandFailedException($"{file} is not an agreement that can be applied.");
            await OnboardAsync(world, agreement, json, cancellation);
        }
    }

    private static async Task OnboardAsync(DemoWorld world, AgreementDocument agreement, byte[] json, CancellationToken cancellation)
    {
        var accepted = world.Clock.GetTimestamp();
        var welcome = "";
        await world.Steps.RunAsync($"{agreement.Number}: onboard {agreement.ClientName}", async () =>
        {
            var outcome = await world.Node.Exchange.Onboarding.ApplyAsync(json, DemoWorld.Actor, cancellation);
            if (outcome is not ApplyOutcome.Applied applied)
                throw new DemoStepFailedException(outcome is ApplyOutcome.Rejected rejected ? string.Join(" ", rejected.Mistakes)
                    : "it was applied before");
            welcome = applied.Welcome.File;
            return $"{applied.Grants.Count} products granted; welcome message {Path.GetFileName(welcome)}";
        });

        var folder = world.Folder.Client(agreement.Number.Value);
        var credentialFile = Path.Combine(folder, "credential");
        var http = new ExchangeHttp(world.Addresses, world.Clock);
        ClientCredential? credential = null;
        await world.Steps.RunAsync($"{agreement.ClientName}: activate with the one-time link", async () =>
        {
            credential = await ActivateAsync(http, welcome, cancellation);
            credential.Write(credentialFile);
            return $"client {credential.Id}; the link works once";
        });

        IDemoClient engine = world.Request.Client == DemoClientKind.Chdb
            ? ClickHouseClient.Start(world.Addresses, credentialFile, folder)
            : new AwsCliClient(http, credential!, folder);
        var client = new DemoClient(agreement, credential!, http, engine) { CredentialFile = credentialFile, Folder = folder };
        world.Clients.Add(client);
        await world.Steps.RunAsync($"{agreement.ClientName}: first live query with {engine.Engine}", async () =>
        {
            var rows = await engine.QueryAsync(
                $"SELECT fund_id, count(*) AS observations FROM {engine.Table(DemoWorld.Product, DemoWorld.NavTable)} GROUP BY fund_id "
                    + $"ORDER BY fund_id", cancellation);
            var elapsed = (long)world.Clock.GetElapsedTime(accepted).TotalMilliseconds;
            world.Report.AgreementToFirstQueryMs ??= elapsed;
            DemoStepFailedException.Unless(rows.Values.Count == agreement.FundIds.Count,
                $"{rows.Values.Count} funds, {agreement.FundIds.Count} expected.");
            return string.Create(CultureInfo.InvariantCulture, $"{rows.Values.Count} funds; {elapsed} ms since the agreement was accepted");
        });
    }

    private static async Task<ClientCredential> ActivateAsync(ExchangeHttp http, string welcome, CancellationToken cancellation)
    {
        var link = LinkInMessage().Match(await File.ReadAllTextAsync(welcome, cancellation));
        DemoStepFailedException.Unless(link.Success, "the welcome message holds no activation link.");
        var address = new Uri(link.Value);
        var token = address.Query["?token=".Length..];
        var (status, page) = await PostAsync(http, address, token, cancellation);
        var id = ClientIdOnPage().Match(page);
        var secret = ClientSecretOnPage().Match(page);
        DemoStepFailedException.Unless(status == HttpStatusCode.OK && id.Success
            && secret.Success, $"activation answered HTTP {(int)status}.");
        var (again, _) = await PostAsync(http, address, token, cancellation);
        DemoStepFailedException.Unless(again == HttpStatusCode.Gone, $"the used link answered HTTP {(int)again}, not 410.");
        return new ClientCredential(WebUtility.HtmlDecode(id.Groups[1].Value),
            new SecretText(WebUtility.HtmlDecode(secret.Groups[1].Value)));
    }

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(ExchangeHttp http, Uri address, string token,
        CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent([new("token", token), new("choice", "client_secret")]);
        using var answer = await http.PostAsync(new Uri(address, "/activate"), form, null, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    [GeneratedRegex(@"https?://\S+/activate\?token=[A-Za-z0-9_.~-]+", RegexOptions.CultureInvariant)]
    private static partial Regex LinkInMessage();

    [GeneratedRegex("id=\"client_id\">([^<]+)<", RegexOptions.CultureInvariant)]
    private static partial Regex ClientIdOnPage();

    [GeneratedRegex("id=\"client_secret\">([^<]+)<", RegexOptions.CultureInvariant)]
    private static partial Regex ClientSecretOnPage();
}
