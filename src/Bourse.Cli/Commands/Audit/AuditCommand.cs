using System.CommandLine;

namespace Bourse.Cli.Commands.Audit;

/// <summary><c>bourse audit</c></summary>
internal static class AuditCommand
{
    public static Command Create(CommandContext context) => new("audit", "List, verify and export the audit log, and erase persons from beside it")
    {
        ListAuditCommand.Create(context),
        VerifyAuditCommand.Create(context),
        CheckpointAuditCommand.Create(context),
        EraseAuditCommand.Create(context),
    };
}
