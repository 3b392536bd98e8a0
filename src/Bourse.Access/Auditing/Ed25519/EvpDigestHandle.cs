using Microsoft.Win32.SafeHandles;

namespace Bourse.Access.Auditing.Ed25519;

/// <summary>An EVP_MD_CTX that we free; one a signature.</summary>
internal sealed class EvpDigestHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeDigest(handle);
        return true;
    }
}
