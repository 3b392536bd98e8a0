using System.Diagnostics;

namespace Bourse.Access.Authorization;

/// <summary>The names under which states are stored.</summary>
internal static class AgreementStates
{
    public static string ToText(AgreementState state) => state switch
    {
        AgreementState.Active => "active",
        AgreementState.Paused => "paused",
        AgreementState.Suspended => "suspended",
        AgreementState.Terminated => "terminated",
        _ => throw new UnreachableException(),
    };

    public static AgreementState Parse(string text) => text switch
    {
        "active" => AgreementState.Active,
        "paused" => AgreementState.Paused,
        "suspended" => AgreementState.Suspended,
        "terminated" => AgreementState.Terminated,
        _ => throw new FormatException($"'{text}' is no state of an agreement."),
    };
}
