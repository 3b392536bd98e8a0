namespace Bourse.Access.Credentials;

/// <summary>How a client of the token endpoint says who it is. Read, not yet believed.</summary>
internal abstract record ClientProof
{
    private ClientProof() { }

    /// <summary>A client secret, from the Authorization header or the form.</summary>
    public sealed record Secret(string ClientId, string Text) : ClientProof
    {
        public override string ToString() => ClientId;
    }

    /// <summary>A signed assertion.</summary>
    public sealed record Assertion(string ClientId, JsonWebSignature Jws) : ClientProof
    {
        public override string ToString() => ClientId;
    }
}
