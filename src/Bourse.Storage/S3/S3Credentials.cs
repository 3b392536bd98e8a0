using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Bourse.Storage.Local;

namespace Bourse.Storage.S3;

/// <summary>Where the credentials of a store come from. Never from the configuration's own text.</summary>
public static class S3Credentials
{
    /// <summary>The profile that is read where none is named.</summary>
    public const string ProfileDefault = "default";

    /// <summary>The SDK's chain: environment variables, a profile of the user's, web identity, the container's or the machine's role.</summary>
    /// <exception cref="StorageException">None of them has any.</exception>
    public static AWSCredentials FromChain()
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }
        catch (AmazonClientException e)
        {
            throw new StorageException(
                "No credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, give the machine a role, or name a credentialsFile.", isTransient: false, e);
        }
    }

    /// <summary>A profile of a file in the form of <c>~/.aws/credentials</c>.</summary>
    /// <exception cref="StorageException">The file has a mistake: see <see cref="MistakeIn"/>.</exception>
    public static AWSCredentials FromFile(string file, string profile) =>
        MistakeIn(file, profile) is { } mistake
            ? throw new StorageException($"The credentials file '{file}' {mistake}", isTransient: false)
            : Find(file, profile)!;

    /// <summary>What keeps a file from being used, as the end of a sentence about it; null when nothing does. Shows nothing of its content.</summary>
    public static string? MistakeIn(string file, string profile)
    {
        if (OwnersFile.MistakeIn(file) is { } mistake)
            return mistake;
        return Find(file, profile) is null
            ? $"has no profile [{profile}] with aws_access_key_id and aws_secret_access_key."
            : null;
    }

    private static AWSCredentials? Find(string file, string profile) =>
        new SharedCredentialsFile(file).TryGetProfile(profile, out var found) && AWSCredentialsFactory.TryGetAWSCredentials(found, null, out var credentials)
            ? credentials
            : null;
}
