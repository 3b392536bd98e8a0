using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Bourse.Storage.S3;

/// <summary>Makes the SDK's client.</summary>
internal static class S3Client
{
    public static AmazonS3Client Create(S3StoreOptions options)
    {
        var configuration = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            MaxErrorRetry = 0,
            ThrottleRetries = false,
            Timeout = options.Timeout,
            // Every upload carries its SHA-256 from us. The SDK's check of a download ends after the last byte was handed out, so ours are used instead.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint.ToString();
            configuration.AuthenticationRegion = options.Region;
        }
        else
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        return new AmazonS3Client(options.Credentials, configuration);
    }
}
