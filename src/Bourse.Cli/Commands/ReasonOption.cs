using System.CommandLine;
using Bourse.Exchange;

namespace Bourse.Cli.Commands;

/// <summary><c>--reason TEXT</c> of what takes something away or gives it back.</summary>
internal static class ReasonOption
{
    /// <summary>What a reason that is none is told.</summary>
    public static readonly string Mistake = $"--reason: must have {AuditReason.CharactersMin} to {AuditReason.CharactersMax} characters.";

    public static Option<string> Create()
    {
        var reason = new Option<string>("--reason")
        {
            Description = $"Why, {AuditReason.CharactersMin} to {AuditReason.CharactersMax} characters; for the audit record, never for the client",
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
