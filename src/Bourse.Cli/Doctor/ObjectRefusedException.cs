using System.Net;

namespace Bourse.Cli.Doctor;

/// <summary>The storage did not give an object.</summary>
/// <param name="status">Its answer.</param>
/// <param name="code">The answer's error code; empty when it had none.</param>
internal sealed class ObjectRefusedException(HttpStatusCode status, string code) : Exception($"The storage answered HTTP {(int)status} {code}.")
{
    /// <summary>The answer.</summary>
    public HttpStatusCode Status => status;

    /// <summary>The answer's error code.</summary>
    public string Code => code;
}
