namespace Bourse.Server.Tests.World;

/// <summary>What is wrong with a request of <see cref="HandSigned"/>.</summary>
public enum BodyDefect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not signed at all.</summary>
    Missing,

    /// <summary>It is signed in its header and in its query.</summary>
    Both,

    /// <summary>The request's signature is another's.</summary>
    Signature,

    /// <summary>A byte of the body was changed on the way.</summary>
    Body,

    /// <summary>The body breaks off.</summary>
    Cut,
}
