using System.Text.Json;
using Bourse.Access.Credentials;

namespace Bourse.Access.Tests.Credentials;

/// <summary>
/// The 401 JWS cases of Wycheproof. A key of an algorithm we do not offer (HS256, RS384, RS512, PS384, PS512, ES512), or one that is not
/// for signing, cannot
/// be registered, so its cases count as refused whatever they say; for every other case the verdict must be Wycheproof's, but
/// for two: RFC 7520's figure 20 is signed with PS384 while its key says PS256 (cases 346, 350), and a key is used with its own
/// algorithm only.
/// </summary>
public sealed class WycheproofJwsTests
{
    private const string Signatures = "vectors/wycheproof/testvectors_v1/json_web_signature_test.json";
    private const string Keys = "vectors/wycheproof/testvectors_v1/json_web_crypto_test.json";
    private static readonly int[] SignedWithAnotherAlgorithm = [346, 350];
    private static readonly string[] Offered = ["RS256", "PS256", "ES256"];

    [SharedDataFact(Signatures)]
    public void Every_case_of_an_offered_algorithm_has_the_expected_verdict()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Find(Signatures)!));
        var (accepted, refused, keyRefused) = (0, 0, 0);
        var wrong = new List<string>();
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = group.TryGetProperty("public", out var jwk) ? PublicKeyReader.Read(jwk.GetRawText(), out _) : null;
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                if (key is null)
                {
                    keyRefused++;
                    continue;
                }
                var verdict = test.GetProperty("jws") is { ValueKind: JsonValueKind.String } text
                    && JsonWebSignature.TryParse(text.GetString()!, out var jws) && jws.IsSignedBy(key);
                var expected = test.GetProperty("result").GetString() == "valid" && !SignedWithAnotherAlgorithm.Contains(test.GetProperty("tcId").GetInt32());
                if (verdict != expected) wrong.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")}: {verdict}");
                if (verdict) accepted++;
                else refused++;
            }
        }
        Assert.Empty(wrong);
        Assert.Equal((16, 306, 79), (accepted, refused, keyRefused));
    }

    [SharedDataFact(Signatures)]
    public void Only_keys_of_offered_algorithms_that_are_for_signing_can_be_registered()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Find(Signatures)!));
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            if (!group.TryGetProperty("public", out var jwk)) continue;
            var forSigning = jwk.TryGetProperty("alg", out var algorithm) && Offered.Contains(algorithm.GetString());
            Assert.Equal(forSigning, PublicKeyReader.Read(jwk.GetRawText(), out _) is not null);
        }
    }

    [SharedDataFact(Keys)]
    public void A_key_of_a_broken_generator_is_refused()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Find(Keys)!));
        var group = document.RootElement.GetProperty("testGroups").EnumerateArray().Single(
            group => group.GetProperty("tests").EnumerateArray().Any(test => test.GetProperty("comment").GetString() == "rejectsKeyWithRocaVulnerability"
                && group.GetProperty("comment").GetString() == "jws_rsa_roca_key"));
        Assert.Null(PublicKeyReader.Read(group.GetProperty("public").GetRawText(), out var problem));
        Assert.Equal("This RSA key was made by a broken generator (CVE-2017-15361); make a new one.", problem);
    }
}
