using System.Net;
using Amazon.Runtime;

namespace Bourse.Storage.S3;

/// <summary>Tells what a failed request means: whether it may be sent again, and what to say when it may not.</summary>
internal static class S3Failure
{
    // Answers that say "later", whatever their status.
    private static readonly HashSet<string> Later =
        new(StringComparer.Ordinal) { "SlowDown", "RequestTimeout", "Throttling", "ThrottlingException", "ServiceUnavailable", "InternalError",
            "ConditionalRequestConflict" };

    /// <summary>Whether this is a failure of the service or of the way to it, and not of the program.</summary>
    public static bool IsFailure(Exception e) =>
        e is AmazonServiceException or AmazonClientException or IOException or HttpRequestException or WebException or TimeoutException or OperationCanceledException;

    /// <summary>Whether the same request may succeed later. What is cancelled here is a timeout: the caller's own cancellation is told apart before.</summary>
    public static bool IsTransient(Exception e) => e switch
    {
        AmazonServiceException { StatusCode: not 0 } service =>
            ((int)service.StatusCode >= 500 && service.StatusCode != HttpStatusCode.NotImplemented) || service.StatusCode == HttpStatusCode.TooManyRequests
                || Later.Contains(service.ErrorCode ?? ""),
        // Without a status there was no answer, whatever broke the connection.
        AmazonServiceException or IOException or HttpRequestException or WebException or TimeoutException or OperationCanceledException => true,
        AmazonClientException { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };

    /// <summary>Whether the service answered with this status.</summary>
    public static bool Is(Exception e, HttpStatusCode status) => e is AmazonServiceException service && service.StatusCode == status;

    /// <summary>The storage error for a failure.</summary>
    public static StorageException Translate(string action, string storeName, Exception e)
    {
        var (reason, advice) = e switch
        {
            AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } denied =>
                ($"it answered {(int)denied.StatusCode} {denied.ErrorCode}", " Check the credentials and what they may do in the bucket."),
            AmazonServiceException { ErrorCode: "NoSuchBucket" } => ("there is no such bucket", " Make it, or name the right one."),
            AmazonServiceException { StatusCode: not 0 } service => ($"it answered {(int)service.StatusCode} {service.ErrorCode}", ""),
            AmazonServiceException or AmazonClientException { InnerException: not null } => ("it did not answer", ""),
            AmazonClientException client => (client.Message, ""),
            _ => ($"the connection failed ({e.GetType().Name})", ""),
        };
        return new StorageException($"Cannot {action} in the store '{storeName}': {reason}.{advice}", IsTransient(e), e);
    }
}
