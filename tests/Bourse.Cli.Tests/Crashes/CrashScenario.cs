using Bourse.DuckDb;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>A command that changes an exchange, with the state it starts from.</summary>
internal sealed class CrashScenario : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _command;

    private CrashScenario(string file, Func<string, string[]> command, string? before = null) =>
        (_command, Before) = (command(_folder.File(file)), before ?? _folder.File("before"));

    /// <summary>The data folder that every run gets a copy of; a command may begin without one.</summary>
    public string Before { get; }

    /// <summary>A file becomes a product of a new exchange.</summary>
    public static Task<CrashScenario> FirstRevisionAsync()
    {
        var scenario = new CrashScenario("first.parquet", file => ["publish", file, "--product", "my-product"]);
        scenario.WriteFiles();
        return Task.FromResult(scenario);
    }

    /// <summary>Revision 2 of a product that two clients read, one of them without a column.</summary>
    /// <param name="before">The data folder to make that state in, which may hold a configuration; null for one of its own.</param>
    public static async Task<CrashScenario> SecondRevisionAsync(string? before = null)
    {
        var scenario = new CrashScenario("second.parquet", file => ["publish", file, "--product", "my-product"], before);
        await scenario.PublishFirstAsync();
        await scenario.ApplyAsync("CTR-1.json");
        await scenario.ApplyAsync("CTR-2.json");
        return scenario;
    }

    /// <summary>A second client's agreement.</summary>
    public static async Task<CrashScenario> AgreementAsync()
    {
        var scenario = new CrashScenario("CTR-2.json", file => ["agreements", "apply", file]);
        await scenario.PublishFirstAsync();
        await scenario.ApplyAsync("CTR-1.json");
        return scenario;
    }

    /// <summary>Maintenance of a table that needs all of it.</summary>
    public static Task<CrashScenario> MaintenanceAsync() => OnWornTableAsync(_ => ["table", "maintain", WornTable.Name]);

    /// <summary>Erasure of a subject out of that table and its revisions.</summary>
    public static Task<CrashScenario> ErasureAsync() => OnWornTableAsync(file =>
    [
        "table", "erase", WornTable.Name, "--column", "name", "--values-file", file, "--reason", "asked by the client", "--confirm", WornTable.Name,
        "--break-revisions", "--no-writers",
    ]);

    /// <summary>The command line on a data folder.</summary>
    public string[] Command(string data) => [.. _command, "--data", data];

    /// <summary>A copy of the state before, for one run.</summary>
    public string Copy(string name)
    {
        var to = _folder.File(name);
        CopyTo(to);
        return to;
    }

    /// <summary>Copies the state before to a folder; nothing when there is none.</summary>
    public void CopyTo(string to)
    {
        if (!Directory.Exists(Before))
            return;
        foreach (var folder in Directory.EnumerateDirectories(Before, "*", SearchOption.AllDirectories).Prepend(Before))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(Before, folder)));
        foreach (var file in Directory.EnumerateFiles(Before, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(Before, file)));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<CrashScenario> OnWornTableAsync(Func<string, string[]> command)
    {
        var scenario = new CrashScenario("subject.txt", command);
        scenario.WriteFiles();
        scenario._folder.Write("subject.txt", "subject-7\n");
        await WornTable.MakeAsync(scenario.Before, scenario._folder.File("first.parquet"), scenario._folder.File("second.parquet"));
        return scenario;
    }

    private async Task PublishFirstAsync()
    {
        WriteFiles();
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("publish", _folder.File("first.parquet"), "--product", "my-product", "--data", Before)).ExitCode);
    }

    private async Task ApplyAsync(string agreement)
    {
        var applied = await Cli.RunAsync("agreements", "apply", _folder.File(agreement), "--data", Before);
        Assert.True(applied.ExitCode == ExitCode.Ok, applied.Words);
    }

    private void WriteFiles()
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [_folder.Path] });
        using var connection = database.Connect();
        connection.Execute($"COPY (SELECT 'all' AS part, i AS id, 'old' AS name, 'x' AS secret FROM range(3) t(i)) TO {Sql.Literal(_folder.File("first.parquet"))}");
        connection.Execute(
            $"COPY (SELECT 'all' AS part, i AS id, md5(i::VARCHAR) AS name, 'x' AS secret FROM range(2000) t(i)) TO {Sql.Literal(_folder.File("second.parquet"))}");
        _folder.Write("CTR-1.json", Agreement("CTR-1", "222222222222", "null"));
        _folder.Write("CTR-2.json", Agreement("CTR-2", "333333333333", "\"my_product.secret\""));
    }

    /// <summary>An agreement about the product.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="account">The client.</param>
    /// <param name="hidden">The hidden columns, as JSON.</param>
    public static string Agreement(string number, string account, string hidden) =>
        $$"""
        {
          "ContractNumber": "{{number}}", "Status": "Activated", "AWS_Account_ID__c": "{{account}}", "Client_Name__c": "Client {{account}}",
          "Client_Email__c": "data@client.example", "ADX_Data_Products__c": "my-product", "Authorized_Funds__c": null,
          "Hidden_Columns__c": {{hidden}}, "StartDate": "2024-01-01", "EndDate": "2049-12-31"
        }
        """;
}
