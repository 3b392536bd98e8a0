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

    /// <summary><c>GET /bucket/key?tagging</c></summary>
    GetObjectTagging,

    /// <summary><c>GET /bucket/key?uploadId=…</c></summary>
    ListParts,

    /// <summary><c>GET /bucket?uploads</c></summary>
    ListMultipartUploads,

    /// <summary><c>PUT /bucket/key</c></summary>
    PutObject,

    /// <summary><c>PUT /bucket/key</c> with <c>x-amz-copy-source</c></summary>
    CopyObject,

    /// <summary><c>PUT /bucket/key?partNumber=…&amp;uploadId=…</c></summary>
    UploadPart,

    /// <summary>The same with <c>x-amz-copy-source</c></summary>
    UploadPartCopy,

    /// <summary><c>PUT /bucket/key?tagging</c></summary>
    PutObjectTagging,

    /// <summary><c>DELETE /bucket/key?tagging</c></summary>
    DeleteObjectTagging,

    /// <summary><c>POST /bucket/key?uploads</c></summary>
    CreateMultipartUpload,

    /// <summary><c>POST /bucket/key?uploadId=…</c></summary>
    CompleteMultipartUpload,

    /// <summary><c>DELETE /bucket/key?uploadId=…</c></summary>
    AbortMultipartUpload,

    /// <summary><c>DELETE /bucket/key</c></summary>
    DeleteObject,

    /// <summary><c>POST /bucket?delete</c></summary>
    DeleteObjects,

    /// <summary>Any other method that would change something: refused to everybody.</summary>
    Write,

    /// <summary>A method that S3 does not have for what the target names.</summary>
    NotAllowed,

    /// <summary>A read of S3's that is not offered, told by its sub-resource.</summary>
    Unsupported,
}
