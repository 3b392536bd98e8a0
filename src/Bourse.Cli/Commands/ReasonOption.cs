using System.CommandLine;
using Bourse.Exchange;

namespace Bourse.Cli.Commands;

/// <summary><c>--reason TEXT</c> of what takes something away or gives it back.</summary>
internal static class ReasonOption
{
    /// <summary>What a reason that is none is told.</summary>
    public static readonly string Mistake = $"--reason: must have {AuditReason.CharactersMin} to {AuditReason.CharactersMax} characters.";

    public static Option<string> Create() => Create("for the audit record, never for the client");

    /// <summary>The same where clients are told.</summary>
    public static Option<string> ForClients() => Create("for clients, and for the audit record");

    private static Option<string> Create(string readers)
    {
        var reason = new Option<string>("--reason")
        {
            Description = $"Why, {AuditReason.CharactersMin} to {AuditReason.CharactersMax} characters; {readers}",
            HelpName = "TEXT",
            Required = true,
        };
        reason.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !AuditReason.IsValid(result.Tokens[0].Value))
                result.AddError(Mistake);
        });
        return reason;
    }
}
