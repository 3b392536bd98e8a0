using Microsoft.Win32.SafeHandles;

namespace Bourse.Access.Auditing.Ed25519;

/// <summary>An EVP_PKEY that we free. Only read after it is made, so threads may share it.</summary>
internal sealed class EvpKeyHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeKey(handle);
        return true;
    }
}
