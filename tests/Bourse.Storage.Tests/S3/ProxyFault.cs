namespace Bourse.Storage.Tests.S3;

/// <summary>What a <see cref="FaultProxy"/> does to one request.</summary>
internal enum ProxyFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Resets the connection; the service never sees the request.</summary>
    ResetBefore,

    /// <summary>The service acts, the connection is reset instead of its answer.</summary>
    LoseAnswer,

    /// <summary>Half the body, then the connection closes.</summary>
    Truncate,

    /// <summary>Half the body, then a reset.</summary>
    Tear,

    /// <summary>One bit of the body is flipped.</summary>
    FlipBit,

    /// <summary>500 InternalError; the service never sees the request.</summary>
    InternalError,

    /// <summary>503 SlowDown; the service never sees the request.</summary>
    SlowDown,
}
