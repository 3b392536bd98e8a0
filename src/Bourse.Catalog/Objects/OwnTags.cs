using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bourse.Storage;

namespace Bourse.Catalog.Objects;

/// <summary>
/// Entity tags of what the exchange itself wrote: such an object never changes, so its name and size tell it; the end keeps clients from taking the tag for an MD5.
/// </summary>
internal static class OwnTags
{
    private const int HexDigits = 32;

    public static string Of(ObjectInfo info) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{info.Length}/{info.Key}"))))[..HexDigits] + "-1";
}
