using System.Globalization;
using Bourse.Access.Credentials;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.Sts;

/// <summary>Reads the parameters of <c>AssumeRoleWithWebIdentity</c>; their values are judged where sessions are issued.</summary>
internal static class AssumeRoleParameters
{
    private const int TokenLengthMax = 20_000;
    private static readonly string[] Unsupported = ["Policy", "PolicyArns.member.1.arn", "ProviderId"];

    /// <summary>The request, or an error that names the parameter that is missing, not a number, or not offered.</summary>
    public static (RoleSessionRequest? Request, StsError? Error) Read(Parameters parameters)
    {
        // A session policy that was ignored would leave a session wider than its owner asked for.
        if (Unsupported.FirstOrDefault(parameters.Has) is { } unsupported)
            return (null, StsError.Validation($"{unsupported} is not supported; leave it out."));
        foreach (var required in new[] { "RoleArn", "RoleSessionName", "WebIdentityToken" })
        {
            if (string.IsNullOrEmpty(parameters[required]))
                return (null, StsError.Validation($"{required} is missing."));
        }
        if (parameters["WebIdentityToken"]!.Length > TokenLengthMax)
            return (null, StsError.Validation($"WebIdentityToken must have at most {TokenLengthMax} characters."));
        int? seconds = null;
        if (parameters["DurationSeconds"] is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                return (null, StsError.Validation("DurationSeconds must be a whole number of seconds."));
            seconds = parsed;
        }
        return (new RoleSessionRequest
        {
            RoleArn = parameters["RoleArn"]!,
            RoleSessionName = parameters["RoleSessionName"]!,
            WebIdentityToken = parameters["WebIdentityToken"]!,
            DurationSeconds = seconds,
        }, null);
    }
}
