using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bourse.Storage.Local;

namespace Bourse.Server.Hosting;

/// <summary>A listener's certificate, its key and those that vouch for it, out of PEM files.</summary>
internal static class ListenerCertificate
{
    /// <summary>Reads the certificate with its key.</summary>
    /// <exception cref="CryptographicException">The files hold no certificate and the key of it.</exception>
    public static X509Certificate2 Read(string certificatePath, string keyPath) => X509Certificate2.CreateFromPemFile(certificatePath, keyPath);

    /// <summary>The certificates beside it in its file, which are sent with it.</summary>
    public static X509Certificate2Collection ReadChain(string certificatePath)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        return chain;
    }

    /// <summary>What keeps the files of a listener from being used; one mistake a line, each with its key.</summary>
    public static IEnumerable<string> Mistakes(string key, string certificatePath, string keyPath)
    {
        var missing = File.Exists(certificatePath) ? null : $"{key}.certificatePath: no file at '{certificatePath}'.";
        var secret = OwnersFile.MistakeIn(keyPath) is { } mistake ? $"{key}.certificateKeyPath: '{keyPath}' {mistake}" : null;
        if (missing is not null || secret is not null)
            return new[] { missing, secret }.OfType<string>();
        try
        {
            Read(certificatePath, keyPath).Dispose();
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"{key}.certificatePath: '{certificatePath}' or '{keyPath}' cannot be read: {e.Message}"];
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return [$"{key}.certificatePath: '{certificatePath}' and '{keyPath}' are not a certificate and its private key in PEM: {e.Message}"];
        }
    }
}
