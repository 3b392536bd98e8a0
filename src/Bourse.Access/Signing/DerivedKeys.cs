using System.Runtime.CompilerServices;
using Bourse.Access.Keys;

namespace Bourse.Access.Signing;

/// <summary>
/// The key last derived from each secret: a client signs one day, region and service at a time, so four of the five HMACs of a signature
/// are saved. An entry
/// lives as long as the secret it belongs to.
/// </summary>
internal sealed class DerivedKeys
{
    private readonly ConditionalWeakTable<SecretText, Derived> _keys = [];

    public byte[] Find(SecretText secret, SignatureScope scope)
    {
        if (_keys.TryGetValue(secret, out var known) && known.Date == scope.Date && known.Region == scope.Region && known.Service == scope.Service)
            return known.Key;
        var key = new byte[SigningKey.LengthBytes];
        SigningKey.Derive(secret.Utf8, scope, key);
        _keys.AddOrUpdate(secret, new Derived(scope.Date, scope.Region, scope.Service, key));
        return key;
    }

    private sealed record Derived(string Date, string Region, string Service, byte[] Key)
    {
        public override string ToString() => $"{Date}/{Region}/{Service}";
    }
}
