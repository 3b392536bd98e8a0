namespace Bourse.Server.Tests.World;

/// <summary>How a request says who sends it.</summary>
public enum RequestAuth
{
    None,
    Bearer,
    ForgedBearer,
    Signed,
    BadSignature,
    Presigned,
    BadPresigned,
    HeaderAndQuery,

    /// <summary>The token of a Delta Sharing profile.</summary>
    Sharing,
}
