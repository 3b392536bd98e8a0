namespace Bourse.Server.Protocols.S3;

/// <summary>What an S3 request asks for; every request falls under exactly one.</summary>
public enum S3Operation
{
    /// <summary><c>GET /</c></summary>
    ListBuckets,

    /// <summary><c>HEAD /bucket</c></summary>
    HeadBucket,

    /// <summary><c>GET /bucket?location</c></summary>
    GetBucketLocation,

    /// <summary><c>GET /bucket?list-type=2</c></summary>
    ListObjectsV2,

    /// <summary><c>GET /bucket</c></summary>
    ListObjects,

    /// <summary><c>GET /bucket/key</c></summary>
    GetObject,

    /// <summary><c>HEAD /bucket/key</c></summary>
    HeadObject,

    /// <summary><c>GET /bucket/key?attributes</c></summary>
    GetObjectAttributes,

    /// <summary>Any method that would change something: refused.</summary>
    Write,

    /// <summary>A method that S3 does not have for what the target names.</summary>
    NotAllowed,

    /// <summary>A read of S3's that is not offered, told by its sub-resource.</summary>
    Unsupported,
}
