using System.CommandLine;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary>The option <c>--limit</c>.</summary>
internal static class LimitOption
{
    public static Option<long?> Create()
    {
        var limit = new Option<long?>("--limit") { Description = "The most rows to show", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && long.TryParse(token.Value, out var rows) && rows < 0)
                result.AddError("--limit: must be 0 or more.");
        });
        return limit;
    }
}
