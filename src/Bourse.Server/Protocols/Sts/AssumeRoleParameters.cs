using System.Globalization;
using Bourse.Access.Credentials;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.Sts;

/// <summary>Reads the parameters of STS's ways to session keys; their values are judged where sessions are issued.</summary>
internal static class AssumeRoleParameters
{
    private const int TokenLengthMax = 20_000;
    private static readonly string[] OwnRoleUnsupported = ["PolicyArns.member.1.arn", "SerialNumber", "TokenCode", "ProvidedContexts.member.1.ContextAssertion"];
    private static readonly string[] SessionTokenUnsupported = ["SerialNumber", "TokenCode"];
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
        var (seconds, mistake) = Duration(parameters);
        if (mistake is not null)
            return (null, mistake);
        return (new RoleSessionRequest
        {
            RoleArn = parameters["RoleArn"]!,
            RoleSessionName = parameters["RoleSessionName"]!,
            WebIdentityToken = parameters["WebIdentityToken"]!,
            DurationSeconds = seconds,
        }, null);
    }

    /// <summary>
    /// The parameters of <c>AssumeRole</c>, or an error. <c>ExternalId</c> and tags are read past, as in AWS where no trust policy asks for them: the caller's own role
    /// is the only one.
    /// </summary>
    public static (OwnRoleRequest? Request, StsError? Error) ReadOwnRole(Parameters parameters)
    {
        if (OwnRoleUnsupported.FirstOrDefault(parameters.Has) is { } unsupported)
            return (null, StsError.Validation($"{unsupported} is not supported; leave it out."));
        foreach (var required in new[] { "RoleArn", "RoleSessionName" })
        {
            if (string.IsNullOrEmpty(parameters[required]))
                return (null, StsError.Validation($"{required} is missing."));
        }
        var (seconds, mistake) = Duration(parameters);
        return mistake is not null ? (null, mistake) : (new OwnRoleRequest
        {
            RoleArn = parameters["RoleArn"]!,
            RoleSessionName = parameters["RoleSessionName"]!,
            DurationSeconds = seconds,
            Policy = parameters["Policy"],
        }, null);
    }

    /// <summary>The duration that <c>GetSessionToken</c> asks for, or an error.</summary>
    public static (int? Seconds, StsError? Error) ReadSessionToken(Parameters parameters) =>
        SessionTokenUnsupported.FirstOrDefault(parameters.Has) is { } unsupported
            ? (null, StsError.Validation($"{unsupported} is not supported; leave it out."))
            : Duration(parameters);

    private static (int? Seconds, StsError? Error) Duration(Parameters parameters)
    {
        if (parameters["DurationSeconds"] is not { } text)
            return (null, null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? (seconds, null)
            : (null, StsError.Validation("DurationSeconds must be a whole number of seconds."));
    }
}
